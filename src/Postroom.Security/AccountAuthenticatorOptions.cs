namespace Postroom.Security;

/// <summary>How logins are checked.</summary>
public sealed record AccountAuthenticatorOptions
{
    /// <summary>At least 16 secret octets, the same for the life of this server: salts of names that do not exist come from them.</summary>
    public required ReadOnlyMemory<byte> FakeSaltKey { get; init; }

    /// <summary>What verifiers are made with. A password that comes in clear and was kept by another policy is brought up to this one.</summary>
    public PasswordPolicy Policy { get; init; } = new();

    /// <summary>Nobody gets in by a password with which attackers begin (<see cref="WeakPasswords.IsWellKnown"/>, RFC 9051 §11.7); only one that comes in clear can be judged.</summary>
    public bool BlocksWellKnownPasswords { get; init; } = true;

    /// <summary>How long a proven password is believed without computing. 5 minutes covers a client that opens all its connections.</summary>
    public TimeSpan ProvenFor { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Proven passwords remembered (about 60 octets each).</summary>
    public int MaxProven { get; init; } = 100_000;

    /// <summary>Passwords being computed at once; others wait. Half the processors: a flood of logins leaves the rest to the mail.</summary>
    public int MaxConcurrentChecks { get; init; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>What the store puts behind a name without a domain for which it has no account, prepared; empty for nothing. Names that are not there look as if
    /// they could be written both ways, too.</summary>
    public string DefaultDomain { get; init; } = "";

    /// <summary>Another source of accounts; null: there is none.</summary>
    public IPasswordDirectory? Directory { get; init; }
}
