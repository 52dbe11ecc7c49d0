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

    /// <summary>What works with passwords alone: SCRAM with and without channel binding, PLAIN, LOGIN.</summary>
    public static SaslRegistry Default { get; } = new(
        [.. ScramHash.All.SelectMany(ScramMechanism.WithAndWithoutBinding), new PlainMechanism(), new LoginMechanism()]);

    /// <summary>What is offered on a connection: nothing where others can listen, whatever the mechanism. A proof that was overheard can be
    /// guessed at offline, and the session behind it belongs to whoever is on the line (RFC 8314 §3).</summary>
    public IEnumerable<ISaslMechanism> Offered(SaslContext context) =>
        context.IsConfidential ? _mechanisms.Where(mechanism => mechanism.IsPossible(context)) : [];

    /// <summary>The mechanism of that name (without case), offered or not: so that "needs TLS" can be told from "unknown".</summary>
    public bool TryFind(string name, [NotNullWhen(true)] out ISaslMechanism? mechanism)
    {
        mechanism = Array.Find(_mechanisms, known => known.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        return mechanism is not null;
    }
}
