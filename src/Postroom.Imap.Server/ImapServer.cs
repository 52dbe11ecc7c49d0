using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Postroom.Net;
using Postroom.Security;
using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>The IMAP door: serves one client after another over whatever connection it is given.</summary>
public sealed class ImapServer : IConnectionHandler
{
    private readonly ConcurrentDictionary<AccountId, int> _seats = new();

    /// <summary>A server with Postroom's own extensions (<see cref="ImapExtensions.All"/>), or those given instead.</summary>
    /// <exception cref="ArgumentException">An extension needs another that is switched off; the message is one sentence.</exception>
    public ImapServer(
        ImapServerOptions options, MailStore store, IAccountAuthenticator authenticator, IEnumerable<IImapExtension>? extensions = null,
        TimeProvider? time = null, ILogger? logger = null, SaslRegistry? mechanisms = null)
    {
        (Options, Store, Authenticator) = (options, store, authenticator);
        Mechanisms = mechanisms ?? SaslRegistry.Default;
        Time = time ?? TimeProvider.System;
        Logger = logger ?? NullLogger.Instance;
        Protocol = ImapProtocol.Create(options, extensions ?? ImapExtensions.All);
    }

    /// <summary>What it allows.</summary>
    public ImapServerOptions Options { get; }

    /// <summary>What it speaks.</summary>
    public ImapProtocol Protocol { get; }

    /// <summary>Where mail lies.</summary>
    public MailStore Store { get; }

    /// <summary>Who lets clients in.</summary>
    public IAccountAuthenticator Authenticator { get; }

    /// <summary>How clients may prove who they are.</summary>
    public SaslRegistry Mechanisms { get; }

    /// <summary>Its clock.</summary>
    public TimeProvider Time { get; }

    internal ILogger Logger { get; }

    /// <summary>Serves one client to the end, and closes its connection.</summary>
    /// <param name="connection">With TLS on already if the port is for that.</param>
    /// <param name="stopping">Cancelled when the server stops: the client hears BYE.</param>
    public Task HandleAsync(Connection connection, CancellationToken stopping) => new ImapSession(this, connection).RunAsync(null, stopping);

    /// <summary>Serves a client that has proved elsewhere who it is: it is greeted with PREAUTH (RFC 3501 §7.1.4).</summary>
    public Task HandleAsync(Connection connection, AccountId account, CancellationToken stopping) =>
        new ImapSession(this, connection).RunAsync(account, stopping);

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Farewell(ConnectionRefusal why) => why == ConnectionRefusal.TooManyFromAddress
        ? "* BYE [LIMIT] Too many connections from your address have not logged in\r\n"u8.ToArray()
        : "* BYE [LIMIT] Too many connections\r\n"u8.ToArray();

    internal bool TryTakeSeat(AccountId account)
    {
        int taken = _seats.AddOrUpdate(account, 1, static (_, seats) => seats + 1);
        if (taken <= Options.MaxSessionsPerAccount)
        {
            return true;
        }

        LeaveSeat(account);
        return false;
    }

    internal void LeaveSeat(AccountId account)
    {
        int left = _seats.AddOrUpdate(account, 0, static (_, seats) => seats - 1);
        if (left == 0)
        {
            _seats.TryRemove(new(account, 0));
        }
    }
}
