using System.Diagnostics.CodeAnalysis;

namespace Postroom.Security;

/// <summary>The mechanisms a server offers. A new one is one class and one line where the registry is made.</summary>
public sealed class SaslRegistry
{
    private readonly ISaslMechanism[] _mechanisms;

    /// <summary>In the order in which they are announced.</summary>
    /// <exception cref="ArgumentException">Two have the same name.</exception>
    public SaslRegistry(params IEnumerable<ISaslMechanism> mechanisms)
    {
        _mechanisms = [.. mechanisms];
        if (_mechanisms.DistinctBy(static mechanism => mechanism.Name, StringComparer.OrdinalIgnoreCase).Count() != _mechanisms.Length)
            throw new ArgumentException("Two mechanisms have the same name.", nameof(mechanisms));
    }

    /// <summary>What this server has in any case: PLAIN.</summary>
    public static SaslRegistry Default { get; } = new(new PlainMechanism());

    /// <summary>What may be offered: passwords in the clear only where nobody can listen (RFC 9051 §11.3).</summary>
    /// <param name="isConfidential">TLS, or inside the machine, or the administrator's word.</param>
    public IEnumerable<ISaslMechanism> Offered(bool isConfidential) =>
        _mechanisms.Where(mechanism => isConfidential || !mechanism.SendsPassword);

    /// <summary>The mechanism of that name (without case), offered or not: so that "needs TLS" can be told from "unknown".</summary>
    public bool TryFind(string name, [NotNullWhen(true)] out ISaslMechanism? mechanism)
    {
        mechanism = Array.Find(_mechanisms, known => known.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        return mechanism is not null;
    }
}
