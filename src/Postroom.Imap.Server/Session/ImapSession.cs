using Postroom.Net;
using Postroom.Security;
using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>One client: what it may do now, which mailbox it looks at, what it has been told.</summary>
/// <remarks>One task reads (ImapSession.Reading.cs); commands run beside it (ImapSession.Running.cs); what changes here changes in commands that run alone.</remarks>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "It lives as long as RunAsync, which disposes of everything at its end.")]
public sealed partial class ImapSession
{
    private readonly CancellationTokenSource _stop = new();
    private readonly FrameReader _frames;
    private readonly CommandScheduler _scheduler;
    private readonly Lock _endGate = new();
    private ConnectionEndReason _endReason = ConnectionEndReason.Completed;
    private readonly TaskCompletionSource _accountLeft = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _bye;
    private ResponseCode? _byeCode;
    private bool _isEnding;
    private IDisposable? _publications;
    private int _badCommands;
    private int _failedLogins;
    private int _isClientNoted;

    internal ImapSession(ImapServer server, Connection connection)
    {
        Server = server;
        Connection = connection;
        Output = new ResponseWriter(connection);
        Unfinished = new UnfinishedInput(this);
        _frames = new FrameReader(connection, server.BeforeLogin, new LiteralPolicy(this)) { MayStayOnPoller = true, Lines = Unfinished };
        _scheduler = new CommandScheduler(ExecuteAsync, server.Options.MaxWaitingCommands, server.Options.MaxWaitingOctets, server.WaitingCommands, server.CommandOctets);
        connection.Resting = OnReaderResting;
    }

    /// <summary>The server it is served by.</summary>
    public ImapServer Server { get; }

    /// <summary>What commands, items and capabilities there are.</summary>
    public ImapProtocol Protocol => Server.Protocol;

    /// <summary>How far its commands are.</summary>
    internal CommandProgress Progress { get; } = new();

    /// <summary>What it holds of the command that is being read.</summary>
    internal UnfinishedInput Unfinished { get; }

    /// <summary>The client's connection; only the session reads it.</summary>
    public Connection Connection { get; }

    /// <summary>Where answers go.</summary>
    public ResponseWriter Output { get; }

    /// <summary>The account that logged in; null before.</summary>
    public MailAccount? Account { get; private set; }

    /// <summary>The selected mailbox as the client knows it; null when none is selected.</summary>
    public SessionView? View { get; private set; }

    /// <summary>True after LOGIN or AUTHENTICATE.</summary>
    public bool IsLoggedIn => Account is not null;

    /// <summary>How text beyond ASCII stands on the wire.</summary>
    public ImapDialect Dialect { get; private set; } = ImapDialect.Rev1;

    /// <summary>True if a password may cross the line as it is: TLS, this machine, or the administrator's word.</summary>
    public bool MayUsePlaintext => Connection.IsTls || (Connection.IsLocal && Server.Options.TrustThisMachine) || Server.Options.AllowPlaintextAuth;

    /// <summary>For the log: who is at the other end.</summary>
    internal string ClientName => Connection.RemoteEndPoint?.ToString() ?? "this machine";

    internal CommandTraits State =>
        View is not null ? CommandTraits.Selected : IsLoggedIn ? CommandTraits.Authenticated : CommandTraits.NotAuthenticated;

    /// <summary>The application password that it came in by, if any.</summary>
    internal string? AppPassword { get; private set; }

    /// <summary>The certificate that it came in by, if any.</summary>
    internal CertificateLogin? Certificate { get; private set; }

    /// <summary>Who proved to be itself: its own account, or one that acts for it.</summary>
    internal AccountId LoginAccount { get; private set; }

    /// <summary>Completes when the session, at its end, has let go of its account.</summary>
    internal Task WhenAccountLeft => _accountLeft.Task;

    /// <summary>Cancelled when the session ends.</summary>
    internal CancellationToken Ending => _stop.Token;

    internal async Task RunAsync(AccountId? preauthenticated, CancellationToken stopping)
    {
        await using CancellationTokenRegistration registration =
            stopping.Register(() => End(ConnectionEndReason.Shutdown, "The server is going down"));
        try
        {
            StartClock();
            if (await GreetAsync(preauthenticated))
            {
                await ReadCommandsAsync();
                // A client that has closed its side still reads its answers; where that proves wrong, nobody reads any more and would hear of it.
                await using CancellationTokenRegistration gone = Connection.Ended.Register(() => End(ConnectionEndReason.PeerGone, bye: null));
                await _scheduler.WhenIdleAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The connection has ended, or End was called: the reason is noted there.
        }
        finally
        {
            await FinishAsync();
        }
    }

    /// <summary>Ends the session from anywhere: what runs is cancelled, BYE is said if it still can be. The first call counts.</summary>
    public void End(ConnectionEndReason reason, string? bye, ResponseCode? code = null)
    {
        lock (_endGate)
        {
            if (_isEnding)
            {
                return;
            }

            (_isEnding, _endReason, _bye, _byeCode) = (true, reason, bye, code);
        }

        _stop.Cancel();
    }

    /// <summary>The client proved who it is.</summary>
    /// <param name="account">Whose mail it gets.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="login">How it was proven; null where that was done elsewhere.</param>
    /// <returns>Null, or why it cannot log in all the same.</returns>
    public async ValueTask<CommandResult?> LogInAsync(AccountId account, CancellationToken cancellationToken, AuthenticationResult? login = null)
    {
        AppPassword = login?.AppPassword;
        Certificate = login?.Certificate;
        LoginAccount = login is null or { IsAnonymous: true } ? account : new AccountId(login.LoginAccountId);
        if (!Server.Seats.TryTake(account, this))
        {
            return CommandResult.No("Too many sessions of this account", ResponseCode.Limit);
        }

        MailAccount? opened = null;
        try
        {
            // An account is asked for again now that EndSessionsAsync would find this session: it may have been disabled since the password was checked.
            opened = account == AccountId.Anonymous ? await Server.Store.OpenNobodyAsync(cancellationToken)
                : Server.Store.Accounts.Find(account) is { IsDisabled: false } &&
                    (login is null || await Server.Authenticator.IsCurrentAsync(login, cancellationToken))
                ? await Server.Store.OpenAsync(account, new Principal(account), cancellationToken)
                : null;
        }
        finally
        {
            if (opened is null)
            {
                Server.Seats.Leave(account, this);
            }
        }

        if (opened is null)
        {
            return CommandResult.No("The account is not available", ResponseCode.Unavailable);
        }

        Account = opened;
        _publications = opened.Subscribe(OnPublished);
        _frames.Limits = Server.AfterLogin;
        if (!IsAnonymous) // who still counts among its address's strangers
        {
            Connection.MarkAuthenticated();
        }

        Touch();
        return null;
    }

    /// <summary>True the first time: a connection says once who its client is, for the log.</summary>
    internal bool TryNoteClient() => Interlocked.Exchange(ref _isClientNoted, 1) == 0;

    /// <summary>Counts a failed login; true when it was one too many and the session must end.</summary>
    public bool CountFailedLogin() => ++_failedLogins >= Server.Options.MaxFailedLogins;

    /// <summary>Takes <paramref name="view"/> as the selected mailbox, or none; the one before is let go. For commands that run alone.</summary>
    public async ValueTask SelectAsync(SessionView? view)
    {
        SessionView? before = View;
        View = view;
        if (before is not null)
        {
            await before.DisposeAsync();
        }

        if (Notifications is { Terms.IsAccountWide: true })
        {
            WantNews(); // STATUS tells of the one, and no more of the other
        }
    }

    private async ValueTask<bool> GreetAsync(AccountId? preauthenticated)
    {
        if (preauthenticated is { } account)
        {
            string name = Connection.User ?? account.ToString();
            if (await LogInAsync(account, _stop.Token) is { } refusal)
            {
                Log.LoginFailed(Server.Logger, name, "PREAUTH", ClientName, refusal.Text);
                End(ConnectionEndReason.Completed, refusal.Text);
                return false;
            }

            Log.LoggedIn(Server.Logger, name, "PREAUTH", ClientName);
        }

        await Output.EnterAsync(_stop.Token);
        try
        {
            Output.Write(IsLoggedIn ? "* PREAUTH "u8 : "* OK "u8);
            ResponseLines.WriteCode(Output.Buffer, Dialect, Protocol.CapabilityCode(this));
            Output.Write(" Postroom is ready\r\n"u8);
            await Output.FlushAsync(_stop.Token);
        }
        finally
        {
            Output.Leave();
        }

        return true;
    }

    private async ValueTask FinishAsync()
    {
        // The reader may have seen the end on a thread that other clients' octets wait for: accounts are closed and logs written elsewhere.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        lock (_endGate)
        {
            _isEnding = true; // whoever calls End now is too late
        }

        await _stop.CancelAsync();
        await _scheduler.WhenIdleAsync();
        Connection.ClearDeadline();
        Unfinished.Release();
        await LeaveAccountAsync();
        _accountLeft.SetResult();

        if (_bye is not null && !Output.IsBroken && Connection.EndReason == ConnectionEndReason.None)
        {
            ResponseLines.WriteBye(Output.Buffer, Dialect, _byeCode, _bye);
        }

        if (Output.IsBroken)
        {
            Connection.Abort(_endReason); // half a response is out: nothing may follow it
        }

        await Connection.CloseAsync(_endReason, _bye);
        LeaveCompressionSeat();
        _stop.Dispose();
    }
}
