using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Postroom.Net;
using Postroom.Security;
using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>The IMAP door: serves one client after another over whatever connection it is given.</summary>
public sealed class ImapServer : IConnectionHandler
{
    private long _spread;

    /// <summary>A server with Postroom's own extensions (<see cref="ImapExtensions.All"/>), or those given instead.</summary>
    /// <exception cref="ImapExtensionException">An extension needs another that is switched off; the message is one sentence.</exception>
    public ImapServer(
        ImapServerOptions options, MailStore store, IAccountAuthenticator authenticator, IEnumerable<IImapExtension>? extensions = null,
        TimeProvider? time = null, ILogger? logger = null, SaslRegistry? mechanisms = null)
    {
        (Options, Store, Authenticator) = (options, store, authenticator);
        Mechanisms = mechanisms ?? SaslRegistry.Default;
        Time = time ?? TimeProvider.System;
        Logger = logger ?? NullLogger.Instance;
        OtherUsers = options.OtherUsers.Length == 0 ? null : new OtherUsersNames(options.OtherUsers);
        Seats = new SessionSeats(options.MaxSessionsPerAccount, options.MaxAnonymousSessions);
        SearchMemory = new SearchMemory(options.MaxSearchOctets);
        WaitingCommands = new SharedBudget(options.MaxWaitingCommandsOfAll);
        CommandOctets = new SharedBudget(options.MaxCommandOctetsOfAll);
        LoginOctets = new SharedBudget(options.MaxLoginOctetsOfAll);
        ReadAhead = new SharedBudget(options.MaxReadAheadOctets);
        CompressedSessions = new SharedBudget(options.MaxCompressedSessions);
        SavedSearches = new SavedSearchBudget(options.MaxSavedSearchOctets);
        (BeforeLogin, AfterLogin) = (LimitsBeforeLogin(options), LimitsAfterLogin(options));
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

    /// <summary>Null while nobody wants to know.</summary>
    internal ImapMetrics? Metrics { get; private set; }

    /// <summary>How long what strangers send may be.</summary>
    internal FrameLimits BeforeLogin { get; }

    /// <summary>Likewise of clients that have logged in.</summary>
    internal FrameLimits AfterLogin { get; }

    internal SessionSeats Seats { get; }

    /// <summary>Null where nobody reaches other users' mailboxes.</summary>
    internal OtherUsersNames? OtherUsers { get; }

    internal SearchMemory SearchMemory { get; }

    internal SavedSearchBudget SavedSearches { get; }

    /// <summary>Claims of \Recent that are under way.</summary>
    internal ConcurrentDictionary<MailboxId, Task> RecentClaims { get; } = [];

    internal SharedBudget WaitingCommands { get; }

    internal SharedBudget CommandOctets { get; }

    internal SharedBudget LoginOctets { get; }

    internal SharedBudget ReadAhead { get; }

    internal SharedBudget CompressedSessions { get; }

    /// <summary>Makes its instruments on <paramref name="meter"/>: commands with their durations, logins, what waits. Before, nothing is counted.</summary>
    public void Measure(Meter meter) => Metrics = new ImapMetrics(meter, this);

    /// <summary>0 to 1, as evenly spread as can be however many ask: the fractions of the multiples of the golden ratio.</summary>
    internal double NextSpread() => Interlocked.Increment(ref _spread) * 0.6180339887498949 % 1;

    /// <summary>Serves one client to the end, and closes its connection.</summary>
    /// <param name="connection">With TLS on already if the port is for that.</param>
    /// <param name="stopping">Cancelled when the server stops: the client hears BYE.</param>
    public Task HandleAsync(Connection connection, CancellationToken stopping) => new ImapSession(this, connection).RunAsync(null, stopping);

    /// <summary>Serves a client that has proved elsewhere who it is: it is greeted with PREAUTH (RFC 3501 §7.1.4).</summary>
    public Task HandleAsync(Connection connection, AccountId account, CancellationToken stopping) =>
        new ImapSession(this, connection).RunAsync(account, stopping);

    /// <summary>Ends the account's sessions and those in which it acts for another, those that wait in IDLE and those that are just logging in too: each hears BYE.</summary>
    /// <param name="account">Whose. Take it off the directory, or change its record, before: who logs in later is judged by that.</param>
    /// <param name="why">For the person at the other end, with what a program may understand of it (RFC 5530 §3).</param>
    /// <returns>Completes when none of them uses the account any more.</returns>
    public Task EndSessionsAsync(AccountId account, SessionDismissal why) => EndAsync(Seats.Of(account), why);

    /// <summary>The accounts that somebody is logged in to now, and those that somebody acts for another by.</summary>
    public IReadOnlyList<AccountId> AccountsInUse() => Seats.Accounts();

    /// <summary>Ends the sessions that came in by an application password, which was revoked before.</summary>
    /// <param name="appPassword">Its identity (<see cref="AppPassword.Id"/>).</param>
    /// <param name="why">As for a whole account.</param>
    /// <returns>Completes when none of them uses its account any more.</returns>
    public Task EndSessionsAsync(string appPassword, SessionDismissal why) => EndAsync(Seats.By(appPassword), why);

    /// <summary>Ends the sessions that came in by a client's certificate that would not let them in now.</summary>
    /// <param name="why">As for a whole account.</param>
    /// <returns>Completes when none of them uses its account any more.</returns>
    public Task EndSessionsOfRefusedCertificatesAsync(SessionDismissal why)
    {
        // One certificate may have many sessions, and to judge it takes a while.
        IEnumerable<IGrouping<string, (ImapSession Session, CertificateLogin Certificate)>> refused = Seats.ByCertificate()
            .GroupBy(static one => one.Certificate.Identity)
            .Where(static sessions => !sessions.First().Certificate.IsCurrent);
        return EndAsync([.. refused.SelectMany(static sessions => sessions).Select(static one => one.Session)], why);
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Farewell(ConnectionRefusal why) => why == ConnectionRefusal.TooManyFromAddress
        ? "* BYE [LIMIT] Too many connections from your address have not logged in\r\n"u8.ToArray()
        : "* BYE [LIMIT] Too many connections\r\n"u8.ToArray();

    private static Task EndAsync(ImapSession[] sessions, SessionDismissal why)
    {
        foreach (ImapSession session in sessions)
        {
            session.End(ConnectionEndReason.Dismissed, why.Text, why.Code);
        }

        return Task.WhenAll(sessions.Select(static session => session.WhenAccountLeft));
    }

    private static FrameLimits LimitsBeforeLogin(ImapServerOptions options) => new()
    {
        MaxLineOctets = Math.Max(options.MaxLineOctetsBeforeLogin, options.MaxAuthenticateLineOctets),
        UnaskedLineOctets = options.MaxLineOctetsBeforeLogin,
        SkipOctets = 0,
        MaxInlineOctets = options.MaxLiteralsOctetsBeforeLogin,
        MaxLiterals = options.MaxLiteralsBeforeLogin,
    };

    private static FrameLimits LimitsAfterLogin(ImapServerOptions options) => new()
    {
        MaxLineOctets = options.MaxLineOctets,
        SkipOctets = options.MaxSkippedOctets,
        MaxInlineOctets = options.MaxLiteralsOctets,
        MaxLiterals = options.MaxLiterals,
    };
}
