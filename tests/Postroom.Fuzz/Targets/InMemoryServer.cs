using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Postroom.Imap.Server;
using Postroom.Net;
using Postroom.Net.Tests;
using Postroom.Security;
using Postroom.Store;
using Postroom.Store.Engine;
using Postroom.Store.Memory;

namespace Postroom.Fuzz.Targets;

/// <summary>The IMAP server over a store in memory. A conversation is a script and what was said to it: nothing waits for a clock or a peer.</summary>
internal sealed class InMemoryServer
{
    private readonly FaultLog _log = new();
    private readonly MailStore _store;

    public InMemoryServer()
    {
        _store = new MailStore(Engine, new StoreOptions(), TimeProvider.System);
        var options = new ImapServerOptions { DisabledExtensions = new HashSet<string> { "COMPRESS=DEFLATE" } }; // its answers would not be text: there is a target for it
        Server = new ImapServer(options, _store, new AccountAuthenticator(
            new NoAccounts(), new LoginThrottle(TimeProvider.System, new() { FirstDelay = TimeSpan.Zero, LongestDelay = TimeSpan.Zero }), TimeProvider.System, new() { FakeSaltKey = new byte[16] }), logger: _log);
    }

    public MemoryStoreEngine Engine { get; } = new();

    public ImapServer Server { get; }

    /// <summary>An account with nothing but INBOX, whose session reads all of the script and ends.</summary>
    /// <param name="script">What the client sends, to the end of its stream.</param>
    /// <param name="pieces">How it is cut.</param>
    /// <param name="look">Sees the account before it is removed.</param>
    /// <returns>All that the server said.</returns>
    /// <exception cref="FuzzViolationException">It logged a fault of its own.</exception>
    public async Task<byte[]> TalkAsync(byte[] script, Func<int> pieces, Action<AccountId>? look = null)
    {
        AccountId account = AccountId.New();
        await Engine.Accounts.SaveAsync(new AccountRecord { Id = account, Name = account.ToString() }, CancellationToken.None);
        var stream = new ScriptedStream(script, pieces);
        await Server.HandleAsync(Connection.OverStream(stream), account, CancellationToken.None);
        look?.Invoke(account);
        await Engine.Accounts.RemoveAsync(account, CancellationToken.None);
        await _store.DeleteAsync(account, CancellationToken.None);
        _log.ThrowIfAny();
        return stream.Written.ToArray();
    }

    private sealed class NoAccounts : ICredentialStore
    {
        public ValueTask<AccountCredentials?> FindAsync(string loginName, CancellationToken cancellationToken) => ValueTask.FromResult<AccountCredentials?>(null);
    }

    private sealed class FaultLog : ILogger
    {
        private readonly ConcurrentQueue<(string Text, Exception? Fault)> _faults = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                _faults.Enqueue((formatter(state, exception), exception));
        }

        public void ThrowIfAny()
        {
            if (_faults.TryDequeue(out (string Text, Exception? Fault) fault))
            {
                _faults.Clear();
                throw fault.Fault is null ? new FuzzViolationException(fault.Text) : new FuzzViolationException(fault.Text, fault.Fault);
            }
        }
    }
}
