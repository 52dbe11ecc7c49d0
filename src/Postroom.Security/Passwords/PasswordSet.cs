using System.Security.Cryptography;

namespace Postroom.Security;

/// <summary>All passwords of an account at rest: its own and those of applications. A value: what changes it gives another.</summary>
/// <remarks>They share salt and rounds for each hash, so that one computation tries a password against all of them, and a SCRAM client, which is told
/// one salt before it shows which password it has, can use any of them. To raise the cost, a password that is seen gets a second
/// verifier with the same salt and more rounds; once all have one, the cheaper ones go.</remarks>
public sealed class PasswordSet
{
    /// <summary>Application passwords of one account: each costs a login some microseconds.</summary>
    public const int MaxApps = 50;

    // Among an account's credentials: a directory checks its password.
    private const string DirectoryMark = "LDAP";

    private const string GenerationScheme = "SINCE$";

    private readonly StoredPassword[] _passwords;
    private readonly string[] _others;

    private PasswordSet(StoredPassword[] passwords, string[] others) => (_passwords, _others) = (passwords, others);

    /// <summary>The applications' passwords, in the order in which they were made.</summary>
    public IReadOnlyList<AppPassword> Apps => [.. _passwords.Where(static password => password.App is not null).Select(static password => password.App!)];

    /// <summary>True if the account has a password of its own.</summary>
    public bool HasOwn => _passwords is [{ App: null }, ..];

    /// <summary>The account's own password as the server can have it back (<see cref="RecoverablePasswords"/>); null where nobody asked for that.</summary>
    public string? Recoverable => Array.Find(_others, IsRecoverable);

    /// <summary>True if a directory (<see cref="IPasswordDirectory"/>) checks passwords of the account too.</summary>
    public bool IsOfDirectory => _others.Contains(DirectoryMark);

    /// <summary>Another text each time that the account's own password changes, or a directory's is good no longer; it says nothing by itself. Null before the first
    /// change.</summary>
    internal string? Generation => Array.Find(_others, IsGeneration);

    /// <summary>Reads an account's credentials. What is none of a password's stays as it is.</summary>
    public static PasswordSet Parse(IReadOnlyList<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        List<ScramVerifier> own = [];
        List<StoredPassword> apps = [];
        List<string> others = [];
        foreach (string text in texts)
        {
            if (ScramVerifier.TryParse(text, out ScramVerifier? verifier))
                own.Add(verifier);
            else if (StoredPassword.TryParseApp(text, out StoredPassword? app))
                apps.Add(app);
            else
                others.Add(text);
        }

        return new(own.Count == 0 ? [.. apps] : [new StoredPassword(null, own), .. apps], [.. others]);
    }

    /// <summary>An account's credentials, for the store.</summary>
    public IReadOnlyList<string> ToTexts() => [.. _passwords.SelectMany(static password => password.ToTexts()), .. _others];

    /// <summary>Is this the account's own password? Computes it, as a login does.</summary>
    /// <param name="password">In UTF-8, prepared (<see cref="Password.TryPrepareNew"/>).</param>
    public bool IsOwn(ReadOnlySpan<byte> password) => HasOwn && _passwords[0].Verifiers[0].Verify(password);

    /// <summary>With the account's own password kept so that it can be had back, or, by null, not any more.</summary>
    public PasswordSet WithRecoverable(string? text) => new(_passwords, [.. _others.Where(static other => !IsRecoverable(other)), .. text is null ? (string[])[] : [text]]);

    /// <summary>With a new password of the account's own; those of applications stay. What was kept of the old one is not (<see cref="Recoverable"/>).</summary>
    /// <param name="password">In UTF-8, prepared (<see cref="Password.TryPrepareNew"/>).</param>
    /// <param name="policy">How.</param>
    public PasswordSet WithOwn(ReadOnlySpan<byte> password, PasswordPolicy policy)
    {
        StoredPassword[] apps = [.. _passwords.Where(static other => other.App is not null)];
        return new PasswordSet([new StoredPassword(null, Derive(password, policy, apps)), .. apps], _others).WithRecoverable(null).NextGeneration().Settled();
    }

    /// <summary>With one more application password.</summary>
    public PasswordSet WithApp(AppPassword app, ReadOnlySpan<byte> password, PasswordPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(app);
        return new PasswordSet([.. _passwords, new StoredPassword(app, Derive(password, policy, _passwords))], _others).Settled();
    }

    /// <summary>Without the application password with this identity.</summary>
    public PasswordSet WithoutApp(string id) => new PasswordSet([.. _passwords.Where(password => password.App?.Id != id)], _others).Settled();

    /// <summary>With a directory that checks passwords too, or without.</summary>
    public PasswordSet WithDirectory(bool isOfDirectory)
    {
        IEnumerable<string> others = _others.Where(static other => other != DirectoryMark);
        return isOfDirectory ? new PasswordSet(_passwords, [.. others, DirectoryMark]) : new PasswordSet(_passwords, [.. others]).NextGeneration();
    }

    /// <summary>With the day of an application password's last use.</summary>
    public PasswordSet WithUse(string id, DateOnly day) =>
        new([.. _passwords.Select(password => password.App?.Id == id ? password with { App = password.App with { LastUsed = day } } : password)], _others);

    /// <summary>True if <paramref name="password"/> lacks what the policy asks for.</summary>
    internal static bool IsStale(StoredPassword password, PasswordPolicy policy) =>
        policy.Hashes.Any(hash => !password.Verifiers.Any(verifier => verifier.Hash == hash && verifier.Iterations >= policy.Iterations)) ||
        password.Verifiers.Any(verifier => !policy.Hashes.Contains(verifier.Hash));

    /// <summary>With verifiers as the policy asks for, of a password that was just seen.</summary>
    internal PasswordSet Renewed(StoredPassword stale, ReadOnlySpan<byte> password, PasswordPolicy policy)
    {
        IReadOnlyList<ScramVerifier> renewed = Derive(password, policy, [.. _passwords.Where(other => other != stale)]);
        return new PasswordSet([.. _passwords.Select(one => one == stale ? stale with { Verifiers = renewed } : one)], _others).Settled();
    }

    /// <summary>What a password that came in clear is tried against: by SHA-256, which every account has, else by what it has.</summary>
    internal IReadOnlyList<PasswordCandidate> Clear =>
        Candidates(ScramHash.Sha256) is { Count: > 0 } usual ? usual : ScramHash.All.Select(Candidates).FirstOrDefault(static any => any.Count > 0) ?? [];

    /// <summary>What a password is tried against for one hash: verifiers beside one another, the most there are; of as many the dearest. Empty if there are none.</summary>
    internal IReadOnlyList<PasswordCandidate> Candidates(ScramHash hash) => Candidates(hash, _passwords);

    private PasswordSet NextGeneration() =>
        new(_passwords, [.. _others.Where(static other => !IsGeneration(other)), GenerationScheme + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))]);

    private static bool IsGeneration(string text) => text.StartsWith(GenerationScheme, StringComparison.Ordinal);

    private static bool IsRecoverable(string text) => text.StartsWith(RecoverablePasswords.Scheme, StringComparison.Ordinal);

    private static PasswordCandidate[] Candidates(ScramHash hash, StoredPassword[] passwords)
    {
        PasswordCandidate[] all =
        [
            .. passwords.SelectMany(static password => password.Verifiers.Select(verifier => new PasswordCandidate(password, verifier)))
                .Where(candidate => candidate.Verifier.Hash == hash),
        ];
        PasswordCandidate[] best = [];
        foreach (PasswordCandidate candidate in all)
        {
            PasswordCandidate[] beside = [.. all.Where(other => other.Verifier.IsBeside(candidate.Verifier))];
            if (beside.Length > best.Length ||
                (beside.Length == best.Length && beside[0].Verifier.Iterations > best[0].Verifier.Iterations))
            {
                best = beside;
            }
        }

        return best;
    }

    private static List<ScramVerifier> Derive(ReadOnlySpan<byte> password, PasswordPolicy policy, StoredPassword[] others)
    {
        List<ScramVerifier> verifiers = [];
        foreach (ScramHash hash in policy.Hashes)
        {
            ScramVerifier? shared = Candidates(hash, others) is [var first, ..] ? first.Verifier : null;
            byte[] salt = shared?.Salt.ToArray() ?? RandomNumberGenerator.GetBytes(ScramVerifier.NewSaltOctets);
            if (shared is not null)
                verifiers.Add(ScramVerifier.Derive(hash, password, salt, shared.Iterations));
            if (shared is null || shared.Iterations < policy.Iterations)
                verifiers.Add(ScramVerifier.Derive(hash, password, salt, policy.Iterations));
        }

        return verifiers;
    }

    // Where all passwords have verifiers beside one another, cheaper ones of that hash are not needed any more. Dearer ones wait for the rest.
    private PasswordSet Settled()
    {
        StoredPassword[] settled = _passwords;
        foreach (ScramHash hash in ScramHash.All)
        {
            PasswordCandidate[] shared = Candidates(hash, settled);
            if (shared.Length == 0 || shared.Length < settled.Length)
                continue;
            ScramVerifier kept = shared[0].Verifier;
            settled =
            [
                .. settled.Select(password => password with
                {
                    Verifiers = [.. password.Verifiers.Where(verifier => verifier.Hash != hash || verifier.IsBeside(kept) || verifier.Iterations > kept.Iterations)],
                }),
            ];
        }

        return new(settled, _others);
    }
}
