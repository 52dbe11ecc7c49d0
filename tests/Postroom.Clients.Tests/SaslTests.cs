using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Postroom.Peers;
using Postroom.Peers.Servers;
using Postroom.Security.Tests;

namespace Postroom.Clients.Tests;

/// <summary>A server of a class's own: wrong passwords make an address wait, and other classes' clients come from the same one.</summary>
public sealed class SaslServer : IAsyncLifetime
{
    /// <summary>The account of the certificate in own.pem; beyond those that tests take.</summary>
    public const string Certified = "u59";

    public PostroomServer Server { get; private set; } = null!;

    public ClientHome Home { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (DebianRoot.WhyNot is not null)
            return;
        Home = new ClientHome(nameof(SaslTests));
        using X509Certificate2 own = TestAuthority.SelfMade("x@example.org"), other = TestAuthority.SelfMade("x@example.org");
        TestAuthority.Write(Home["own.pem"], own);
        TestAuthority.Write(Home["other.pem"], other);
        Server = await PostroomServer.StartAsync(
            $"Auth:External={own.GetCertHashString(HashAlgorithmName.SHA256)}={Certified}",
            "Auth:Mechanisms=EXTERNAL,SCRAM-SHA-512-PLUS,SCRAM-SHA-512,SCRAM-SHA-256-PLUS,SCRAM-SHA-256,SCRAM-SHA-1-PLUS,SCRAM-SHA-1,CRAM-MD5,PLAIN,LOGIN");
        Home.Write("server.pem", await Tls.CertificateAsync(Server.Imaps));
    }

    public async Task DisposeAsync()
    {
        Home?.Dispose();
        if (Server is not null)
            await Server.DisposeAsync();
    }

    /// <summary>An account that may log in by CRAM-MD5 too.</summary>
    public async Task<string> NewCramMd5AccountAsync()
    {
        string user = await Server.NewAccountAsync();
        (await ToolProcess.RunAsync("dotnet", [PostroomServer.Program, "account", "cram-md5", "on", user, "--data", Server.Data], MailServer.Password + "\n")).MustSucceed();
        return user;
    }

    public Task<ToolResult> GsaslAsync(string? mechanism, string user, string password)
    {
        // Over TLS this program takes no SCRAM that is not bound.
        string[] tls = mechanism?.EndsWith("-PLUS", StringComparison.Ordinal) != false ? ["--starttls", "--x509-ca-file=server.pem"] : ["--no-starttls"];
        string[] chosen = mechanism is null ? [] : ["-m", mechanism];
        return Home.RunAsync("gsasl", ["--imap", .. tls, .. chosen, "-a", user, "-z", user, "-p", password, "localhost", $"{Server.Imap.Port}"]);
    }

    /// <summary>curl with the certificate of a file.</summary>
    public Task<ToolResult> CurlAsync(string certificate) => Home.RunAsync(
        "curl", "-sS", "--max-time", "60", "--cacert", "server.pem", "--cert", certificate, "--login-options", "AUTH=EXTERNAL", "-u", $"{Certified}:",
        $"imaps://localhost:{Server.Imaps.Port}/");

    /// <summary>mbsync likewise.</summary>
    public Task<ToolResult> MbsyncByCertificateAsync(string certificate) => MbsyncAsync(
        "Host localhost", $"Port {Server.Imaps.Port}", "SSLType IMAPS", $"CertificateFile {Home.Inside}/server.pem",
        $"ClientCertificate {Home.Inside}/{certificate}", $"ClientKey {Home.Inside}/{certificate}", $"User {Certified}", "AuthMechs EXTERNAL");

    /// <summary>mbsync with what connects it.</summary>
    public Task<ToolResult> MbsyncAsync(params string[] connection)
    {
        Directory.CreateDirectory(Home["Mail"]);
        Home.Write("mbsyncrc", $"""
            IMAPAccount server
            {string.Join('\n', connection)}

            IMAPStore far
            Account server

            MaildirStore near
            Path {Home.Inside}/Mail/

            Channel all
            Far :far:
            Near :near:

            """);
        return Home.RunAsync("mbsync", "-c", "mbsyncrc", "--list", "all");
    }
}

/// <summary>Every mechanism against programs that others wrote: GNU SASL's gsasl, Cyrus SASL in mbsync. What the server logged says how they came in.</summary>
public sealed class SaslTests(SaslServer sasl) : IClassFixture<SaslServer>
{
    [ClientFact]
    public async Task Gsasl_logs_in_by_each_mechanism_it_has()
    {
        string[] users = [.. await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => sasl.Server.NewAccountAsync()))];
        string[] mechanisms = ["PLAIN", "LOGIN", "SCRAM-SHA-1", "SCRAM-SHA-256", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256-PLUS"];
        foreach ((string user, string mechanism) in users.Zip(mechanisms))
        {
            (await sasl.GsaslAsync(mechanism, user, MailServer.Password)).MustSucceed();
            await sasl.Server.WhenLoggedAsync($"{user} logged in by {mechanism} from");
        }
    }

    [ClientFact]
    public async Task Gsasl_takes_the_binding_mechanism_by_itself()
    {
        string user = await sasl.Server.NewAccountAsync();
        (await sasl.GsaslAsync(null, user, MailServer.Password)).MustSucceed();
        await sasl.Server.WhenLoggedAsync($"{user} logged in by SCRAM-SHA-256-PLUS from");
    }

    [ClientFact]
    public async Task Mbsync_takes_what_cyrus_sasl_thinks_best()
    {
        string user = await sasl.Server.NewAccountAsync();
        (await sasl.MbsyncAsync(
            "Host 127.0.0.1", $"Port {sasl.Server.Imap.Port}", "SSLType None", $"User {user}", $"Pass {MailServer.Password}", "AuthMechs *")).MustSucceed();
        await sasl.Server.WhenLoggedAsync($"{user} logged in by SCRAM-SHA-512 from");
    }

    [ClientFact]
    public async Task Gsasl_curl_fetchmail_and_imaplib_log_in_by_cram_md5()
    {
        string user = await sasl.NewCramMd5AccountAsync();
        (await sasl.GsaslAsync("CRAM-MD5", user, MailServer.Password)).MustSucceed();
        (await sasl.Home.RunAsync(
            "curl", "-sS", "--max-time", "60", "--login-options", "AUTH=CRAM-MD5", "-u", $"{user}:{MailServer.Password}", $"imap://127.0.0.1:{sasl.Server.Imap.Port}/")).MustSucceed();
        sasl.Home.Write("fetchmailrc", $"""
            poll 127.0.0.1 protocol imap port {sasl.Server.Imap.Port} auth cram-md5 no dns
              user "{user}" password "{MailServer.Password}" is root here keep sslproto ""
              mda "/bin/false"

            """);
        (await sasl.Home.RunAsync("fetchmail", "-f", "fetchmailrc", "--nodetach", "--nosyslog", "-i", "ids", "--pidfile", "pid")).MustSucceed(1); // 1: there was no mail
        (await sasl.Home.RunAsync(
            "python3", "-c", $"import imaplib; imaplib.IMAP4('127.0.0.1', {sasl.Server.Imap.Port}).login_cram_md5('{user}', '{MailServer.Password}')")).MustSucceed();
        await sasl.Server.WhenAsync(log => log.Split($"{user} logged in by CRAM-MD5 from").Length == 5);
    }

    [ClientFact]
    public async Task Curl_and_mbsync_log_in_by_a_certificate_and_not_by_another()
    {
        Assert.Contains("INBOX", (await sasl.CurlAsync("own.pem")).MustSucceed().Output, StringComparison.Ordinal);
        await sasl.Server.WhenLoggedAsync($"{SaslServer.Certified} logged in by EXTERNAL from");
        Assert.Contains("INBOX", (await sasl.MbsyncByCertificateAsync("own.pem")).MustSucceed().Output, StringComparison.Ordinal);
        Assert.Equal(67, (await sasl.CurlAsync("other.pem")).ExitCode);
        Assert.Equal(1, (await sasl.MbsyncByCertificateAsync("other.pem")).ExitCode);
    }
}

/// <summary>The same programs with a wrong password.</summary>
public sealed class SaslRefusalTests(SaslServer sasl) : IClassFixture<SaslServer>
{
    /// <summary>At one moment, because each waits for the others' failures.</summary>
    [ClientFact]
    public async Task Gsasl_and_mbsync_are_refused_with_a_wrong_password_whatever_the_mechanism()
    {
        string user = await sasl.NewCramMd5AccountAsync();
        string[] mechanisms = ["PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256-PLUS"];
        Task<ToolResult> mbsync = sasl.MbsyncAsync("Host 127.0.0.1", $"Port {sasl.Server.Imap.Port}", "SSLType None", $"User {user}", "Pass wrong", "AuthMechs SCRAM-SHA-512");
        foreach (ToolResult refused in await Task.WhenAll(mechanisms.Select(mechanism => sasl.GsaslAsync(mechanism, user, "wrong"))))
        {
            refused.MustSucceed(1);
            Assert.Contains("NO [AUTHENTICATIONFAILED]", refused.Output, StringComparison.Ordinal);
        }

        (await mbsync).MustSucceed(1);
        await sasl.Server.WhenLoggedAsync($"A login as {user} by SCRAM-SHA-512 from");
        Assert.DoesNotContain($"{user} logged in", sasl.Server.Log, StringComparison.Ordinal);
    }
}
