using System.Net;

namespace Postroom.Peers.Servers;

/// <summary>A running IMAP server on loopback that a suite works with.</summary>
public abstract class MailServer : IAsyncDisposable
{
    /// <summary>Every account's password.</summary>
    public const string Password = "secret";

    private int _accounts;

    /// <summary>How a failure calls it.</summary>
    public abstract string Name { get; }

    public abstract IPEndPoint Imap { get; }

    /// <summary>Where TLS begins at once, or null.</summary>
    public virtual IPEndPoint? Imaps => null;

    /// <summary>An account that nobody else has, with an empty INBOX.</summary>
    public virtual async Task<string> NewAccountAsync()
    {
        string name = AccountName(Interlocked.Increment(ref _accounts) - 1);
        await PrepareAsync(name);
        return name;
    }

    public Task<RawImap> LoginAsync(string account) => RawImap.LoginAsync(Imap, account, Password);

    public abstract ValueTask DisposeAsync();

    protected static string AccountName(int number) => FormattableString.Invariant($"u{number}");

    /// <summary>Whatever the server still needs before the account can be used.</summary>
    protected virtual Task PrepareAsync(string account) => Task.CompletedTask;
}
