using System.Globalization;
using System.Text;
using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Fetch;

/// <summary>A client that reads responses with their literals as octets.</summary>
internal sealed class OctetClient(Stream stream) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly byte[] _buffer = new byte[64 << 10];
    private int _start;
    private int _end;

    /// <summary>Logged in as u1 with INBOX selected.</summary>
    public static async Task<OctetClient> SelectAsync(ImapServerFixture server, bool overTcp)
    {
        var client = new OctetClient(overTcp ? await server.ConnectOverTcpAsync() : await server.ConnectAsync());
        await client.SendAsync("a LOGIN u1 secret\r\nb SELECT INBOX\r\n");
        string line;
        do
        {
            line = await client.ReadLineAsync();
        }
        while (!line.StartsWith("b ", StringComparison.Ordinal));

        Assert.StartsWith("b OK", line, StringComparison.Ordinal);
        return client;
    }

    public async Task SendAsync(string octets) => await stream.WriteAsync(Encoding.Latin1.GetBytes(octets));

    /// <summary>Sends a command; gives each untagged response as its text, the literals left out, and the literals; then the tagged answer.</summary>
    public async Task<(List<(string Text, List<byte[]> Literals)> Responses, string Answer)> FetchAsync(string command)
    {
        await SendAsync($"f {command}\r\n");
        var responses = new List<(string, List<byte[]>)>();
        while (true)
        {
            var text = new StringBuilder();
            var literals = new List<byte[]>();
            while (true)
            {
                string line = await ReadLineAsync();
                text.Append(line);
                if (LiteralOctets(line) is not { } octets)
                {
                    break;
                }

                byte[] literal = new byte[octets];
                await ReadAsync(literal);
                literals.Add(literal);
            }

            if (text.ToString().StartsWith("f ", StringComparison.Ordinal))
            {
                return (responses, text.ToString()[2..]);
            }

            responses.Add((text.ToString(), literals));
        }
    }

    /// <summary>The octets announced at the end of a line, or null.</summary>
    public static long? LiteralOctets(string line) => line.EndsWith('}')
        ? long.Parse(line.AsSpan(line.LastIndexOf('{') + 1)[..^1], NumberStyles.None, CultureInfo.InvariantCulture)
        : null;

    /// <summary>One line without its CRLF; "(closed)" at the end.</summary>
    public async Task<string> ReadLineAsync()
    {
        var line = new StringBuilder();
        while (true)
        {
            int end = Array.IndexOf(_buffer, (byte)'\n', _start, _end - _start);
            if (end >= 0)
            {
                line.Append(Encoding.Latin1.GetString(_buffer, _start, end - _start));
                _start = end + 1;
                return line.ToString().TrimEnd('\r');
            }

            line.Append(Encoding.Latin1.GetString(_buffer, _start, _end - _start));
            if (!await FillAsync())
            {
                return "(closed)";
            }
        }
    }

    public async Task ReadAsync(Memory<byte> into)
    {
        while (!into.IsEmpty)
        {
            if (_start == _end && !await FillAsync())
            {
                throw new EndOfStreamException();
            }

            int count = Math.Min(into.Length, _end - _start);
            _buffer.AsSpan(_start, count).CopyTo(into.Span);
            _start += count;
            into = into[count..];
        }
    }

    /// <summary>Throws away what comes, up to the line after <paramref name="text"/>. Allocates nothing for what it throws away.</summary>
    public async Task SkipToAsync(byte[] text)
    {
        while (_buffer.AsSpan(_start, _end - _start).IndexOf(text) is var at)
        {
            if (at >= 0)
            {
                _start += at + 2;
                await ReadLineAsync();
                return;
            }

            int kept = Math.Min(text.Length - 1, _end - _start);
            _buffer.AsSpan(_end - kept, kept).CopyTo(_buffer);
            int count = await stream.ReadAsync(_buffer.AsMemory(kept));
            (_start, _end) = (0, kept + count);
            Assert.NotEqual(0, count);
        }
    }

    public ValueTask DisposeAsync() => stream.DisposeAsync();

    private async Task<bool> FillAsync()
    {
        _start = 0;
        _end = await stream.ReadAsync(_buffer).AsTask().WaitAsync(Patience);
        return _end > 0;
    }
}
