namespace Postroom.Store.Engine;

/// <summary>What the server knows of an account before its mail is opened.</summary>
public sealed record AccountRecord
{
    /// <summary>Stable identity: also the name of the account's folder.</summary>
    public required AccountId Id { get; init; }

    /// <summary>The login name, prepared (RFC 4013): compared exactly.</summary>
    public required string Name { get; init; }

    /// <summary>Other names to log in by, prepared likewise. No other account has one of them, as its name or otherwise.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>True: nobody logs in, mail is kept.</summary>
    public bool IsDisabled { get; init; }

    /// <summary>Password verifiers in the form that Postroom.Security writes and reads; never a password.</summary>
    public IReadOnlyList<string> Credentials { get; init; } = [];

    /// <summary>Grows with each change of <see cref="Credentials"/> or <see cref="IsDisabled"/>: proven logins of an older one are void.</summary>
    public long Version { get; init; }
}
