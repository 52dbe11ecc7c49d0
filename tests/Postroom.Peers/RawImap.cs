using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Postroom.Peers;

/// <summary>A minimal IMAP client over a socket: it sends what it is told and reads answers. Everything is bounded in time.</summary>
public sealed class RawImap : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Stream _stream;
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;
    private int _tag;

    private RawImap(Stream stream) => _stream = stream;

    /// <summary>The greeting's line, without `* `.</summary>
    public string Greeting { get; private set; } = "";

    public static async Task<RawImap> ConnectAsync(IPEndPoint address, bool tls = false)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(address).WaitAsync(Patience);
        Stream stream = new NetworkStream(socket, ownsSocket: true);
        if (tls)
        {
            // Self-signed, made by the server under test: that there is one is all that can be asked.
            var secure = new SslStream(stream, false, (_, certificate, _, _) => certificate is not null);
            await secure.AuthenticateAsClientAsync("localhost").WaitAsync(Patience);
            stream = secure;
        }
        var imap = new RawImap(stream);
        imap.Greeting = Encoding.Latin1.GetString(await imap.ReadLineAsync())[2..];
        return imap;
    }

    public static async Task<RawImap> LoginAsync(IPEndPoint address, string user, string password, bool tls = false)
    {
        RawImap imap = await ConnectAsync(address, tls);
        await imap.OkAsync($"LOGIN {user} {password}");
        return imap;
    }

    public async ValueTask DisposeAsync() => await _stream.DisposeAsync();

    /// <summary>Sends one command and demands OK.</summary>
    public async Task<ImapReply> OkAsync(string command)
    {
        ImapReply reply = await CommandAsync(command);
        return reply.IsOk ? reply : throw new InvalidOperationException($"{command}\nanswered:\n{reply}");
    }

    /// <summary>APPEND with a synchronizing literal; demands OK.</summary>
    /// <param name="date">An IMAP date-time without its quotes, or null.</param>
    public async Task<ImapReply> AppendAsync(string mailbox, byte[] message, string flags = "", string? date = null)
    {
        string when = date is null ? "" : $"\"{date}\" ";
        ImapReply reply = await CommandAsync($"APPEND {mailbox} ({flags}) {when}", message);
        return reply.IsOk ? reply : throw new InvalidOperationException($"APPEND {mailbox}\nanswered:\n{reply}");
    }

    /// <summary>Sends one command, whose characters are octets, and returns whatever was answered.</summary>
    /// <param name="command">Without tag and CRLF.</param>
    /// <param name="literal">Sent as a synchronizing literal at the command's end.</param>
    public async Task<ImapReply> CommandAsync(string command, byte[]? literal = null)
    {
        string tag = string.Create(CultureInfo.InvariantCulture, $"x{++_tag}");
        if (literal is null)
        {
            await SendAsync(Encoding.Latin1.GetBytes($"{tag} {command}\r\n"));
            return await ReadReplyAsync(tag);
        }
        await SendAsync(Encoding.Latin1.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{tag} {command}{{{literal.Length}}}\r\n")));
        ImapReply? refused = await ReadReplyAsync(tag, orContinuation: true) is { Status: not "+" } no ? no : null;
        if (refused is not null)
            return refused;
        await SendAsync([.. literal, .. "\r\n"u8]);
        return await ReadReplyAsync(tag);
    }

    private async Task SendAsync(byte[] octets)
    {
        await _stream.WriteAsync(octets).AsTask().WaitAsync(Patience);
        await _stream.FlushAsync().WaitAsync(Patience);
    }

    private async Task<ImapReply> ReadReplyAsync(string tag, bool orContinuation = false)
    {
        List<IReadOnlyList<ImapNode>> untagged = [];
        while (true)
        {
            byte[] line = await ReadLineAsync();
            if (line is [(byte)'+', ..])
            {
                if (!orContinuation)
                    throw new InvalidOperationException($"a continuation nobody asked for: {Printable.Escape(line)}");
                return new ImapReply("+", "", "", untagged);
            }
            if (line.AsSpan().StartsWith("* "u8))
            {
                untagged.Add(ReadUntagged(line.AsSpan(2)));
                continue;
            }
            string text = Encoding.Latin1.GetString(line);
            if (!text.StartsWith(tag + " ", StringComparison.Ordinal))
                throw new InvalidOperationException($"neither untagged nor {tag}'s answer: {Printable.Escape(line)}");
            string[] words = text.Split(' ', 3);
            (string code, string human) = SplitCode(words.Length > 2 ? words[2] : "");
            return new ImapReply(words[1].ToUpperInvariant(), code, human, untagged);
        }
    }

    private static IReadOnlyList<ImapNode> ReadUntagged(ReadOnlySpan<byte> line)
    {
        int space = line.IndexOf((byte)' ');
        string first = Encoding.Latin1.GetString(space < 0 ? line : line[..space]).ToUpperInvariant();
        if (first is not ("OK" or "NO" or "BAD" or "BYE" or "PREAUTH"))
            return ImapAnswerParser.ReadAll(line);
        (string code, string human) = SplitCode(Encoding.Latin1.GetString(line[Math.Min(line.Length, first.Length + 1)..]));
        return [ImapNode.Atom(first), ImapNode.Text(code), ImapNode.Text(human)];
    }

    private static (string Code, string Text) SplitCode(string text)
    {
        int end = text.StartsWith('[') ? text.IndexOf(']', StringComparison.Ordinal) : -1;
        return end < 0 ? ("", text) : (text[1..end], text[(end + 1)..].TrimStart());
    }

    // A line of the protocol with the literals that it announces, without its last CRLF.
    private async Task<byte[]> ReadLineAsync()
    {
        using var line = new MemoryStream();
        while (true)
        {
            int from = (int)line.Length;
            await ReadThroughLineFeedAsync(line);
            int length = (int)line.Length;
            byte[] all = line.GetBuffer();
            if (length - from < 2 || all[length - 2] != '\r')
                throw new InvalidOperationException($"a line that does not end in CRLF: {Printable.Escape(all.AsSpan(0, length))}");
            if (!TryReadAnnouncement(all.AsSpan(from, length - from - 2), out int literal))
                return all.AsSpan(0, length - 2).ToArray();
            await ReadExactlyAsync(line, literal);
        }
    }

    private static bool TryReadAnnouncement(ReadOnlySpan<byte> line, out int length)
    {
        length = 0;
        int open = line.LastIndexOf((byte)'{');
        return line is [.., (byte)'}'] && open >= 0 && int.TryParse(line[(open + 1)..^1], NumberStyles.None, CultureInfo.InvariantCulture, out length);
    }

    private async Task ReadThroughLineFeedAsync(MemoryStream into)
    {
        while (true)
        {
            int feed = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            int take = feed < 0 ? _end - _start : feed + 1;
            into.Write(_buffer, _start, take);
            _start += take;
            if (feed >= 0)
                return;
            await FillAsync();
        }
    }

    private async Task ReadExactlyAsync(MemoryStream into, int octets)
    {
        while (octets > 0)
        {
            if (_start == _end)
                await FillAsync();
            int take = Math.Min(octets, _end - _start);
            into.Write(_buffer, _start, take);
            _start += take;
            octets -= take;
        }
    }

    private async Task FillAsync()
    {
        _start = 0;
        _end = await _stream.ReadAsync(_buffer).AsTask().WaitAsync(Patience);
        if (_end == 0)
            throw new EndOfStreamException("the server closed the connection");
    }
}
