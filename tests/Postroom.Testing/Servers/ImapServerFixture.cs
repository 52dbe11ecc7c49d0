using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Postroom.Imap.Server;
using Postroom.Net;
using Postroom.Net.Tests;
using Postroom.Security;
using Postroom.Store;
using Postroom.Store.Engine;
using Postroom.Store.Memory;
using Postroom.Testing.Transcripts;

namespace Postroom.Testing;

/// <summary>Postroom's IMAP server inside this process, over streams: any engine, a clock that the test moves, no socket.</summary>
public sealed class ImapServerFixture : ITranscriptServer
{
    private readonly Func<TimeProvider, ValueTask<IStoreEngine>> _openEngine;
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _sessions = [];
    private readonly FailureLog _log = new();
    private IStoreEngine? _engine;
    private MailStore? _store;
    private ImapServer? _server;
    private Sweeper? _sweeper;
    private ConnectionOptions? _connections;
    private X509Certificate2? _certificate;

    private readonly Action? _cleanUp;

    /// <summary>Not started: that is done by <see cref="StartAsync"/>, or when a transcript gives something.</summary>
    /// <param name="openEngine">Makes an empty engine on the server's clock.</param>
    /// <param name="cleanUp">Called when the engine was disposed.</param>
    public ImapServerFixture(Func<TimeProvider, ValueTask<IStoreEngine>> openEngine, Action? cleanUp = null)
    {
        (_openEngine, _cleanUp) = (openEngine, cleanUp);
        Fixture = new ImapServerGivens(this);
    }

    /// <inheritdoc/>
    public ITranscriptFixture Fixture { get; }

    /// <summary>The clock of the server, the store and all deadlines.</summary>
    public ManualTime Time { get; private set; } = new();

    /// <summary>Where accounts are.</summary>
    public IStoreEngine Engine => _engine ?? throw new InvalidOperationException("Start it first.");

    /// <summary>The store below the server.</summary>
    public MailStore Store => _store ?? throw new InvalidOperationException("Start it first.");

    /// <summary>The server itself.</summary>
    public ImapServer Server => _server ?? throw new InvalidOperationException("Start it first.");

    /// <summary>The account that <see cref="TranscriptDoor.PreAuthenticated"/> lets in.</summary>
    public AccountId PreAuthenticated { get; set; }

    /// <summary>Limits of the store below the server.</summary>
    public StoreOptions StoreOptions { get; init; } = new();

    /// <summary>How clients may prove who they are; null for the usual.</summary>
    public SaslRegistry? Mechanisms { get; set; }

    /// <summary>What the server speaks beside the usual.</summary>
    public IReadOnlyList<IImapExtension> Extensions { get; init; } = [];

    /// <summary>False: tests log in with passwords that are easy to read.</summary>
    internal bool BlocksWellKnownPasswords { get; set; }

    /// <summary>Where the server logs, for a test that reads it; else its own faults fail the test.</summary>
    public ILogger? Log { get; init; }

    /// <summary>Over the in-memory engine.</summary>
    public static async ValueTask<ImapServerFixture> StartInMemoryAsync(
        ImapServerOptions? options = null, StoreOptions? storeOptions = null, IReadOnlyList<IImapExtension>? extensions = null, ILogger? log = null)
    {
        var fixture = new ImapServerFixture(static _ => ValueTask.FromResult<IStoreEngine>(new MemoryStoreEngine()))
        {
            StoreOptions = storeOptions ?? new(),
            Extensions = extensions ?? [],
            Log = log,
        };
        await fixture.StartAsync(options ?? new(), null);
        return fixture;
    }

    /// <summary>Opens the store and makes the server.</summary>
    public async ValueTask StartAsync(ImapServerOptions options, DateTimeOffset? now)
    {
        Time = new ManualTime(now);
        _sweeper = new Sweeper(Time);
        // Tests turn the clock by half an hour while our sender may not have been told that the answer is gone: that is no slow reader.
        _connections = new ConnectionOptions { Time = Time, Sweeper = _sweeper, SlowReaderTimeout = TimeSpan.FromDays(1) };
        _engine = await _openEngine(Time);
        _store = new MailStore(_engine, StoreOptions, Time);
        var throttle = new LoginThrottle(Time, new() { FirstDelay = TimeSpan.Zero, LongestDelay = TimeSpan.Zero });
        var authenticator = new AccountAuthenticator(new DirectoryCredentials(_engine.Accounts), throttle, Time, new() { FakeSaltKey = new byte[16], BlocksWellKnownPasswords = BlocksWellKnownPasswords });
        _certificate = TestCertificate.Create(Time.GetUtcNow());
        _server = new ImapServer(options with { Tls = _ => TlsOptions() }, _store, authenticator, [.. ImapExtensions.All, .. Extensions], Time, Log ?? _log, Mechanisms);
    }

    /// <summary>Adds an account, empty but for INBOX.</summary>
    public async ValueTask<AccountId> AddAccountAsync(string name, string password)
    {
        if (!Password.TryPrepareNew(password, out byte[]? prepared, out _) || !LoginName.TryPrepare(name, isNew: false, out string? preparedName))
        {
            throw new ArgumentException("This is no name, or no password.", nameof(name));
        }

        var account = new AccountRecord
        {
            Id = AccountId.New(), Name = preparedName, Credentials = [ScramVerifier.Create(prepared, 4096).ToText()],
        };
        return await Engine.Accounts.SaveAsync(account, CancellationToken.None) ? account.Id : throw new InvalidOperationException($"There is an account {name} already.");
    }

    /// <summary>Gives somebody rights on a mailbox in place of those they have there: letters as RFC 4314 has them, none to take all back.</summary>
    public async ValueTask GiveRightsAsync(string owner, string mailbox, string who, string letters)
    {
        AccountId whom = who == "anonymous" ? AccountId.Anonymous : Engine.Accounts.Find(who)!.Id;
        await using MailAccount account = (await Store.OpenAsync(Engine.Accounts.Find(owner)!.Id, Principal.System, CancellationToken.None))!;
        RightLetters.TryParse(letters, Right.None, out Right rights);
        var give = new GiveRights(account.Mailboxes.Find(Imap.MailboxName.Parse(mailbox))!.Id, whom, rights);
        CommitResult result = await account.CommitAsync(new Commit(give), CancellationToken.None);
        if (!result.IsDone)
        {
            throw new InvalidOperationException(result.Refusal.Text);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<Stream> ConnectAsync(TranscriptDoor door, CancellationToken cancellationToken)
    {
        (DuplexStream client, DuplexStream server) = DuplexStream.CreatePair();
        Connection connection = Connection.OverStream(server, _connections);
        lock (_sessions)
        {
            _sessions.Add(ServeAsync(connection, door));
        }

        if (door != TranscriptDoor.Tls)
        {
            return client;
        }

#pragma warning disable CA5359 // The certificate was made for this test.
        var encrypted = new SslStream(client, leaveInnerStreamOpen: false, (_, _, _, _) => true);
#pragma warning restore CA5359
        await encrypted.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost" }, cancellationToken);
        return encrypted;
    }

    /// <summary>A plain connection over a real socket, for what only those do (sendfile, a system's buffers).</summary>
    public async ValueTask<Stream> ConnectOverTcpAsync()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await client.ConnectAsync(listener.LocalEndPoint!);
        Connection connection = Connection.OverSocket(await listener.AcceptAsync(), _connections);
        lock (_sessions)
        {
            _sessions.Add(ServeAsync(connection, TranscriptDoor.Plain));
        }

        return new NetworkStream(client, ownsSocket: true);
    }

    /// <summary>A plain connection of a test that speaks for itself.</summary>
    public ValueTask<Stream> ConnectAsync() => ConnectAsync(TranscriptDoor.Plain, CancellationToken.None);

    /// <summary>Completes when all sessions so far are over and have given back what they held.</summary>
    public Task WhenSessionsEndedAsync()
    {
        lock (_sessions)
        {
            return Task.WhenAll(_sessions);
        }
    }

    /// <summary>How many faults the server has logged, for a test that causes them: only later ones fail it then.</summary>
    public int TakeFailures() => _log.Take();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        Task[] sessions;
        lock (_sessions)
        {
            sessions = [.. _sessions];
        }

        Task ended = Task.WhenAll(sessions);
        while (!ended.IsCompleted)
        {
            Time.Advance(TimeSpan.FromSeconds(1)); // a close waits for its peer by this clock
            await Task.WhenAny(ended, Task.Delay(TimeSpan.FromMilliseconds(20)));
        }

        await ended;
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }

        if (_engine is not null)
        {
            await _engine.DisposeAsync();
        }

        _cleanUp?.Invoke();
        _sweeper?.Dispose();
        _certificate?.Dispose();
        _stopping.Dispose();
        _log.ThrowIfAny();
    }

    private async Task ServeAsync(Connection connection, TranscriptDoor door)
    {
        if (door == TranscriptDoor.Tls)
        {
            await connection.UpgradeToTlsAsync(TlsOptions());
        }

        await (door == TranscriptDoor.PreAuthenticated
            ? _server!.HandleAsync(connection, PreAuthenticated, _stopping.Token)
            : _server!.HandleAsync(connection, _stopping.Token));
    }

    private SslServerAuthenticationOptions TlsOptions() => new() { ServerCertificate = _certificate };
}
