using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Postroom.Net.Tests;

/// <summary>A listener on a free loopback port whose handler is the test's own, with limits so short that a hang fails.</summary>
internal sealed class Door : IConnectionHandler, IListenerObserver, IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Func<Connection, CancellationToken, Task> _serve;
    private readonly TaskCompletionSource<Connection> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Connection> _accepted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Door(Func<Connection, CancellationToken, Task> serve, TcpListenerOptions? options = null)
    {
        _serve = serve;
        Listener = Listener.Start([ListenAddress.Parse("127.0.0.1:0")], this, (options ?? new TcpListenerOptions()) with { Observer = this });
    }

    public Listener Listener { get; }

    public int Port => Listener.EndPoints[0].Port;

    public Task<Connection> Accepted => _accepted.Task.WaitAsync(Patience);

    /// <summary>The first connection that ended.</summary>
    public Task<Connection> Ended => _ended.Task.WaitAsync(Patience);

    public List<Exception> Failures { get; } = [];

    public List<ConnectionRefusal> Refusals { get; } = [];

    public static async Task EchoLinesAsync(Connection connection, CancellationToken stopping)
    {
        var reader = new FrameReader(connection, new FrameLimits());
        while (await reader.ReadCommandAsync(stopping) is { Outcome: FrameOutcome.Command, Frame: { } frame })
        {
            connection.Output.Write(frame.Octets.Span);
            connection.Output.Write("\r\n"u8);
            frame.Dispose();
            await connection.Output.FlushAsync(stopping);
        }
    }

    public async Task<Socket> ConnectAsync(int? receiveBuffer = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer is { } size)
            socket.ReceiveBufferSize = size;
        await socket.ConnectAsync(IPAddress.Loopback, Port).WaitAsync(Patience);
        return socket;
    }

    public static async Task<string> ReadToEndAsync(Socket socket)
    {
        var all = new MemoryStream();
        byte[] buffer = new byte[4096];
        while (await socket.ReceiveAsync(buffer).WaitAsync(Patience) is > 0 and var count)
            all.Write(buffer, 0, count);
        return Encoding.Latin1.GetString(all.ToArray());
    }

    public static async Task<string> ReadAsync(Stream stream, int octets)
    {
        byte[] buffer = new byte[octets];
        await stream.ReadExactlyAsync(buffer).AsTask().WaitAsync(Patience);
        return Encoding.Latin1.GetString(buffer);
    }

    public static async Task<string> ReadAsync(Socket socket, int octets) =>
        await ReadAsync(new NetworkStream(socket, ownsSocket: false), octets);

    public static Task SendAsync(Socket socket, string text) =>
        socket.SendAsync(Encoding.Latin1.GetBytes(text)).WaitAsync(Patience);

    public static async Task<SslStream> StartTlsAsync(Socket socket)
    {
        var tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            RemoteCertificateValidationCallback = TestCertificate.IsIt,
        }).WaitAsync(Patience);
        return tls;
    }

    public Task HandleAsync(Connection connection, CancellationToken stopping) => _serve(connection, stopping);

    public ReadOnlyMemory<byte> Farewell(ConnectionRefusal why) => Encoding.ASCII.GetBytes($"* BYE {why}\r\n");

    void IListenerObserver.Accepted(Connection connection) => _accepted.TrySetResult(connection);

    void IListenerObserver.Ended(Connection connection) => _ended.TrySetResult(connection);

    void IListenerObserver.Refused(IPAddress address, ConnectionRefusal why)
    {
        lock (Refusals)
            Refusals.Add(why);
    }

    void IListenerObserver.HandlerFailed(Connection connection, Exception failure)
    {
        lock (Failures)
            Failures.Add(failure);
    }

    public async ValueTask DisposeAsync()
    {
        await Listener.StopAsync(TimeSpan.Zero).WaitAsync(Patience);
        Assert.Empty(Failures);
    }
}
