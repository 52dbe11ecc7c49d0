using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;

namespace Postroom.Clients.Tests;

/// <summary>Takes mail by LMTP (RFC 2033) on a port of loopback: where clients that deliver put what they fetched.</summary>
internal sealed class LmtpSink : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Channel<byte[]> _messages = Channel.CreateUnbounded<byte[]>();
    private readonly Task _accepting;

    public LmtpSink()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The next message delivered, in the order they came, as it was before dots were doubled.</summary>
    public async Task<byte[]> NextAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        return await _messages.Reader.ReadAsync(limit.Token);
    }

    /// <summary>Those that nobody has taken yet.</summary>
    public int Waiting => _messages.Reader.Count;

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _accepting;
    }

    // One after the other: a client has one connection.
    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                using TcpClient client = await _listener.AcceptTcpClientAsync();
                await TalkAsync(client.GetStream());
            }
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.OperationAborted or SocketError.Interrupted)
        {
            // Stopped: that is how it ends.
        }
    }

    private async Task TalkAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.Latin1);
        await using var writer = new StreamWriter(stream, Encoding.Latin1) { NewLine = "\r\n", AutoFlush = true };
        await writer.WriteLineAsync("220 sink LMTP");
        while (await reader.ReadLineAsync() is { } line)
        {
            string verb = line.Split(' ')[0].ToUpperInvariant();
            if (verb == "DATA")
            {
                await writer.WriteLineAsync("354 go on");
                _messages.Writer.TryWrite(await ReadMessageAsync(reader));
            }
            await writer.WriteLineAsync(verb switch { "LHLO" => "250-sink\r\n250 PIPELINING", "QUIT" => "221 bye", _ => "250 so be it" });
        }
    }

    private static async Task<byte[]> ReadMessageAsync(StreamReader reader)
    {
        var message = new StringBuilder();
        while (await reader.ReadLineAsync() is { } line && line != ".")
            message.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        return Encoding.Latin1.GetBytes(message.ToString());
    }
}
