using System.Net;
using System.Net.Sockets;
using Postroom.Imap.Server;
using Postroom.Net;
using Postroom.Security;
using Postroom.Store.Engine;
using static Postroom.Server.SettingParsers;

namespace Postroom.Server;

/// <summary>A running Postroom: a data folder with its doors open. Dispose it to stop.</summary>
public sealed class PostroomHost : IAsyncDisposable
{
    // BYE is out at once; this is how long clients may take to close their side. Supervisors that kill wait 5 to 10 seconds.
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(2);

    // For sessions that are ended to let go of their account; what one of them does is cancelled, so it is a matter of milliseconds.
    private static readonly TimeSpan DismissGrace = TimeSpan.FromSeconds(10);
    private readonly List<Listener> _listeners = [];
    private readonly List<Door> _doors = [];
    private readonly AccountAuthenticator _authenticator;
    private readonly ITokenVerifier? _tokens;
    private readonly LdapDirectory? _ldap;
    private readonly LdapAccounts? _ldapAccounts;
    private ImapServer? _imap;
    private ControlServer? _control;
    private readonly List<DoorLog> _doorLogs = [];
    private SocketActivation _activation = SocketActivation.None;
    private DoorAddresses _addresses = null!; // with the doors
    private PostroomMetrics? _metrics;
    private MetricReader? _reader;
    private OtlpExporter? _exporter;
    private Listener? _admin;
    private bool _isStopping;
    private Maintenance? _maintenance;
    private CertificateWatch? _certificates;
    private HeapTrimmer? _trimmer;
    private LdapWatch? _ldapWatch;

    private PostroomHost(ServerStore store, PostroomSettings settings, ConsoleLog log)
    {
        (Store, Settings, Log) = (store, settings, log);
        log.IsJson = settings.Get(PostroomSettings.LogIsJson);
        _tokens = AuthSettings.Tokens(settings, log.Warning);
        if (LdapSettings.Read(settings) is { } ldap)
        {
            _ldap = new LdapDirectory(ldap, TimeProvider.System);
            _ldapAccounts = new LdapAccounts(_ldap, store, settings, log);
        }

        _authenticator = new AccountAuthenticator(
            new DirectoryCredentials(store, settings, log),
            new LoginThrottle(TimeProvider.System, LimitSettings.Throttle(settings)),
            TimeProvider.System,
            new AccountAuthenticatorOptions
            {
                FakeSaltKey = ServerSecret.LoadOrMake(store.Path),
                Policy = store.Policy,
                BlocksWellKnownPasswords = settings.Get(PostroomSettings.AuthRefusesWeakPasswords),
                Directory = _ldapAccounts,
                DefaultDomain = store.DefaultDomain,
            });
    }

    /// <summary>The open data folder.</summary>
    public ServerStore Store { get; }

    /// <summary>The data folder, as a full path.</summary>
    public string DataFolder => Store.Path;

    /// <summary>What is served, and where.</summary>
    public IReadOnlyList<Door> Doors => _doors;

    /// <summary>Clients that are connected now.</summary>
    public int Connections => _listeners.Sum(listener => listener.Count);

    internal PostroomSettings Settings { get; }

    internal ConsoleLog Log { get; }

    private bool IsDemo { get; init; }

    private bool IsForTunnel { get; init; }

    private SocketActivation? Sockets { get; init; }

    private Func<PostroomSettings>? Reread { get; init; }

    /// <summary>Opens a data folder and its doors, for embedding: settings as on the command line (<c>Imap:Listen=127.0.0.1:0</c>).</summary>
    /// <exception cref="ConfigurationException">It cannot start; the message says what to change.</exception>
    public static Task<PostroomHost> StartAsync(string dataFolder, IEnumerable<string> settings) =>
        StartAsync(dataFolder, ConfigurationLoader.Load(null, settings), new ConsoleLog(null, TimeProvider.System), isDemo: false);

    /// <param name="dataFolder">Where the mail is.</param>
    /// <param name="settings">How to serve it.</param>
    /// <param name="log">Who hears of it.</param>
    /// <param name="isDemo">On high ports of this machine.</param>
    /// <param name="sockets">Doors that are open already; null: what systemd has left to this process.</param>
    /// <param name="reread">Reads the settings again, for those that are followed while it serves; null where they stay as they are.</param>
    internal static Task<PostroomHost> StartAsync(
        string dataFolder, PostroomSettings settings, ConsoleLog log, bool isDemo, SocketActivation? sockets = null, Func<PostroomSettings>? reread = null) => StartAsync(
        ServerStore.Take(dataFolder, create: true, settings, log), store => new PostroomHost(store, settings, log) { IsDemo = isDemo, Sockets = sockets, Reread = reread });

    /// <summary>Without any door: for one client that comes by itself, and for commands and further tunnels while it is there.</summary>
    internal static Task<PostroomHost> StartForTunnelAsync(string dataFolder, PostroomSettings settings, ConsoleLog log) =>
        StartAsync(ServerStore.Open(dataFolder, create: false, settings, log), store => new PostroomHost(store, settings, log) { IsForTunnel = true });

    /// <summary>Serves a client that proved elsewhere who it is.</summary>
    internal async Task ServeAsync(Connection connection, AccountRecord account, CancellationToken stopping)
    {
        connection.User = account.Name;
        await _imap!.HandleAsync(connection, account.Id, stopping);
        new DoorLog(Log, "IMAP (tunnel)").Ended(connection);
    }

    private static async Task<PostroomHost> StartAsync(ServerStore store, Func<ServerStore, PostroomHost> make)
    {
        PostroomHost host;
        try
        {
            host = make(store);
        }
        catch (Exception e)
        {
            await store.DisposeAsync();
            if (SystemFailure.Is(e))
            {
                throw new ConfigurationException(SystemFailure.Sentence(e), e);
            }

            throw;
        }

        try
        {
            host.Open();
        }
        catch (Exception e) when (e is ListenException or TlsMaterialException or ImapExtensionException)
        {
            await host.DisposeAsync();
            throw new ConfigurationException(e.Message, e);
        }
        catch (Exception e) when (SystemFailure.Is(e))
        {
            await host.DisposeAsync();
            throw new ConfigurationException(SystemFailure.Sentence(e), e);
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }

        return host;
    }

    /// <summary>Ends every session of an account, whose record was changed or removed before; returns when they have let go of it.</summary>
    internal Task EndSessionsAsync(AccountRecord account, SessionDismissal why, CancellationToken cancellationToken) =>
        WhenLeftAsync(_imap!.EndSessionsAsync(account.Id, why), account.Name, cancellationToken);

    /// <summary>Reads the certificates' files again: new handshakes get the new ones, nobody is disturbed.</summary>
    internal IReadOnlyList<CertificateReload> ReloadCertificates() => _certificates?.Reload() ?? [];

    /// <summary>Likewise what is known of clients' certificates; sessions end whose certificate would not let them in any more. Null where clients are asked for none.</summary>
    internal ClientCertificateCheck? ReloadClientCertificates() => _certificates?.ReloadClients();

    /// <summary>The same; returns when those sessions have let go of their accounts.</summary>
    internal async Task<ClientCertificateCheck?> ReloadClientCertificatesAsync(CancellationToken cancellationToken)
    {
        ClientCertificateCheck? check = ReloadClientCertificates();
        if (check is not null)
        {
            await WhenLeftAsync(check.SessionsLeft, "certificates that are not taken any more", cancellationToken);
        }

        return check;
    }

    /// <summary>Likewise the sessions that came in by an application password, which was revoked before.</summary>
    internal Task EndSessionsAsync(AppPassword revoked, CancellationToken cancellationToken) =>
        WhenLeftAsync(_imap!.EndSessionsAsync(revoked.Id, SessionDismissal.AppPasswordRevoked), $"the application password {revoked.Name}", cancellationToken);

    // One that is stuck is cut off with its account.
    private async Task WhenLeftAsync(Task left, string whose, CancellationToken cancellationToken)
    {
        try
        {
            await left.WaitAsync(DismissGrace, cancellationToken);
        }
        catch (TimeoutException stuck)
        {
            Log.Fault($"ending the sessions of {whose}", stuck);
        }
    }

    /// <summary>Closes the doors, says goodbye to the clients, and puts everything in order.</summary>
    public async ValueTask DisposeAsync()
    {
        Volatile.Write(ref _isStopping, true);
        ListeningFile.Remove(DataFolder);
        await Task.WhenAll(_listeners.Select(listener => listener.StopAsync(StopGrace)));
        if (_control is not null)
        {
            await _control.DisposeAsync();
        }

        if (_maintenance is not null)
        {
            await _maintenance.DisposeAsync();
        }

        if (_certificates is not null)
        {
            await _certificates.DisposeAsync();
        }

        if (_ldapWatch is not null)
        {
            await _ldapWatch.DisposeAsync();
        }

        if (_trimmer is not null)
        {
            await _trimmer.DisposeAsync();
        }

        if (_admin is not null)
        {
            await _admin.StopAsync(TimeSpan.Zero); // the last to go: who asks meanwhile hears that we stop
        }

        if (_exporter is not null)
        {
            await _exporter.DisposeAsync();
        }

        _reader?.Dispose();
        _metrics?.Dispose();
        _authenticator.Dispose();
        (_tokens as IDisposable)?.Dispose();
        if (_ldap is not null)
        {
            await _ldap.DisposeAsync();
        }

        await Store.DisposeAsync();
    }

    private void Open()
    {
        // Read behind the open doors: it is a third of the start, and most clients begin with a greeting. Who comes for TLS first waits for it.
        ClientCertificates? clients = AuthSettings.Certificates(Settings);
        var tls = new Lazy<TlsMaterial>(() => LoadTls(clients));
        _imap = new ImapServer(
            LimitSettings.Over(new ImapServerOptions
            {
                Tls = name => tls.Value.OptionsFor(name),
                AllowPlaintextAuth = Settings.Get(PostroomSettings.ImapAllowPlaintextAuth),
                MaxMessageOctets = Settings.Get(PostroomSettings.ImapMaxMessage),
                MessageLimit = Settings.Get(PostroomSettings.ImapMessageLimit),
                SaveLimit = Settings.Get(PostroomSettings.ImapSaveLimit),
                EightBitHeaders = Settings.Get(PostroomSettings.ImapEightBitHeaders),
                LiteralPlus = Settings.Get(PostroomSettings.ImapLiteralPlus),
                Utf8Only = Settings.Get(PostroomSettings.ImapUtf8Only),
                IdleTimeout = Settings.Get(PostroomSettings.ImapIdleTimeout),
                MaxSessionsPerAccount = Settings.Get(PostroomSettings.ImapMaxConnectionsPerAccount),
                MaxAnonymousSessions = Settings.Get(PostroomSettings.ImapMaxAnonymous),
                OtherUsers = Settings.Get(PostroomSettings.ImapOtherUsers),
                MaxCompressedSessions = Settings.Get(PostroomSettings.ImapMaxCompressed),
                DisabledExtensions = Settings.Get(PostroomSettings.ImapDisable).ToHashSet(StringComparer.OrdinalIgnoreCase),
            }, Settings),
            Store.Mail,
            _authenticator,
            logger: Log,
            mechanisms: AuthSettings.Mechanisms(Settings, _tokens, clients, Store));
        if (!IsForTunnel)
        {
            OpenDoors(tls, clients);
        }

        _control = new ControlServer(this, DataFolder);
        _maintenance = new Maintenance(Store, Log, TimeProvider.System);
        _trimmer = new HeapTrimmer(TimeProvider.System);
        if (_ldapAccounts is not null)
        {
            _ldapWatch = new LdapWatch(
                this, _ldapAccounts, _imap.AccountsInUse, _authenticator.Forget, Settings.Get(PostroomSettings.LdapRecheck), TimeProvider.System);
        }

        NativeHeap.KeepLargeApart();
        if (!IsForTunnel && Store.Handles.Shortage is { } shortage)
        {
            Log.Warning(shortage);
        }
    }

    private void OpenDoors(Lazy<TlsMaterial> tls, ClientCertificates? clients)
    {
        _activation = Sockets ?? SocketActivation.Take();
        _addresses = new DoorAddresses(Settings, IsDemo, _activation);
        var limiter = new ConnectionLimiter(Store.Handles.Connections, Settings.Get(PostroomSettings.ImapMaxConnectionsPerAddress));
        var plain = new TcpListenerOptions { Limiter = limiter, Connection = LimitSettings.OfConnection(Settings) };
        TcpListenerOptions secure = plain with { Tls = name => tls.Value.OptionsFor(name) };
        Open("IMAP", PostroomSettings.ImapListen, _imap!, plain);
        Open("IMAP (TLS)", PostroomSettings.ImapTlsListen, _imap!, secure);
        OpenProxyDoor("IMAP (proxies)", PostroomSettings.ImapProxyListen, _imap!, plain);
        OpenProxyDoor("IMAP (TLS, proxies)", PostroomSettings.ImapProxyTlsListen, _imap!, secure);
        Store.OpenEngine(); // behind the open doors, too: a greeting needs nothing of it, and who logs in first waits for it
        _ = _imap!.Protocol.Syntax; // likewise
        TlsMaterial material = tls.Value; // what cannot be used ends the start here
        _ = PrepareSoonAsync(material); // a client who comes before it is done waits for it, and would hear of a failure and have it logged
        OpenAdminDoor();
        if (!ListeningFile.TryWrite(DataFolder, _doors))
        {
            Log.Warning($"{ListeningFile.PathIn(DataFolder)} was not written: the disk is full. Served is what the settings name.");
        }

        SecretFiles.Check(Settings, DataFolder, Log);
        ClientCertificateWatch? clientWatch = clients is null ? null : new(
            clients, material, Settings, Reread ?? (() => Settings), _imap.EndSessionsOfRefusedCertificatesAsync, Log);
        _certificates = new CertificateWatch(material, clientWatch, Log, TimeProvider.System);
    }

    // The system's root certificates are looked through for it, 25 ms of a processor: whoever waited for the start goes first.
    private static async Task PrepareSoonAsync(TlsMaterial material)
    {
        await Task.Delay(TimeSpan.FromSeconds(1)).ConfigureAwait(false);
        material.Prepare();
    }

    private TlsMaterial LoadTls(ClientCertificates? clients)
    {
        var handshake = new TlsSettings
        {
            RequiresTls13 = Settings.Get(PostroomSettings.TlsRequires13),
            CipherSuites = Settings.Get(PostroomSettings.TlsCipherSuites) is { Count: > 0 } suites ? [.. suites.Select(CipherSuite)] : [],
            ApplicationProtocols = ["imap"],
            ClientCertificates = clients,
        };
        IReadOnlyList<string> certificates = Settings.Get(PostroomSettings.TlsCertificate), keys = Settings.Get(PostroomSettings.TlsKey);
        if (keys.Count > 0 && keys.Count != certificates.Count)
        {
            throw new ConfigurationException(
                $"{PostroomSettings.TlsCertificate.Key} names {certificates.Count} files and {PostroomSettings.TlsKey.Key} {keys.Count}: each certificate needs its key, in the same order.");
        }

        return certificates.Count > 0
            ? TlsMaterial.FromPem([.. certificates.Select((certificate, i) => new CertificateFile(certificate, keys.Count > 0 ? keys[i] : null))], handshake)
            : TlsMaterial.SelfSigned(Path.Combine(DataFolder, "tls"), TimeProvider.System, handshake);
    }

    // Instruments are made only for it, or a collector: none of this is loaded by a server that nobody measures.
    private void OpenAdminDoor()
    {
        IReadOnlyList<string> addresses = _addresses.For(PostroomSettings.AdminListen);
        IReadOnlyList<Socket> sockets = _activation.For(PostroomSettings.AdminListen);
        Uri? collector = Settings.Get(PostroomSettings.MetricsOtlpEndpoint);
        if (addresses.Count + sockets.Count == 0 && collector is null)
        {
            return;
        }

        _metrics = new PostroomMetrics(_imap!, Store.Embedded, [.. _doors.Zip(_listeners, static (door, listener) => (door.Name, listener))]);
        _reader = new MetricReader(_metrics.Meter);
        foreach (DoorLog log in _doorLogs)
        {
            log.Metrics = _metrics;
        }

        if (collector is not null)
        {
            _exporter = new OtlpExporter(collector, Settings.Get(PostroomSettings.MetricsOtlpInterval), _reader, Log, TimeProvider.System);
        }

        if (addresses.Count + sockets.Count == 0)
        {
            return;
        }

        var http = new AdminHttp(() => PrometheusText.Write(_reader.Read()), async asked => Volatile.Read(ref _isStopping) ? "stopping" : await Store.Embedded.WhyNotWritableAsync(asked));
        _admin = Listener.Start([.. addresses.Select(ListenAddress.Parse)], sockets, http, new TcpListenerOptions());
        _doors.Add(new Door("admin (HTTP)", PostroomSettings.AdminListen.Key, false, _admin.EndPoints));
    }

    private void OpenProxyDoor(string name, ListSetting setting, IConnectionHandler handler, TcpListenerOptions options)
    {
        if (_addresses.For(setting).Count + _activation.For(setting).Count == 0)
        {
            return;
        }

        IPNetwork[] trusted = [.. Settings.Get(PostroomSettings.ProxyTrusted).Select(Network)];
        if (trusted.Length == 0)
        {
            throw new ConfigurationException($"{setting.Key} is for proxies, but {PostroomSettings.ProxyTrusted.Key} names none that is trusted.");
        }

        Open(name, setting, handler, options with { Proxies = trusted });
    }

    private void Open(string name, ListSetting setting, IConnectionHandler handler, TcpListenerOptions options)
    {
        IReadOnlyList<string> addresses = _addresses.For(setting);
        IReadOnlyList<Socket> sockets = _activation.For(setting);
        if (addresses.Count + sockets.Count == 0)
        {
            return;
        }

        var places = new ListenAddress[addresses.Count];
        for (int i = 0; i < places.Length; i++)
        {
            places[i] = ListenAddress.Parse(addresses[i]);
        }

        var doorLog = new DoorLog(Log, name);
        Listener listener = Listener.Start(places, sockets, handler, options with { Observer = doorLog });
        _doorLogs.Add(doorLog);
        _listeners.Add(listener);
        _doors.Add(new Door(name, setting.Key, options.Tls is not null, listener.EndPoints));
    }
}
