using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Postroom.Imap.Server;
using Postroom.Peers;
using Postroom.Store.Engine;

namespace Postroom.Server.Tests;

/// <summary>What the log tells of connections and logins: a line each, for people or for programs.</summary>
public sealed class AuditTests : IAsyncLifetime
{
    private const string Password = "hunter2-Xyzzy", Wrong = "correct-horse-battery";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("postroom-audit-");
    private readonly AwaitedLog _log = new();
    private PostroomHost? _host;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
        await _log.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_connection_its_login_and_its_end_are_a_line_each_with_all_there_is_to_know()
    {
        IPEndPoint imap = await StartAsync();
        EndPoint client;
        using (var connection = new TcpClient(AddressFamily.InterNetwork))
        {
            await connection.ConnectAsync(imap);
            client = connection.Client.LocalEndPoint!;
            await TalkAsync(connection, $"a LOGIN u0 {Password}\r\nb LOGOUT\r\n");
        }

        Assert.EndsWith($" info u0 logged in by LOGIN from {client}", await _log.WaitForAsync("logged in"), StringComparison.Ordinal);
        Assert.Matches(
            $@"\A\S+ info IMAP: the connection of {client} ended after [0-9]+\.[0-9]{{3}} s: Completed; user u0, TLS none, {$"a LOGIN u0 {Password}\r\nb LOGOUT\r\n".Length} octets in, [1-9][0-9]* out\z",
            await _log.WaitForAsync("the connection of"));

        using (var connection = new TcpClient())
        {
            await connection.ConnectAsync(imap);
            await TalkAsync(connection, $"a LOGIN u0 {Wrong}\r\nb AUTHENTICATE PLAIN\r\n*\r\nc AUTHENTICATE PLAIN AAAA\r\nd LOGOUT\r\n");
        }

        Assert.Contains("A login as u0 by LOGIN from 127.0.0.1:", await _log.WaitForAsync("failed: wrong name or password"), StringComparison.Ordinal);
        Assert.Contains("A login by PLAIN from 127.0.0.1:", await _log.WaitForAsync("was refused: Authentication was cancelled"), StringComparison.Ordinal);
        Assert.Contains("user none", await _log.WaitForAsync("the connection of", 2), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Why_a_login_failed_is_for_the_log_and_not_for_the_client()
    {
        IPEndPoint imap = await StartAsync("Limits:LoginDelay=0s", "Limits:LoginDelayMost=0s");
        AccountRecord off = await _host!.Store.AddAccountAsync("off", Password, CancellationToken.None);
        await _host.Store.UpdateAsync(off, static now => now with { IsDisabled = true, Version = now.Version + 1 }, CancellationToken.None);
        string right = Convert.ToBase64String(Encoding.ASCII.GetBytes($"\0off\0{Password}")), wrong = Convert.ToBase64String(Encoding.ASCII.GetBytes($"\0off\0{Wrong}"));
        string said = await SayAsync(imap, $"a AUTHENTICATE PLAIN {right}\r\nb AUTHENTICATE PLAIN {wrong}\r\nc LOGOUT\r\n");
        Assert.Equal(2, said.Split("NO [AUTHENTICATIONFAILED] Wrong name or password\r\n").Length - 1);
        await _log.WaitForAsync("failed: the account is disabled");
        await _log.WaitForAsync("failed: wrong name or password");

        await SayAsync(imap, $"a AUTHENTICATE {Password}\r\nb AUTHENTICATE EXTERNAL\r\nc AUTHENTICATE SCRAM-SHA-256\r\n");
        await _log.WaitForAsync("A login by an unknown mechanism from 127.0.0.1:", 2); // no certificates are asked for: there is no EXTERNAL
        await _log.WaitForAsync("A login by SCRAM-SHA-256 from 127.0.0.1:");
        Assert.DoesNotContain(Password, _log.Text, StringComparison.Ordinal);
    }

    /// <summary>What a client was told at its end stands beside the reason.</summary>
    [Fact]
    public async Task How_a_session_was_ended_is_told()
    {
        IPEndPoint imap = await StartAsync("Limits:LoginDelay=0s", "Limits:LoginDelayMost=0s", "Limits:FailedLogins=1");
        await SayAsync(imap, $"a LOGIN u0 {Wrong}\r\n");
        Assert.Contains("Limit (Too many failed logins); user none", await _log.WaitForAsync("the connection of"), StringComparison.Ordinal);

        using var client = new TcpClient();
        await client.ConnectAsync(imap);
        Task<string> talk = TalkAsync(client, $"a LOGIN u0 {Password}\r\nb IDLE\r\n", isAll: false);
        await _log.WaitForAsync("u0 logged in");
        await _host!.EndSessionsAsync(_host.Store.FindAccount("u0")!, SessionDismissal.Disabled, CancellationToken.None);
        Assert.Contains("* BYE [CONTACTADMIN]", await talk, StringComparison.Ordinal);
        client.Close(); // the server waits a while for it
        Assert.Contains("user u0", await _log.WaitForAsync("Dismissed (This account was disabled)"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_turned_away_is_told()
    {
        IPEndPoint imap = await StartAsync("Imap:MaxConnections=2", "Imap:MaxConnectionsPerAddress=1");
        using TcpClient first = await GreetedAsync(imap, IPAddress.Loopback);
        Assert.StartsWith("* BYE [LIMIT]", await SayAsync(imap, ""), StringComparison.Ordinal);
        Assert.EndsWith("IMAP: 127.0.0.1 was turned away: as many connections of it as may have not logged in", await _log.WaitForAsync("turned away"), StringComparison.Ordinal);
        using TcpClient second = await GreetedAsync(imap, IPAddress.Parse("127.0.0.2"));
        Assert.StartsWith("* BYE [LIMIT]", await SayAsync(imap, ""), StringComparison.Ordinal);
        Assert.EndsWith("IMAP: 127.0.0.1 was turned away: there are as many connections as may be", await _log.WaitForAsync("turned away", 2), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_shake_hands_is_told_with_the_librarys_reason()
    {
        await StartAsync();
        using var connection = new TcpClient();
        await connection.ConnectAsync(_host!.Doors.Single(static door => door.IsTls).EndPoints[0]);
        await TalkAsync(connection, "GET / HTTP/1.0\r\n\r\n");
        Assert.Matches(@"TlsFailed \([^)]+\); user none, TLS none", await _log.WaitForAsync("IMAP (TLS): the connection of"));
    }

    /// <summary>What SslStream takes for faults of ours: strangers filled the log with its stack traces.</summary>
    [Theory]
    [InlineData("15030300020100")] // an alert
    [InlineData("170303001061616161616161616161616161616161")] // data
    [InlineData("16030100001603010000")] // empty records
    [InlineData("160301000401000000")] // a ClientHello of nothing
    public async Task What_is_no_client_hello_is_a_handshake_that_failed_and_no_fault(string octets)
    {
        await StartAsync();
        using var connection = new TcpClient();
        await connection.ConnectAsync(_host!.Doors.Single(static door => door.IsTls).EndPoints[0]);
        await TalkAsync(connection, Encoding.Latin1.GetString(Convert.FromHexString(octets)));
        Assert.Contains("TlsFailed (What came is no ClientHello); user none, TLS none", await _log.WaitForAsync("IMAP (TLS): the connection of"), StringComparison.Ordinal);
        Assert.DoesNotContain(" error ", _log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_acts_as_another_is_named_too()
    {
        IPEndPoint imap = await StartAsync("Auth:Proxies=u0");
        await _host!.Store.AddAccountAsync("u1", Wrong, CancellationToken.None);
        using (var connection = new TcpClient())
        {
            await connection.ConnectAsync(imap);
            await TalkAsync(connection, $"a AUTHENTICATE PLAIN {Convert.ToBase64String(Encoding.ASCII.GetBytes($"u1\0u0\0{Password}"))}\r\nb LOGOUT\r\n");
        }

        Assert.Contains("info u0 as u1 logged in by PLAIN from 127.0.0.1:", await _log.WaitForAsync("logged in"), StringComparison.Ordinal);
        Assert.Contains("user u1", await _log.WaitForAsync("the connection of"), StringComparison.Ordinal);
    }

    /// <summary>A name, or whatever else came from a client, is no line of ours.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_a_client_said_makes_no_line_of_its_own(bool isJson)
    {
        using var output = new AwaitedLog();
        var log = new ConsoleLog(output, TimeProvider.System) { IsJson = isJson };
        AuditLog.Refused(log, "IMAP", "x\r\n2026-01-01T00:00:00.000Z info u1 logged in\u2028\u001b[2J\0\u0085", "why");
        Assert.DoesNotMatch(@"[\p{Cc}\u2028]", output.Text);
        Assert.Equal(isJson, output.Text.StartsWith('{'));
    }

    [Fact]
    public async Task As_json_every_line_is_an_object_with_what_the_sentence_names_in_fields()
    {
        IPEndPoint imap = await StartAsync("Log:Format=json");
        using (var connection = new TcpClient())
        {
            await connection.ConnectAsync(imap);
            await TalkAsync(connection, $"a LOGIN u0 {Password}\r\nb LOGOUT\r\n");
        }

        await _log.WaitForAsync("the connection of");
        JsonElement[] lines = [.. _log.Text.Split('\n').Select(static line => JsonDocument.Parse(line).RootElement)];
        JsonElement login = lines.Single(static line => line.TryGetProperty("mechanism", out _)), end = lines.Single(static line => line.TryGetProperty("seconds", out _));
        Assert.Equal(("info", "u0", "LOGIN"), (login.GetProperty("level").GetString(), login.GetProperty("name").GetString(), login.GetProperty("mechanism").GetString()));
        Assert.Equal((login.GetProperty("client").GetString(), "Completed"), (end.GetProperty("client").GetString(), end.GetProperty("reason").GetString()));
        Assert.Equal($"a LOGIN u0 {Password}\r\nb LOGOUT\r\n".Length, end.GetProperty("read").GetInt64());
        Assert.All(lines, static line => Assert.False(line.TryGetProperty("{OriginalFormat}", out _)));
    }

    private async Task<IPEndPoint> StartAsync(params string[] settings)
    {
        _host = await PostroomHost.StartAsync(
            _folder.FullName,
            ConfigurationLoader.Load(null, ["Imap:Listen=127.0.0.1:0", "Imap:TlsListen=127.0.0.1:0", "Imap:MaxConnectionsPerAddress=1000", TestPasswords.Setting, .. settings]),
            new ConsoleLog(_log, TimeProvider.System),
            isDemo: false);
        await _host.Store.AddAccountAsync("u0", Password, CancellationToken.None);
        return _host.Doors[0].EndPoints[0];
    }

    private static async Task<TcpClient> GreetedAsync(IPEndPoint imap, IPAddress from)
    {
        var connection = new TcpClient(new IPEndPoint(from, 0));
        await connection.ConnectAsync(imap);
        await connection.GetStream().ReadExactlyAsync(new byte["* OK "u8.Length]);
        return connection;
    }

    private static async Task<string> SayAsync(IPEndPoint imap, string said)
    {
        using var connection = new TcpClient(AddressFamily.InterNetwork);
        await connection.ConnectAsync(imap);
        return await TalkAsync(connection, said);
    }

    // Says all at once and reads to the end, whatever the answers are.
    private static async Task<string> TalkAsync(TcpClient connection, string said, bool isAll = true)
    {
        using var heard = new MemoryStream();
        try
        {
            NetworkStream stream = connection.GetStream();
            await stream.WriteAsync(Encoding.UTF8.GetBytes(said));
            if (isAll)
                connection.Client.Shutdown(SocketShutdown.Send);
            await stream.CopyToAsync(heard).WaitAsync(TimeSpan.FromSeconds(60));
        }
        catch (IOException e) when (e.InnerException is SocketException)
        {
            // Cut off, as it may be: the log says the rest.
        }

        return Encoding.ASCII.GetString(heard.ToArray());
    }
}
