using Postroom.Security;

namespace Postroom.Server;

/// <summary>What the settings say of authentication, for Postroom.Security.</summary>
internal static class AuthSettings
{
    private const string Plus = "-PLUS";

    /// <summary>Every mechanism there is, the best first.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. ScramHash.All.SelectMany(static hash => (string[])[hash.Mechanism + Plus, hash.Mechanism]), "PLAIN", "LOGIN"];

    /// <summary>What passwords are kept with: a verifier for each hash that a mechanism offered needs, and always SHA-256's.</summary>
    public static PasswordPolicy Policy(PostroomSettings settings)
    {
        IReadOnlyList<string> names = settings.Get(PostroomSettings.AuthMechanisms);
        return new PasswordPolicy
        {
            Hashes = [.. ScramHash.All.Where(hash => hash == ScramHash.Sha256 || Has(names, hash.Mechanism) || Has(names, hash.Mechanism + Plus))],
            Iterations = settings.Get(PostroomSettings.AuthIterations),
        };
    }

    /// <summary>The mechanisms that the settings name, in our order.</summary>
    public static SaslRegistry Mechanisms(PostroomSettings settings)
    {
        IReadOnlyList<string> names = settings.Get(PostroomSettings.AuthMechanisms);
        return new SaslRegistry(Names.Where(name => Has(names, name)).Select(name => Make(name, names)));
    }

    private static ISaslMechanism Make(string name, IReadOnlyList<string> names) => name switch
    {
        "PLAIN" => new PlainMechanism(),
        "LOGIN" => new LoginMechanism(),
        _ => Scram(name, isBindingOffered: names.Any(static other => other.EndsWith(Plus, StringComparison.OrdinalIgnoreCase))),
    };

    private static ScramMechanism Scram(string name, bool isBindingOffered)
    {
        bool binds = name.EndsWith(Plus, StringComparison.Ordinal);
        return ScramHash.TryFind(binds ? name[..^Plus.Length] : name, out ScramHash? hash)
            ? new ScramMechanism(hash, binds, isBindingOffered)
            : throw new InvalidOperationException($"{name} has no class.");
    }

    private static bool Has(IReadOnlyList<string> names, string name) => names.Contains(name, StringComparer.OrdinalIgnoreCase);
}
