using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Postroom.Peers;

namespace Postroom.Server.Tests;

/// <summary>A server behind a proxy: whose connection it is decides what may be done, and stands in the log.</summary>
public sealed class ProxyDoorTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("postroom-proxy-");
    private readonly AwaitedLog _log = new();
    private PostroomHost _host = null!;

    public async Task InitializeAsync()
    {
        _host = await StartAsync(
            "Imap:ProxyListen=127.0.0.1:0", "Imap:ProxyTlsListen=127.0.0.1:0", "Proxy:Trusted=127.0.0.1, 2001:db8::/32", "Imap:MaxConnectionsPerAddress=2");
        await _host.Store.AddAccountAsync("u0", "secret", CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        await _log.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    /// <summary>Between the proxy and the client somebody may listen: the loopback address that is seen is the proxy's.</summary>
    [Fact]
    public async Task A_client_from_elsewhere_needs_tls_although_its_proxy_is_here()
    {
        using TcpClient client = await ConnectAsync("Imap:ProxyListen", "PROXY TCP4 203.0.113.9 198.51.100.1 40000 143\r\n");
        Assert.Contains("LOGINDISABLED", await SayAsync(client.GetStream(), "a CAPABILITY", "a "), StringComparison.Ordinal);
        Assert.Contains("a NO [PRIVACYREQUIRED]", await SayAsync(client.GetStream(), "a LOGIN u0 secret", "a "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_own_address_is_in_the_log_and_counts()
    {
        const string header = "PROXY TCP4 203.0.113.9 198.51.100.1 40000 993\r\n";
        // From another address: when the place of one that has gone is free again nobody is told.
        await using (SslStream tls = await StartTlsAsync(await ConnectAsync("Imap:ProxyTlsListen", header.Replace("203.0.113.9", "203.0.113.8", StringComparison.Ordinal))))
        {
            Assert.Contains("a OK", await SayAsync(tls, "a LOGIN u0 secret", "a "), StringComparison.Ordinal);
            Assert.Contains("203.0.113.8", await _log.WaitForAsync("u0 logged in"), StringComparison.Ordinal);
        }

        using TcpClient first = await ConnectAsync("Imap:ProxyListen", header), second = await ConnectAsync("Imap:ProxyListen", header);
        await SayAsync(first.GetStream(), "a NOOP", "a ");
        await SayAsync(second.GetStream(), "a NOOP", "a ");
        using TcpClient third = await ConnectAsync("Imap:ProxyListen", header);
        Assert.StartsWith("* BYE [LIMIT]", await SayAsync(third.GetStream(), "", "* "), StringComparison.Ordinal);
        Assert.Contains("203.0.113.9 was turned away", await _log.WaitForAsync("turned away"), StringComparison.Ordinal);
        using TcpClient another = await ConnectAsync("Imap:ProxyListen", header.Replace("203.0.113.9", "203.0.113.10", StringComparison.Ordinal));
        Assert.Contains("a OK", await SayAsync(another.GetStream(), "a NOOP", "a "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_comes_past_the_proxy_hears_nothing_and_is_in_the_log()
    {
        using TcpClient client = await ConnectAsync("Imap:ProxyListen", "a LOGIN u0 secret\r\n");
        Assert.Equal("", await ReadToEndAsync(client));
        Assert.Contains("it does not begin as one", await _log.WaitForAsync("ProxyFailed"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_no_trusted_proxy_is_in_the_log()
    {
        await using PostroomHost other = await StartAsync("Imap:ProxyListen=127.0.0.1:0", "Proxy:Trusted=192.0.2.1");
        using var client = new TcpClient();
        await client.ConnectAsync(other.Doors.Single(static door => door.Key == "Imap:ProxyListen").EndPoints[0]);
        Assert.Equal("", await ReadToEndAsync(client));
        Assert.Contains("127.0.0.1 was turned away: it is none of the proxies that Proxy:Trusted names", await _log.WaitForAsync("none of the proxies"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_door_for_proxies_without_any_that_is_trusted_ends_the_start() => Assert.Equal(
        "Imap:ProxyListen is for proxies, but Proxy:Trusted names none that is trusted.",
        (await Assert.ThrowsAsync<ConfigurationException>(() => StartAsync("Imap:ProxyListen=127.0.0.1:0"))).Message);

    private Task<PostroomHost> StartAsync(params string[] settings) => PostroomHost.StartAsync(
        Directory.CreateDirectory(Path.Combine(_folder.FullName, Guid.NewGuid().ToString("N"))).FullName,
        ConfigurationLoader.Load(null, ["Imap:Listen=127.0.0.1:0", "Imap:TlsListen=", TestPasswords.Setting, .. settings]),
        new ConsoleLog(_log, TimeProvider.System),
        isDemo: false);

    private async Task<TcpClient> ConnectAsync(string door, string header)
    {
        var client = new TcpClient();
        await client.ConnectAsync(_host.Doors.Single(found => found.Key == door).EndPoints[0]);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(header));
        return client;
    }

    private static async Task<SslStream> StartTlsAsync(TcpClient client)
    {
        var tls = new SslStream(client.GetStream(), leaveInnerStreamOpen: false, static (_, certificate, _, _) => certificate is not null);
        await tls.AuthenticateAsClientAsync("localhost");
        return tls;
    }

    // Sends a line and reads up to the one that begins with what is awaited; all of it.
    private static async Task<string> SayAsync(Stream stream, string line, string until)
    {
        if (line.Length > 0)
            await stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"));
        var heard = new StringBuilder();
        byte[] octet = new byte[1];
        while (true)
        {
            int start = heard.Length;
            do
            {
                await stream.ReadExactlyAsync(octet).AsTask().WaitAsync(TimeSpan.FromSeconds(60));
                heard.Append((char)octet[0]);
            }
            while (octet[0] != '\n');
            if (heard.ToString(start, heard.Length - start).StartsWith(until, StringComparison.Ordinal))
                return heard.ToString();
        }
    }

    private static async Task<string> ReadToEndAsync(TcpClient client)
    {
        try
        {
            using var reader = new StreamReader(client.GetStream());
            return await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(60));
        }
        catch (IOException e) when (e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            return ""; // closed with what was sent unread
        }
    }
}
