using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Postroom.Server.Tests;

/// <summary>A connection read line by line, for what a server says without being asked.</summary>
internal sealed class RawLines : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TcpClient _client = new() { NoDelay = true };
    private Stream _stream = null!;
    private StreamReader _reader = null!;

    public static async Task<RawLines> ConnectAsync(IPEndPoint address, SslClientAuthenticationOptions? tls = null)
    {
        var lines = new RawLines();
        await lines._client.ConnectAsync(address);
        lines._stream = lines._client.GetStream();
        if (tls is not null)
        {
            var secure = new SslStream(lines._stream);
            lines._stream = secure;
            await secure.AuthenticateAsClientAsync(tls);
        }

        lines._reader = new StreamReader(lines._stream, Encoding.Latin1);
        Assert.StartsWith("* OK", await lines.ReadAsync(), StringComparison.Ordinal);
        return lines;
    }

    /// <summary>Sends a line and reads up to the one that begins with <paramref name="until"/>.</summary>
    public Task SayAsync(string line, string until) => AskAsync(line, until);

    /// <summary>The same; gives that line.</summary>
    public async Task<string> AskAsync(string line, string until)
    {
        await _stream.WriteAsync(Encoding.Latin1.GetBytes(line + "\r\n"));
        string? said;
        do
        {
            said = await ReadAsync();
            Assert.NotNull(said);
        }
        while (!said.StartsWith(until, StringComparison.Ordinal));
        return said;
    }

    /// <summary>The next line; null at the end.</summary>
    public Task<string?> ReadAsync() => _reader.ReadLineAsync().WaitAsync(Patience);

    public void Dispose()
    {
        _reader.Dispose();
        _client.Dispose();
    }
}
