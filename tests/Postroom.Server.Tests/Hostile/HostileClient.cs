using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Postroom.Server.Tests.Hostile;

/// <summary>A client that sends whatever it likes and keeps little of what it hears: the first octets of each line.</summary>
internal sealed partial class HostileClient : IAsyncDisposable
{
    private const int Kept = 1000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly NetworkStream _socket;
    private readonly byte[] _buffer = new byte[8 << 10]; // there are thousands of clients
    private Stream _input;
    private int _start;
    private int _end;
    private int _tag;
    private bool _isClosed;

    private HostileClient(NetworkStream socket) => _input = _socket = socket;

    /// <summary>What came before the last tagged answer.</summary>
    public List<string> Untagged { get; } = [];

    /// <summary>Connected and greeted, with its address on loopback (127.0.0.0/8).</summary>
    public static async Task<HostileClient> ConnectAsync(IPEndPoint server, IPAddress? from = null)
    {
        HostileClient client = await OpenAsync(server, from);
        Assert.StartsWith("* OK", await client.ReadLineAsync(), StringComparison.Ordinal);
        return client;
    }

    /// <summary>Connected, and nothing read.</summary>
    public static async Task<HostileClient> OpenAsync(IPEndPoint server, IPAddress? from = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (from is not null)
        {
            socket.Bind(new IPEndPoint(from, 0));
        }

        await socket.ConnectAsync(server).WaitAsync(Patience);
        return new HostileClient(new NetworkStream(socket, ownsSocket: true));
    }

    /// <summary>Logged in, if need be when the seats of those who were cut off a moment ago have come free.</summary>
    public static async Task<HostileClient> LogInAsync(IPEndPoint server, string account = "u0")
    {
        long began = Stopwatch.GetTimestamp();
        while (true)
        {
            HostileClient client = await ConnectAsync(server);
            string answer = await client.DoAsync($"LOGIN {account} secret");
            if (!answer.StartsWith("NO [LIMIT]", StringComparison.Ordinal) || Stopwatch.GetElapsedTime(began) > Patience)
            {
                Assert.StartsWith("OK", answer, StringComparison.Ordinal);
                return client;
            }

            await client.DisposeAsync();
        }
    }

    public static async Task<HostileClient> SelectAsync(IPEndPoint server, string mailbox = "INBOX")
    {
        HostileClient client = await LogInAsync(server);
        Assert.StartsWith("OK", await client.DoAsync($"SELECT {mailbox}"), StringComparison.Ordinal);
        return client;
    }

    public Task SendAsync(string octets) => SendAsync(Encoding.Latin1.GetBytes(octets));

    public Task SendAsync(ReadOnlyMemory<byte> octets) => _socket.WriteAsync(octets).AsTask().WaitAsync(Patience);

    /// <summary>Sends the same again and again; true if the server took it all, false if either side closed.</summary>
    public async Task<bool> FloodAsync(ReadOnlyMemory<byte> piece, int times)
    {
        try
        {
            for (int i = 0; i < times; i++)
            {
                await SendAsync(piece);
            }

            return true;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>COMPRESS DEFLATE: what comes is inflated; what is sent must be deflated already (<see cref="Bomb"/>).</summary>
    public async Task CompressAsync()
    {
        Assert.StartsWith("OK", await DoAsync("COMPRESS DEFLATE"), StringComparison.Ordinal);
        _input = new DeflateStream(_socket, CompressionMode.Decompress, leaveOpen: true);
    }

    /// <summary>Sends a command; gives its answer without the tag.</summary>
    public async Task<string> DoAsync(string command)
    {
        string tag = "t" + (++_tag).ToString(CultureInfo.InvariantCulture);
        await SendAsync($"{tag} {command}\r\n");
        return await ReadAnswerAsync(tag);
    }

    /// <summary>Appends a message that is many times the same, which is never whole in memory here.</summary>
    public async Task<string> AppendAsync(string mailbox, string head, string piece, int times, string tail = "")
    {
        byte[] many = Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat(piece, Math.Min(times, 1000))));
        int at = many.Length / Math.Min(times, 1000) * (times % 1000);
        long length = head.Length + ((long)piece.Length * times) + tail.Length;
        string tag = "t" + (++_tag).ToString(CultureInfo.InvariantCulture);
        await SendAsync($"{tag} APPEND {mailbox} {{{length}+}}\r\n{head}");
        for (int i = 0; i < times / 1000; i++)
        {
            await SendAsync(many);
        }

        await SendAsync(times < 1000 ? many : many.AsMemory(0, at));
        await SendAsync(tail + "\r\n");
        return await ReadAnswerAsync(tag);
    }

    /// <summary>Reads up to the tagged answer; gives it without the tag. A BYE or the end is an answer too.</summary>
    public async Task<string> ReadAnswerAsync(string tag)
    {
        Untagged.Clear();
        while (true)
        {
            string line = await ReadLineAsync();
            if (line.StartsWith(tag + " ", StringComparison.Ordinal))
            {
                return line[(tag.Length + 1)..];
            }

            if (line == "(closed)")
            {
                throw new InvalidOperationException($"closed instead of an answer to {tag}, after: {string.Join('\n', Untagged.TakeLast(3))}");
            }

            Untagged.Add(line);
        }
    }

    /// <summary>The beginning of a line, without its CRLF and its literals' octets; "(closed)" at the end.</summary>
    public async Task<string> ReadLineAsync()
    {
        var line = new StringBuilder();
        string last = "";
        while (true)
        {
            int length = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            int taken = length < 0 ? _end - _start : length;
            line.Append(Encoding.Latin1.GetString(_buffer, _start, Math.Min(taken, Kept - line.Length)));
            int tail = Math.Min(taken, 32);
            last = (last + Encoding.Latin1.GetString(_buffer, _start + taken - tail, tail)).TrimEnd('\r');
            last = last[Math.Max(0, last.Length - 32)..];
            _start += length < 0 ? taken : taken + 1;
            if (length >= 0)
            {
                if (Literal().Match(last) is not { Success: true } literal)
                {
                    return line.ToString().TrimEnd('\r');
                }

                last = "";
                await SkipAsync(long.Parse(literal.Groups[1].ValueSpan, CultureInfo.InvariantCulture));
            }
            else if (!await ReceiveAsync())
            {
                return "(closed)";
            }
        }
    }

    /// <summary>Reads one octet, whatever it is: false at the end.</summary>
    public async Task<bool> ReadOctetAsync() => await _socket.ReadAsync(_buffer.AsMemory(0, 1)).AsTask().WaitAsync(Patience) == 1;

    /// <summary>Reads up to BYE and the end; the BYE.</summary>
    public async Task<string> ReadByeAsync()
    {
        string bye = "";
        while (await ReadLineAsync() is var line and not "(closed)")
        {
            bye = line;
        }

        Assert.StartsWith("* BYE", bye, StringComparison.Ordinal);
        return bye;
    }

    public ValueTask DisposeAsync()
    {
        if (_isClosed)
        {
            return ValueTask.CompletedTask;
        }

        _isClosed = true;
        _socket.Socket.LingerState = new LingerOption(true, 0); // at once: nobody waits for what was not read
        return _socket.DisposeAsync();
    }

    private async Task SkipAsync(long octets)
    {
        while (octets > _end - _start)
        {
            octets -= _end - _start;
            if (!await ReceiveAsync())
            {
                return;
            }
        }

        _start += (int)octets;
    }

    // A server that has closed while octets were on their way to it resets the connection: the end, like any.
    private async Task<bool> ReceiveAsync()
    {
        try
        {
            (_start, _end) = (0, await _input.ReadAsync(_buffer).AsTask().WaitAsync(Patience));
        }
        catch (IOException)
        {
            _end = 0;
        }

        return _end > 0;
    }

    [GeneratedRegex(@"\{(\d+)\}$")]
    private static partial Regex Literal();
}
