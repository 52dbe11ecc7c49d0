namespace Postroom.Kill;

/// <summary>A run of the harness.</summary>
public sealed record KillOptions
{
    /// <summary>How often the server is killed while clients work. Kills while it starts come on top.</summary>
    public int Kills { get; init; } = 100;

    /// <summary>What the clients do and when the server dies comes from this; a failure prints it.</summary>
    public required int Seed { get; init; }

    /// <summary>Accounts, each with INBOX and two more mailboxes.</summary>
    public int Accounts { get; init; } = 3;

    /// <summary>Clients of each account, all on the same mailboxes.</summary>
    public int ClientsPerAccount { get; init; } = 3;

    /// <summary>Hears a line every 50 kills.</summary>
    public Action<string> Progress { get; init; } = static _ => { };

    /// <summary>More `--set` values for the server.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];
}
