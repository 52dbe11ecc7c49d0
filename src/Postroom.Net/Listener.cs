using System.Net;
using System.Net.Sockets;

namespace Postroom.Net;

/// <summary>A door's open ports: accepts clients, keeps the limits, hands each connection to the door's handler.</summary>
public sealed class Listener : IAsyncDisposable
{
    private readonly IConnectionHandler _handler;
    private readonly TcpListenerOptions _options;
    private readonly List<Socket> _sockets = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly HashSet<Connection> _connections = [];
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _accepting = Task.CompletedTask;
    private (long Read, long Written) _octetsOfEnded;
    private bool _isStopping;

    private Listener(IConnectionHandler handler, TcpListenerOptions options) => (_handler, _options) = (handler, options);

    /// <summary>The addresses that were taken, with the ports that were given for 0, in the order asked for.</summary>
    public IReadOnlyList<IPEndPoint> EndPoints { get; private set; } = [];

    /// <summary>Connections open now.</summary>
    public int Count
    {
        get
        {
            lock (_connections)
                return _connections.Count;
        }
    }

    /// <summary>Octets received and sent on all connections so far, as each connection counts them.</summary>
    public (long Read, long Written) Octets
    {
        get
        {
            lock (_connections)
            {
                (long read, long written) = _octetsOfEnded;
                foreach (Connection connection in _connections)
                    (read, written) = (read + connection.ReadOctets, written + connection.WrittenOctets);
                return (read, written);
            }
        }
    }

    /// <summary>Opens one port and accepts nobody yet: for who gives up the right to do so before the listener starts.</summary>
    /// <exception cref="ListenException">The address cannot be had.</exception>
    public static Socket Open(ListenAddress address) => ListenSocket.Open(address, new TcpListenerOptions().Backlog);

    /// <summary>Opens the ports and starts accepting.</summary>
    /// <exception cref="ListenException">One of the addresses cannot be had; none is open then.</exception>
    public static Listener Start(ReadOnlySpan<ListenAddress> addresses, IConnectionHandler handler, TcpListenerOptions? options = null) =>
        Start(addresses, [], handler, options);

    /// <summary>The same with sockets that listen already, such as systemd hands over; they are the listener's from now on.</summary>
    /// <exception cref="ListenException">One of the addresses cannot be had; none is open then.</exception>
    public static Listener Start(
        ReadOnlySpan<ListenAddress> addresses, IEnumerable<Socket> listening, IConnectionHandler handler, TcpListenerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(listening);
        ArgumentNullException.ThrowIfNull(handler);
        var listener = new Listener(handler, options ?? new TcpListenerOptions());
        listener._sockets.AddRange(listening);
        try
        {
            foreach (ListenAddress address in addresses)
                listener._sockets.Add(ListenSocket.Open(address, listener._options.Backlog));
        }
        catch
        {
            listener.CloseSockets();
            throw;
        }

        listener.EndPoints = [.. listener._sockets.Select(static socket => (IPEndPoint)socket.LocalEndPoint!)];
        listener._accepting = Task.WhenAll(listener._sockets.Select(listener.AcceptAsync));
        return listener;
    }

    /// <summary>Stops: closes the ports, tells the handlers, waits for them as long as <paramref name="grace"/>, then aborts the rest.</summary>
    /// <remarks>When it completes no handler runs. Cancelling cuts the grace short.</remarks>
    public async Task StopAsync(TimeSpan grace, CancellationToken cancellationToken = default)
    {
        CloseSockets();
        lock (_connections)
        {
            _isStopping = true;
            if (_connections.Count == 0)
                _empty.TrySetResult();
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
        await _accepting.ConfigureAwait(false);
        try
        {
            await _empty.Task.WaitAsync(grace, _options.Connection.Time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception late) when (late is TimeoutException or OperationCanceledException)
        {
            foreach (Connection connection in Snapshot())
                connection.Abort(ConnectionEndReason.Shutdown);
        }

        await _empty.Task.ConfigureAwait(false);
    }

    /// <summary>Stops without grace.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(TimeSpan.Zero).ConfigureAwait(false);
        _stopping.Dispose();
    }

    private Connection[] Snapshot()
    {
        lock (_connections)
            return [.. _connections];
    }

    private void CloseSockets()
    {
        foreach (Socket socket in _sockets)
            socket.Dispose();
    }

    private async Task AcceptAsync(Socket listening)
    {
        bool isFailing = false; // said once
        while (true)
        {
            try
            {
                Socket accepted = await listening.AcceptAsync(_stopping.Token).ConfigureAwait(false);
                isFailing = false;
                // Not on this thread: a handler's first steps must not keep the next client waiting.
                ThreadPool.UnsafeQueueUserWorkItem(
                    static work => work.Listener.Welcome(work.Socket), (Listener: this, Socket: accepted), preferLocal: false);
            }
            catch (Exception closed) when (closed is ObjectDisposedException or OperationCanceledException || _stopping.IsCancellationRequested)
            {
                return;
            }
            catch (SocketException reset) when (reset.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionAborted)
            {
                // That client left while it waited.
            }
            catch (SocketException failure)
            {
                if (failure.SocketErrorCode == SocketError.OperationAborted)
                    return; // closed under us
                if (!isFailing)
                    _options.Observer?.AcceptFailed(failure);
                isFailing = true;
                // Out of descriptors, most likely: trying again at once would only burn the processor.
                await Task.Delay(TimeSpan.FromMilliseconds(100), _options.Connection.Time).ConfigureAwait(false);
            }
        }
    }

    private void Welcome(Socket socket)
    {
        IPAddress? address;
        Connection connection;
        try
        {
            address = (socket.RemoteEndPoint as IPEndPoint)?.Address;
            ConnectionRefusal why = address is null ? ConnectionRefusal.None : TryEnter(address);
            if (address is null || why != ConnectionRefusal.None)
            {
                TurnAway(socket, address, why);
                return;
            }
        }
        catch (Exception gone) when (Connection.IsTransportFailure(gone))
        {
            socket.Dispose(); // it left before we could look at it
            return;
        }

        var place = new ListenerPlace(_options.Limiter, _options.Proxies is null ? address : null);
        try
        {
            connection = Connection.OverSocket(socket, _options.Connection);
        }
        catch (Exception gone) when (Connection.IsTransportFailure(gone))
        {
            place.Leave();
            socket.Dispose();
            return;
        }

        connection.Place = place;
        bool isTooLate;
        lock (_connections)
        {
            isTooLate = _isStopping;
            if (!isTooLate)
                _connections.Add(connection);
        }

        if (isTooLate)
        {
            connection.Abort(ConnectionEndReason.Shutdown);
            place.Leave();
            return;
        }

        _options.Observer?.Accepted(connection);
        _ = ServeAsync(connection, place);
    }

    private ConnectionRefusal TryEnter(IPAddress address)
    {
        if (_options.Proxies is not { } proxies)
            return _options.Limiter.TryEnter(address);
        IPAddress plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (!proxies.Any(network => network.Contains(plain)))
            return ConnectionRefusal.NoTrustedProxy;
        return _options.Limiter.TryEnterUnknown() ? ConnectionRefusal.None : ConnectionRefusal.TooMany;
    }

    private async Task ServeAsync(Connection connection, ListenerPlace place)
    {
        try
        {
            if (_options.Proxies is null || await MeetClientAsync(connection, place).ConfigureAwait(false))
            {
                if (_options.Tls is { } tls)
                    await connection.UpgradeToTlsAsync(tls, _stopping.Token).ConfigureAwait(false);
                await _handler.HandleAsync(connection, _stopping.Token).ConfigureAwait(false);
            }

            await connection.CloseAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (connection.EndReason != ConnectionEndReason.None || _stopping.IsCancellationRequested)
        {
            connection.Abort(ConnectionEndReason.Shutdown); // does nothing if it had ended by itself
        }
        catch (Exception failure)
        {
            connection.Abort(ConnectionEndReason.Fault);
            _options.Observer?.HandlerFailed(connection, failure);
        }

        place.Leave();
        if (connection.Fault is { } fault)
            _options.Observer?.HandlerFailed(connection, fault);
        _options.Observer?.Ended(connection);
        lock (_connections)
        {
            _connections.Remove(connection);
            _octetsOfEnded = (_octetsOfEnded.Read + connection.ReadOctets, _octetsOfEnded.Written + connection.WrittenOctets);
            if (_isStopping && _connections.Count == 0)
                _empty.TrySetResult();
        }
    }

    // The proxy says who it is; false: that address has as many strangers here as it may.
    private async ValueTask<bool> MeetClientAsync(Connection connection, ListenerPlace place)
    {
        await connection.ReadProxyHeaderAsync(_stopping.Token).ConfigureAwait(false);
        IPAddress client = connection.RemoteEndPoint!.Address;
        if (place.TryEnterStrangers(client))
            return true;
        _options.Observer?.Refused(client, ConnectionRefusal.TooManyFromAddress);
        if (_options.Tls is null)
            connection.Output.Write(_handler.Farewell(ConnectionRefusal.TooManyFromAddress).Span);
        await connection.CloseAsync(ConnectionEndReason.Limit).ConfigureAwait(false);
        return false;
    }

    private void TurnAway(Socket socket, IPAddress? address, ConnectionRefusal why)
    {
        using (socket)
        {
            if (address is null)
                return;
            _options.Observer?.Refused(address, why);
            ReadOnlyMemory<byte> farewell = _options.Tls is null && why != ConnectionRefusal.NoTrustedProxy ? _handler.Farewell(why) : default;
            if (farewell.IsEmpty)
                return;
            socket.Blocking = false; // a new socket's buffer is empty: this never waits
            socket.Send(farewell.Span, SocketFlags.None, out _);
            socket.Shutdown(SocketShutdown.Send);
        }
    }
}
