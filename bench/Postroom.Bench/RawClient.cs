using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Postroom.Bench;

/// <summary>As little of an IMAP client as tells how fast the other side is: it looks for the tagged line and counts what came before it.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[1 << 20];
    private int _kept;
    private int _tag;

    /// <summary>Octets received in all.</summary>
    internal long Received { get; private set; }

    internal static async Task<RawClient> ConnectAsync(IPEndPoint server)
    {
        var client = new RawClient();
        await client._socket.ConnectAsync(server);
        await client.ReadUntilAsync("* OK"u8.ToArray());
        return client;
    }

    internal static async Task<RawClient> SelectAsync(IPEndPoint server, string mailbox)
    {
        RawClient client = await ConnectAsync(server);
        await client.DoAsync("LOGIN u secret");
        await client.DoAsync("SELECT " + mailbox);
        return client;
    }

    /// <summary>Sends a command and reads to its answer, which must be OK.</summary>
    internal async Task DoAsync(string command)
    {
        byte[] tag = NextTag();
        await SendAsync((byte[])[.. tag, (byte)' ', .. Encoding.ASCII.GetBytes(command), 13, 10]);
        await ReadUntilAsync([.. tag, .. " OK"u8]);
    }

    /// <summary>APPEND by LITERAL+.</summary>
    internal async Task AppendAsync(string mailbox, byte[] message)
    {
        byte[] tag = NextTag();
        await SendAsync((byte[])[.. tag, .. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $" APPEND {mailbox} {{{message.Length}+}}\r\n")), .. message, 13, 10]);
        await ReadUntilAsync([.. tag, .. " OK"u8]);
    }

    public void Dispose() => _socket.Dispose();

    private byte[] NextTag() => Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"T{++_tag:00000000}"));

    private async Task SendAsync(ReadOnlyMemory<byte> octets)
    {
        while (!octets.IsEmpty)
        {
            octets = octets[await _socket.SendAsync(octets)..];
        }
    }

    // Tags do not occur in our mail, so a line that ends what came and begins with the tag is the answer.
    private async Task ReadUntilAsync(byte[] answer)
    {
        while (true)
        {
            int count = await _socket.ReceiveAsync(_buffer.AsMemory(_kept));
            if (count == 0)
            {
                throw new EndOfStreamException("The server closed the connection.");
            }

            Received += count;
            ReadOnlySpan<byte> came = _buffer.AsSpan(0, _kept + count);
            if (came.EndsWith("\r\n"u8))
            {
                ReadOnlySpan<byte> last = came[(came[..^2].LastIndexOf((byte)'\n') + 1)..];
                if (last.StartsWith(answer))
                {
                    _kept = 0;
                    return;
                }

                if (last.Length > answer.Length && last.StartsWith(answer.AsSpan(0, answer.Length - 3)) && answer[0] == 'T')
                {
                    throw new InvalidOperationException(Encoding.ASCII.GetString(last));
                }
            }

            int keep = Math.Min(came.Length, 1024); // an answer may come in two pieces
            came[^keep..].CopyTo(_buffer);
            _kept = keep;
        }
    }
}
