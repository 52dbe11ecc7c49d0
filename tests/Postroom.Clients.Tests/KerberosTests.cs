using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Postroom.Peers;
using Postroom.Peers.Servers;

namespace Postroom.Clients.Tests;

/// <summary>A realm, and a server that takes its tickets.</summary>
public sealed class KerberosServer : IAsyncLifetime
{
    public KerberosRealm Realm { get; private set; } = null!;

    public PostroomServer Server { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (DebianRoot.WhyNot is not null)
            return;
        Realm = await KerberosRealm.StartAsync(["u0", "u1", "u2", "u3", "u4", "u5", "u6", "u7", "stranger"]);
        Server = await PostroomServer.StartAsync(Realm.ServerEnvironment, $"Auth:Kerberos:Keytab={Realm.Keytab}", "Auth:Kerberos:Realm=EXAMPLE.ORG",
            "Limits:LoginDelay=0s", "Limits:LoginDelayMost=0s");
    }

    public async Task DisposeAsync()
    {
        if (Server is not null)
            await Server.DisposeAsync();
        if (Realm is not null)
            await Realm.DisposeAsync();
    }
}

/// <summary>GSSAPI by curl, GNU SASL, mbsync (Cyrus SASL), fetchmail and mutt with tickets of a KDC, and what is no ticket for this server.</summary>
public sealed class KerberosTests(KerberosServer kerberos) : IClassFixture<KerberosServer>
{
    private int Port => kerberos.Server.Imap.Port;

    [ClientFact]
    public async Task Tickets_let_in_and_nothing_else_does()
    {
        // curl shows what it sends: that is played again below.
        string first = await kerberos.Realm.LogInAsync("u0");
        ToolResult listed = (await CurlAsync(kerberos.Realm, first, "u0", Port)).MustSucceed();
        Assert.Contains("INBOX", listed.Output, StringComparison.Ordinal);
        await kerberos.Server.WhenLoggedAsync("u0 logged in by GSSAPI from");

        (await GsaslAsync(await kerberos.Realm.LogInAsync("u1"), "imap", "u1")).MustSucceed();
        await kerberos.Server.WhenLoggedAsync("u1 logged in by GSSAPI from");

        (await MbsyncAsync(await kerberos.Realm.LogInAsync("u2"), "u2")).MustSucceed();
        await kerberos.Server.WhenLoggedAsync("u2 logged in by GSSAPI from");

        (await FetchmailAsync(await kerberos.Realm.LogInAsync("u5"), "u5")).MustSucceed(1); // 1: there was no mail
        await kerberos.Server.WhenLoggedAsync("u5 logged in by GSSAPI from");

        await using (RawImap eyes = await kerberos.Server.LoginAsync("u7"))
            await eyes.AppendAsync("INBOX", Letter.Plain("for mutt", "what it reads\r\n").Octets);
        await Mutt(await kerberos.Realm.LogInAsync("u7"), "u7").ReadAsync("for mutt", "what it reads");
        await kerberos.Server.WhenLoggedAsync("u7 logged in by GSSAPI from");

        // What was overheard, if there were no TLS: the ticket is good, its authenticator was seen. And what is damaged, or behind a good one no layer.
        string seen = Regex.Match(listed.Error, "AUTHENTICATE GSSAPI (\\S+)").Groups[1].Value;
        string u6 = await kerberos.Realm.LogInAsync("u6"), fresh = await FreshTokenAsync(kerberos.Realm, u6), other = await FreshTokenAsync(kerberos.Realm, u6);
        string damaged = await FreshTokenAsync(kerberos.Realm, u6);
        Assert.True(seen.Length > 400 && fresh.Length > 400 && fresh != other);
        byte[] octets = Convert.FromBase64String(damaged);
        octets[octets.Length / 2] ^= 1;
        Assert.All(
            await Task.WhenAll(
                AnswerAsync(seen), AnswerAsync(Convert.ToBase64String(octets)), AnswerAsync(damaged[..200]), AnswerAsync(fresh, static _ => "AAAAAAAAAAAAAAAA"), AnswerAsync(other, static layers => layers)),
            static answer => Assert.StartsWith("a NO [AUTHENTICATIONFAILED]", answer, StringComparison.Ordinal));

        // No account of the name; a user of a realm that ours trusts; a ticket for another service; somebody else's name; no ticket at all.
        string stranger = await kerberos.Realm.LogInAsync("stranger"), foreign = await kerberos.Realm.LogInAsync("u3@OTHER.ORG"), u4 = await kerberos.Realm.LogInAsync("u4");
        ToolResult[] refused = await Task.WhenAll(
            CurlAsync(kerberos.Realm, stranger, "stranger", Port), CurlAsync(kerberos.Realm, foreign, "u3", Port), GsaslAsync(u4, "HTTP", "u4"), GsaslAsync(u4, "imap", "u3"),
            CurlAsync(kerberos.Realm, "nobody", "u4", Port), FetchmailAsync(stranger, "stranger"), MbsyncAsync(stranger, "stranger"));
        Assert.All(refused, static result => Assert.NotEqual(0, result.ExitCode));
        await Mutt(stranger, "stranger").MustBeRefusedAsync();
        await kerberos.Server.WhenAsync(static log => log.Split("A login as stranger by GSSAPI from").Length >= 5);
        Assert.DoesNotMatch("u[346] logged in by GSSAPI", kerberos.Server.Log);
    }

    /// <summary>What somebody kept of a login of yesterday, by a ticket that was good for an hour; clients themselves do not send one.</summary>
    [ClientFact]
    public async Task An_expired_ticket_is_not_taken()
    {
        await using KerberosRealm yesterday = await kerberos.Realm.YesterdayAsync();
        string cache = await yesterday.LogInAsync("u6");
        string token = await FreshTokenAsync(yesterday, cache);
        Assert.True(token.Length > 400);
        Assert.StartsWith("a NO [AUTHENTICATIONFAILED]", await AnswerAsync(token), StringComparison.Ordinal);
        ToolResult today = await CurlAsync(kerberos.Realm, cache, "u6", Port);
        Assert.NotEqual(0, today.ExitCode);
        Assert.DoesNotContain("u6 logged in", kerberos.Server.Log, StringComparison.Ordinal);
    }

    [ClientFact]
    public async Task A_keytab_with_other_services_keys_is_not_taken()
    {
        string data = Path.Combine(kerberos.Realm.Home.Folder, "refused");
        ToolResult refused = await ToolProcess.RunAsync(
            PostroomServer.Runner, [PostroomServer.Program, "serve", "--data", data, "--set", $"Auth:Kerberos:Keytab={kerberos.Realm.Home["both.keytab"]}", "--set", "Auth:Kerberos:Realm=EXAMPLE.ORG"]);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("has a key of HTTP/localhost@EXAMPLE.ORG", refused.Error, StringComparison.Ordinal);
    }

    private static Task<ToolResult> CurlAsync(KerberosRealm realm, string cache, string user, int port) => realm.RunAsync(
        cache, "curl", "-sS", "-v", "--max-time", "60", "--login-options", "AUTH=GSSAPI", "-u", $"{user}@EXAMPLE.ORG:", $"imap://localhost:{port}/");

    /// <summary>What curl would send to the server, had it not gone to somebody else.</summary>
    private static async Task<string> FreshTokenAsync(KerberosRealm realm, string cache)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task<ToolResult> curl = CurlAsync(realm, cache, "u6", ((IPEndPoint)listener.LocalEndpoint).Port);
        string? line;
        using (TcpClient client = await listener.AcceptTcpClientAsync())
        {
            using var reader = new StreamReader(client.GetStream(), Encoding.ASCII, leaveOpen: true);
            await client.GetStream().WriteAsync("* OK ready\r\n"u8.ToArray());
            await reader.ReadLineAsync(); // A001 CAPABILITY
            await client.GetStream().WriteAsync("* CAPABILITY IMAP4rev1 SASL-IR AUTH=GSSAPI\r\nA001 OK done\r\n"u8.ToArray());
            line = await reader.ReadLineAsync();
        }

        await curl;
        return line!.Split(' ')[^1];
    }

    /// <summary>How the server answers a token, and then, if it goes on, what is made of its layers.</summary>
    private async Task<string> AnswerAsync(string token, Func<string, string>? chooseLayer = null)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(kerberos.Server.Imap);
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII, leaveOpen: true);
        await reader.ReadLineAsync(); // the greeting
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"a AUTHENTICATE GSSAPI {token}\r\n"));
        string answer = (await reader.ReadLineAsync())!;
        if (chooseLayer is null)
            return answer;
        Assert.StartsWith("+ ", answer, StringComparison.Ordinal);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(chooseLayer(answer[2..]) + "\r\n"));
        return (await reader.ReadLineAsync())!;
    }

    private Task<ToolResult> GsaslAsync(string cache, string service, string actAs) => kerberos.Realm.RunAsync(
        cache, "gsasl", "--imap", "--no-starttls", "-m", "GSSAPI", "-z", actAs, "--service", service, "--hostname", "localhost", "localhost", $"{Port}");

    private Task<ToolResult> MbsyncAsync(string cache, string user)
    {
        Directory.CreateDirectory(kerberos.Realm.Home["Mail"]);
        kerberos.Realm.Home.Write("mbsyncrc", $"""
            IMAPAccount server
            Host localhost
            Port {Port}
            SSLType None
            User {user}
            AuthMechs GSSAPI

            IMAPStore far
            Account server

            MaildirStore near
            Path {kerberos.Realm.Home.Inside}/Mail/

            Channel all
            Far :far:
            Near :near:

            """);
        return kerberos.Realm.RunAsync(cache, "mbsync", "-c", "mbsyncrc", "--list", "all");
    }

    private MuttLogin Mutt(string cache, string user) =>
        new(kerberos.Realm.Home, $"imap://{user}@localhost:{Port}/", user, "gssapi") { Variables = kerberos.Realm.Variables(cache) };

    private Task<ToolResult> FetchmailAsync(string cache, string user)
    {
        kerberos.Realm.Home.Write("fetchmailrc", $"""
            poll localhost protocol imap port {Port} auth gssapi no dns
              user "{user}" is root here keep sslproto ""
              mda "/bin/false"

            """);
        return kerberos.Realm.RunAsync(cache, "fetchmail", "-f", "fetchmailrc", "--nodetach", "--nosyslog", "-i", "ids", "--pidfile", "pid");
    }
}
