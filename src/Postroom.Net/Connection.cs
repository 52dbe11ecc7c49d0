using System.Buffers;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Postroom.Net;

/// <summary>One client's connection: buffered reading and writing over a socket or any stream, TLS and compression as layers on it.</summary>
/// <remarks>One task reads, any one task at a time writes; reading and writing may overlap. At rest it holds no buffer.</remarks>
public sealed partial class Connection : IAsyncDisposable
{
    private readonly Socket? _socket;
    private readonly Lock _gate = new();
    private readonly Sweeper _sweeper;
    private readonly long _began;
    private readonly Stream _transport; // the lowest layer
    private Stream _stream; // the topmost layer: what we read and write is the protocol's octets
    private CancellationTokenSource? _ended;
    private int _endReason;
    private int _closeReason;
    private bool _disposed;

    internal Connection(Socket? socket, Stream stream, ConnectionOptions options)
    {
        _socket = socket;
        _stream = _transport = stream;
        Options = options;
        _began = options.Time.GetTimestamp();
        _sweeper = options.Sweeper ?? Sweeper.Shared;
        Output = new ConnectionOutput(this);
        if (socket is not null)
        {
            PeerEndPoint = RemoteEndPoint = Plain((IPEndPoint?)socket.RemoteEndPoint);
            LocalEndPoint = Plain((IPEndPoint?)socket.LocalEndPoint);
        }

        _sweeper.Add(this);
    }

    /// <summary>The client's address, behind a proxy as that says it; null when the connection is not a socket.</summary>
    public IPEndPoint? RemoteEndPoint { get; private set; }

    /// <summary>Our address, behind a proxy the one that the client knows; null when the connection is not a socket.</summary>
    public IPEndPoint? LocalEndPoint { get; private set; }

    /// <summary>Who is at the other end of the socket: the client, or a proxy. Null when the connection is not a socket.</summary>
    public IPEndPoint? PeerEndPoint { get; }

    /// <summary>Who logged in, for the log; null for nobody.</summary>
    public string? User { get; set; }

    /// <summary>How long ago it began.</summary>
    public TimeSpan Age => Options.Time.GetElapsedTime(_began);

    /// <summary>The version of TLS that was agreed on; None without TLS. Known when the connection is over, too.</summary>
    public SslProtocols TlsVersion { get; private set; }

    /// <summary>True if nobody on a network can listen: a loopback peer, or a stream inside this machine.</summary>
    public bool IsLocal => IsLoopback(RemoteEndPoint) && IsLoopback(PeerEndPoint);

    /// <summary>The TLS layer, for channel bindings and client certificates; null without TLS. Only this connection reads and writes it.</summary>
    public SslStream? Tls { get; private set; }

    /// <summary>True once TLS protects it.</summary>
    public bool IsTls => Tls is not null;

    /// <summary>True once both directions are compressed (RFC 4978).</summary>
    public bool IsCompressed { get; private set; }

    /// <summary>What it is held to.</summary>
    public ConnectionOptions Options { get; }

    /// <summary>What is written here leaves with the next flush.</summary>
    public ConnectionOutput Output { get; }

    /// <summary>Octets received, after TLS and inflating.</summary>
    public long ReadOctets { get; private set; }

    /// <summary>Octets sent, before deflating and TLS.</summary>
    public long WrittenOctets => Output.SentOctets;

    /// <summary>Why it ended; <see cref="ConnectionEndReason.None"/> while it lives.</summary>
    public ConnectionEndReason EndReason => (ConnectionEndReason)Volatile.Read(ref _endReason);

    /// <summary>What is known beyond <see cref="EndReason"/>, for the log; null where that says it all.</summary>
    public string? EndDetail { get; private set; }

    /// <summary>Cancelled when the connection has ended: pass it to work done for this client only.</summary>
    /// <remarks>The end of input alone does not end it: a client may half-close and still read its answers.</remarks>
    public CancellationToken Ended
    {
        get
        {
            lock (_gate)
            {
                if (_ended is null)
                {
                    _ended = new CancellationTokenSource();
                    if (EndReason != ConnectionEndReason.None)
                        _ended.Cancel();
                }

                return _ended.Token;
            }
        }
    }

    /// <summary>Its place in the listener's counts; null for one that no listener took.</summary>
    internal ListenerPlace? Place { get; set; }

    // The sweeper's list runs through the connections themselves: no node per connection.
    internal Connection? NextSwept { get; set; }

    internal Connection? PreviousSwept { get; set; }

    internal bool IsSwept { get; set; }

    /// <summary>A connection over any duplex stream: an embedding program, a test.</summary>
    /// <param name="stream">Owned from now on: it is disposed with the connection.</param>
    /// <param name="options">Null for the defaults.</param>
    public static Connection OverStream(Stream stream, ConnectionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return new Connection(null, stream, options ?? new ConnectionOptions());
    }

    /// <summary>A connection over two streams, such as standard input and output.</summary>
    public static Connection OverStreams(Stream input, Stream output, ConnectionOptions? options = null) =>
        OverStream(new DuplexStream(input, output), options);

    /// <summary>A connection over a connected stream socket, which it owns from now on.</summary>
    public static Connection OverSocket(Socket socket, ConnectionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(socket);
        Stream stream = SocketPoller.IsSupported ? new PolledStream(socket) : new NetworkStream(socket, ownsSocket: true);
        socket.Blocking = false; // so that sendfile says EAGAIN instead of holding a thread
        if (socket.ProtocolType == ProtocolType.Tcp)
            socket.NoDelay = true; // or each small answer waits for the peer's delayed ACK
        return new Connection(socket, stream, options ?? new ConnectionOptions());
    }

    /// <summary>The peer proved who it is: it no longer counts as one of its address's strangers.</summary>
    public void MarkAuthenticated() => Place?.LeaveStrangers();

    /// <summary>It is nobody's any more (RFC 8437), and one of its address's strangers; false where those are too many: end it then.</summary>
    public bool TryMarkUnauthenticated() => Place?.TryEnterStrangers() ?? true;

    /// <summary>Ends it now: what is not sent is lost, pending reads and flushes end. Does nothing when it has ended already.</summary>
    public void Abort(ConnectionEndReason reason)
    {
        if (TryEnd(reason))
            Release();
    }

    /// <summary>Sends what is written, says goodbye (TLS close_notify, FIN) and closes; becomes an abort after the close time-out.</summary>
    /// <remarks>Input that still comes is thrown away for that long, so that a reset cannot overtake our last words.</remarks>
    /// <param name="reason">Why; it counts if nothing else has ended it before.</param>
    /// <param name="detail">More of that for <see cref="EndDetail"/>.</param>
    public async ValueTask CloseAsync(ConnectionEndReason reason = ConnectionEndReason.Completed, string? detail = null)
    {
        // The first one says why: its goodbye ends a read that waits, and whoever waited for that closes too.
        int first = Interlocked.CompareExchange(ref _closeReason, (int)reason, (int)ConnectionEndReason.None);
        if (first != (int)ConnectionEndReason.None)
            (reason, detail) = ((ConnectionEndReason)first, null);

        if (EndReason == ConnectionEndReason.None)
        {
            Guard(Options.CloseTimeout, reason);
            try
            {
                await Output.DrainAsync(CancellationToken.None).ConfigureAwait(false);
                await SayGoodbyeAsync().ConfigureAwait(false);
            }
            catch (ConnectionEndedException)
            {
                // The peer, or the time-out, was faster; EndReason says which.
            }
            catch (Exception gone) when (IsTransportFailure(gone))
            {
                TryEnd(ConnectionEndReason.PeerGone);
            }
        }

        TryEnd(reason);
        if (EndReason == reason)
            EndDetail ??= detail;
        Release();
    }

    /// <summary><see cref="CloseAsync"/>.</summary>
    public ValueTask DisposeAsync() => CloseAsync();

    internal static bool IsTransportFailure(Exception exception) =>
        exception is IOException or SocketException or ObjectDisposedException or AuthenticationException;

    /// <summary>Marks it ended for the transport's failure and gives what to throw.</summary>
    internal ConnectionEndedException Fail(Exception failure)
    {
        TryEnd(failure is AuthenticationException ? ConnectionEndReason.TlsFailed : ConnectionEndReason.PeerGone);
        if (EndReason == ConnectionEndReason.TlsFailed)
            EndDetail ??= failure.GetBaseException().Message; // OpenSSL's own words are in the innermost
        Release();
        return new ConnectionEndedException(EndReason, failure);
    }

    internal void ThrowIfEnded()
    {
        if (EndReason is not ConnectionEndReason.None and var reason)
            throw new ConnectionEndedException(reason);
    }

    private static bool IsLoopback(IPEndPoint? endPoint) => endPoint is null || IPAddress.IsLoopback(endPoint.Address);

    private static IPEndPoint? Plain(IPEndPoint? endPoint) => endPoint is { Address.IsIPv4MappedToIPv6: true }
        ? new IPEndPoint(endPoint.Address.MapToIPv4(), endPoint.Port)
        : endPoint;

    private async ValueTask SayGoodbyeAsync()
    {
        bool isReading = !TryStartReading();
        if (Tls is not null)
            await Tls.ShutdownAsync().ConfigureAwait(false);
        if (_socket is null)
            return;
        if (isReading)
        {
            _socket.Shutdown(SocketShutdown.Both); // its reader sees the end of input
            return;
        }

        _socket.Shutdown(SocketShutdown.Send);
        if (IsInputEnded)
            return;
        // Closing with unread input sends RST, which makes the peer's kernel drop answers it has not handed out yet.
        byte[] discarded = ArrayPool<byte>.Shared.Rent(SmallBuffer);
        try
        {
            int budget = LingerOctets;
            while (budget > 0 && await _transport.ReadAsync(discarded).ConfigureAwait(false) is > 0 and var count)
                budget -= count;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(discarded);
        }
    }

    private bool TryEnd(ConnectionEndReason reason)
    {
        if (Interlocked.CompareExchange(ref _endReason, (int)reason, (int)ConnectionEndReason.None) != (int)ConnectionEndReason.None)
            return false;
        CancellationTokenSource? ended;
        lock (_gate)
            ended = _ended;
        ended?.Cancel();
        return true;
    }

    private void Release()
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            _disposed = true;
        }

        _sweeper.Remove(this);
        // The socket first: that ends what is pending. Buffers are left to the collector: someone may still be looking at them.
        _socket?.Dispose();
        _stream.Dispose();
        Output.Discard();
    }
}
