namespace Postroom.Security;

/// <summary>A login between its first message and its proof.</summary>
public sealed class LoginAttempt
{
    private readonly Func<ScramHash, ScramVerifier> _fake;

    internal LoginAttempt(string askedFor, string name, AccountCredentials? account, LoginOrigin origin, Func<ScramHash, ScramVerifier> fake)
    {
        (AskedFor, Name, Account, Origin, _fake) = (askedFor, name, account, origin, fake);
        Passwords = PasswordSet.Parse(account?.Verifiers ?? []);
    }

    /// <summary>The name that was typed, prepared; empty for one that cannot be.</summary>
    internal string AskedFor { get; }

    /// <summary>The account's name, or for one that does not exist what was asked for: what failures are counted by.</summary>
    internal string Name { get; private set; }

    internal AccountCredentials? Account { get; private set; }

    internal LoginOrigin Origin { get; }

    internal PasswordSet Passwords { get; private set; }

    /// <summary>The time that its check took, here or elsewhere: failures are held back for so much less, and tell nothing by it.</summary>
    internal TimeSpan Spent { get; set; }

    /// <summary>True if it could not be checked.</summary>
    internal bool IsUnchecked { get; set; }

    /// <summary>Which password it was proven with; null before, and where it is by none.</summary>
    internal StoredPassword? ProvenWith { get; private set; }

    /// <summary>True if it was proven with a password with which attackers begin, and those are blocked.</summary>
    internal bool IsWellKnown { get; set; }

    /// <summary>What a SCRAM client is told, and its proof checked against.</summary>
    public ScramOffer Offer(ScramHash hash)
    {
        IReadOnlyList<PasswordCandidate> candidates = Passwords.Candidates(hash);
        ScramVerifier fake = _fake(hash); // made for everybody: a SCRAM client is answered at once, and may measure
        return new ScramOffer(candidates.Count > 0 ? candidates[0].Verifier : fake, candidates, IsProvenWith);
    }

    /// <summary>Tries a password, computing it once: for whom there is none it is computed all the same.</summary>
    /// <returns>The one that it is, or null.</returns>
    internal PasswordCandidate? Try(ReadOnlySpan<byte> password)
    {
        ScramOffer offer = Offer(Passwords.Clear is [var first, ..] ? first.Verifier.Hash : ScramHash.Sha256);
        ScramVerifier given = ScramVerifier.Derive(offer.Hash, password, offer.Salt, offer.Iterations);
        return offer.Candidates.FirstOrDefault(candidate => candidate.Verifier.IsOf(given) && IsProvenWith(candidate.Password));
    }

    /// <summary>Notes which password it was; false if that is not good for the service asked for.</summary>
    internal bool IsProvenWith(StoredPassword password)
    {
        if (!password.Covers(Origin.Service))
            return false;
        ProvenWith = password;
        return true;
    }

    /// <summary>Notes whose it is, which a directory has found out.</summary>
    internal void IsOf(string? name, AccountCredentials? account)
    {
        Name = account?.Name ?? name ?? Name;
        if (account is not null)
            (Account, Passwords) = (account, PasswordSet.Parse(account.Verifiers));
    }
}
