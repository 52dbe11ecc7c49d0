using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Postroom.Peers;
using Postroom.Peers.Servers;
using Postroom.Security.Tests;

namespace Postroom.Clients.Tests;

/// <summary>A server with every mechanism that passwords and certificates have. Wrong ones cost no time here: what they cost is tried elsewhere.</summary>
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
            "Limits:LoginDelay=0s",
            "Limits:LoginDelayMost=0s",
            "Auth:Mechanisms=EXTERNAL,SCRAM-SHA-512-PLUS,SCRAM-SHA-512,SCRAM-SHA-256-PLUS,SCRAM-SHA-256,SCRAM-SHA-1-PLUS,SCRAM-SHA-1,CRAM-MD5,PLAIN,LOGIN");
        Home.Write("server.pem", await Tls.CertificateAsync(Server.Imaps));
        Home.Write("scram_plus.py", await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Scripts", "scram_plus.py")));
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
        (await ToolProcess.RunAsync(PostroomServer.Runner, [PostroomServer.Program, "account", "cram-md5", "on", user, "--data", Server.Data], MailServer.Password + "\n")).MustSucceed();
        return user;
    }

    public Task<ToolResult> GsaslAsync(string? mechanism, string user, string password)
    {
        // Over TLS this program takes no SCRAM that is not bound.
        string[] tls = mechanism?.EndsWith("-PLUS", StringComparison.Ordinal) != false ? ["--starttls", "--x509-ca-file=server.pem"] : ["--no-starttls"];
        string[] chosen = mechanism is null ? [] : ["-m", mechanism];
        return Home.RunAsync("gsasl", ["--imap", .. tls, .. chosen, "-a", user, "-z", user, "-p", password, "localhost", $"{Server.Imap.Port}"]);
    }

    /// <summary>curl with a password.</summary>
    public Task<ToolResult> CurlAsync(string mechanism, string user, string password) => Home.RunAsync(
        "curl", "-sS", "--max-time", "60", "--login-options", $"AUTH={mechanism}", "-u", $"{user}:{password}", $"imap://127.0.0.1:{Server.Imap.Port}/");

    /// <summary>curl with the certificate of a file.</summary>
    public Task<ToolResult> CurlByCertificateAsync(string certificate) => Home.RunAsync(
        "curl", "-sS", "--max-time", "60", "--cacert", "server.pem", "--cert", certificate, "--login-options", "AUTH=EXTERNAL", "-u", $"{Certified}:",
        $"imaps://localhost:{Server.Imaps.Port}/");

    /// <summary>fetchmail with a password: <c>password</c> (LOGIN) or <c>cram-md5</c>. It ends with 1 where there was no mail, with 3 where it was not let in.</summary>
    public Task<ToolResult> FetchmailAsync(string way, string user, string password) => FetchmailAsync(
        $"poll 127.0.0.1 protocol imap port {Server.Imap.Port} auth {way} no dns user \"{user}\" password \"{password}\" is root here keep sslproto \"\"");

    /// <summary>fetchmail with the certificate of a file.</summary>
    public Task<ToolResult> FetchmailByCertificateAsync(string certificate) => FetchmailAsync($"""
        poll localhost protocol imap port {Server.Imaps.Port} auth external no dns user "{Certified}" is root here keep
          ssl sslcertck sslcertfile "{Home.Inside}/server.pem" sslcert "{Home.Inside}/{certificate}" sslkey "{Home.Inside}/{certificate}"
        """);

    /// <summary>Python's imaplib by CRAM-MD5.</summary>
    public Task<ToolResult> ImaplibAsync(string user, string password) =>
        Home.RunAsync("python3", "-c", $"import imaplib; imaplib.IMAP4('127.0.0.1', {Server.Imap.Port}).login_cram_md5('{user}', '{password}')");

    /// <summary>Cyrus SASL's library, bound to the channel, or to some other.</summary>
    public Task<ToolResult> ScramPlusAsync(string mechanism, string user, string password, bool isBoundToAnother = false)
    {
        string[] arguments = ["scram_plus.py", $"{Server.Imaps.Port}", "server.pem", mechanism, user, password];
        return Home.RunAsync("python3", isBoundToAnother ? [.. arguments, "another"] : arguments);
    }

    /// <summary>mutt with a password.</summary>
    internal MuttLogin Mutt(string mechanism, string user, string password) =>
        new(Home, $"imap://{user}@127.0.0.1:{Server.Imap.Port}/", user, mechanism) { Password = password };

    /// <summary>mutt with the certificate of a file.</summary>
    internal MuttLogin MuttByCertificate(string certificate) => new(Home, $"imaps://{Certified}@localhost:{Server.Imaps.Port}/", Certified, "external")
    {
        Settings = $"set ssl_force_tls=yes certificate_file=\"{Home.Inside}/server.pem\" ssl_client_cert=\"{Home.Inside}/{certificate}\"",
    };

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

    private Task<ToolResult> FetchmailAsync(string poll)
    {
        string name = $"fetchmail-{Guid.NewGuid():N}";
        Home.Write(name, $"{poll}\n  mda \"/bin/false\"\n");
        return Home.RunAsync("fetchmail", "-f", name, "--nodetach", "--nosyslog", "-i", $"{name}.ids", "--pidfile", $"{name}.pid");
    }
}
