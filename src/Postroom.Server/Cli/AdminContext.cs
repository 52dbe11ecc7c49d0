using Postroom.Imap.Server;
using Postroom.Security;
using Postroom.Store.Engine;

namespace Postroom.Server;

/// <summary>What an <see cref="AdminCommand"/> works with and speaks to, whether it runs in its own process or in the server's.</summary>
internal sealed class AdminContext
{
    public required ServerStore Store { get; init; }

    public required PostroomSettings Settings { get; init; }

    public required TextWriter Out { get; init; }

    public required TextWriter Error { get; init; }

    /// <summary>What relative paths of the person's are relative to.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>True when a person watches: progress bars are drawn.</summary>
    public bool IsTerminal { get; init; }

    /// <summary>The password that was typed or piped in, where the command asked for one.</summary>
    public string? Password { get; init; }

    /// <summary>The server that runs the command; null when none runs.</summary>
    public PostroomHost? Host { get; init; }

    /// <summary>Ctrl-C.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>The account with this login name.</summary>
    /// <exception cref="ConfigurationException">There is none.</exception>
    public AccountRecord Account(string name) => Store.FindAccount(name)
        ?? throw new ConfigurationException($"There is no account '{name}'; `postroom account list` shows those there are.");

    /// <summary>Ends the account's sessions in the server that runs; where none runs, there are none.</summary>
    public Task EndSessionsAsync(AccountRecord account, SessionDismissal why) =>
        Host?.EndSessionsAsync(account, why, CancellationToken) ?? Task.CompletedTask;

    /// <summary>Likewise the sessions that came in by an application password.</summary>
    public Task EndSessionsAsync(AppPassword revoked) => Host?.EndSessionsAsync(revoked, CancellationToken) ?? Task.CompletedTask;

    public string FullPath(string path) => Path.GetFullPath(path, WorkingDirectory);
}
