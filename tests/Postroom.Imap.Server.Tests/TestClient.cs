using System.Globalization;
using System.IO.Compression;
using System.Net.Security;
using System.Text;
using Postroom.Testing;
using Postroom.Testing.Transcripts;

namespace Postroom.Imap.Server.Tests;

/// <summary>A client that sends what it is told and reads line by line, for what transcripts cannot say: floods, half commands, octets.</summary>
internal sealed class TestClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private const int Piece = 16384;

    private readonly List<byte> _received = [];
    private Stream _stream;
    private Stream _input, _output; // the stream, or its compression
    private int _tag;
    private int _most = Piece;

    private TestClient(Stream stream) => _stream = _input = _output = stream;

    /// <summary>Over a connection of any kind, its greeting read.</summary>
    public static async Task<TestClient> OverAsync(Stream stream)
    {
        var client = new TestClient(stream);
        await client.ReadLineAsync();
        return client;
    }

    /// <summary>Connected, its greeting read.</summary>
    public static async Task<TestClient> ConnectAsync(ImapServerFixture server, TranscriptDoor door = TranscriptDoor.Plain) =>
        await OverAsync(await server.ConnectAsync(door, default));

    /// <summary>Logged in as u1, password secret.</summary>
    public static async Task<TestClient> LogInAsync(ImapServerFixture server, string name = "u1")
    {
        TestClient client = await ConnectAsync(server);
        Assert.StartsWith("OK", await client.DoAsync($"LOGIN {name} secret"), StringComparison.Ordinal);
        return client;
    }

    /// <summary>A server with the account u1, and a client of it that has appended some messages and selected INBOX.</summary>
    public static async Task<(ImapServerFixture Server, TestClient Client)> StartAsync(int messages, ImapServerOptions? options = null)
    {
        ImapServerFixture server = await ImapServerFixture.StartInMemoryAsync(options);
        await server.AddAccountAsync("u1", "secret");
        TestClient client = await LogInAsync(server);
        for (int i = 0; i < messages; i++)
        {
            Assert.StartsWith("OK", await client.AppendAsync($"Subject: {i + 1}\r\n\r\nMessage {i + 1}.\r\n"), StringComparison.Ordinal);
        }

        Assert.StartsWith("OK", await client.DoAsync("SELECT INBOX"), StringComparison.Ordinal);
        return (server, client);
    }

    /// <summary>What came before the last tagged answer.</summary>
    public List<string> Untagged { get; } = [];

    public async Task SendAsync(string octets)
    {
        await _output.WriteAsync(Encoding.Latin1.GetBytes(octets));
        await _output.FlushAsync();
    }

    /// <summary>STARTTLS, and whatever comes then is encrypted.</summary>
    public async Task StartTlsAsync()
    {
        Assert.StartsWith("OK", await DoAsync("STARTTLS"), StringComparison.Ordinal);
#pragma warning disable CA5359 // The certificate was made for this test.
        var encrypted = new SslStream(_stream, leaveInnerStreamOpen: false, (_, _, _, _) => true);
#pragma warning restore CA5359
        await encrypted.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost" });
        _stream = _input = _output = encrypted;
    }

    /// <summary>COMPRESS DEFLATE, and whatever comes then is compressed (RFC 4978).</summary>
    public async Task CompressAsync()
    {
        Assert.StartsWith("OK", await DoAsync("COMPRESS DEFLATE"), StringComparison.Ordinal);
        _input = new DeflateStream(_stream, CompressionMode.Decompress, leaveOpen: true);
        _output = new DeflateStream(_stream, CompressionLevel.Optimal, leaveOpen: true);
    }

    /// <summary>Sends COMPRESS and, compressed in the same packet, <paramref name="behind"/>: a client that does not wait.</summary>
    public async Task CompressWithoutWaitingAsync(string behind)
    {
        var packet = new BufferedStream(_stream, 1 << 16);
        await packet.WriteAsync("t COMPRESS DEFLATE\r\n"u8.ToArray());
        _output = new DeflateStream(packet, CompressionLevel.Optimal, leaveOpen: true);
        await SendAsync(behind);
        _most = 1; // no octet more than the answer in plain
        Assert.StartsWith("OK", await ReadAnswerAsync("t"), StringComparison.Ordinal);
        _most = Piece;
        _input = new DeflateStream(_stream, CompressionMode.Decompress, leaveOpen: true);
    }

    /// <summary>Goes on in plain, behind the last flush (RFC 8437 §4.1).</summary>
    public void EndCompression() => _input = _output = _stream;

    /// <summary>Sends a command; gives its answer without the tag.</summary>
    public async Task<string> DoAsync(string command)
    {
        string tag = "t" + (++_tag).ToString(CultureInfo.InvariantCulture);
        await SendAsync($"{tag} {command}\r\n");
        return await ReadAnswerAsync(tag);
    }

    public Task<string> AppendAsync(string message) => DoAsync($"APPEND INBOX {{{message.Length}+}}\r\n{message}");

    /// <summary>Reads up to the tagged answer; gives it without the tag.</summary>
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

            Untagged.Add(line);
        }
    }

    /// <summary>One line without its CRLF; "(closed)" at the end.</summary>
    public async Task<string> ReadLineAsync()
    {
        while (true)
        {
            int end = _received.IndexOf((byte)'\n');
            if (end >= 0)
            {
                string line = Encoding.Latin1.GetString([.. _received.Take(end - 1)]);
                _received.RemoveRange(0, end + 1);
                return line;
            }

            var buffer = new byte[_most];
            int count = await _input.ReadAsync(buffer).AsTask().WaitAsync(Patience);
            if (count == 0)
            {
                return "(closed)";
            }

            _received.AddRange(buffer.AsSpan(0, count));
        }
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();
}
