using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Postroom.Peers.Servers;

/// <summary>Dovecot from Debian's packages, running inside the <see cref="DebianRoot"/>: what Postroom's answers are compared with.</summary>
public sealed class DovecotServer : MailServer
{
    private readonly ClientHome _home;
    private readonly ServerProcess _process;

    private DovecotServer(ClientHome home, ServerProcess process, IPEndPoint imap, IPEndPoint imaps)
    {
        _home = home;
        _process = process;
        Imap = imap;
        Imaps = imaps;
    }

    public override string Name => "Dovecot";

    public override IPEndPoint Imap { get; }

    public override IPEndPoint Imaps { get; }

    public static async Task<DovecotServer> StartAsync()
    {
        var home = new ClientHome("dovecot");
        int port = ServerProcess.FreePort();
        int tlsPort = ServerProcess.FreePort();
        using (var key = ECDsa.Create(ECCurve.NamedCurves.nistP256))
        {
            var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
            DateTimeOffset now = TimeProvider.System.GetUtcNow();
            using X509Certificate2 certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
            home.Write("cert.pem", certificate.ExportCertificatePem());
            home.Write("key.pem", key.ExportPkcs8PrivateKeyPem());
        }
        home.Write("passwd", string.Concat(Enumerable.Range(0, 100).Select(i => $"{AccountName(i)}:{{PLAIN}}{Password}\n")));
        home.Write("dovecot.conf", Configuration(home.Inside, port, tlsPort));
        Directory.CreateDirectory(home["mail"]);
        (await DebianRoot.RunAsync(home.Inside, "chown", ["vmail:", "mail"])).MustSucceed();
        (await DebianRoot.RunAsync(home.Inside, "chmod", ["755", "."])).MustSucceed();
        (await DebianRoot.RunAsync(home.Inside, "chmod", ["644", "passwd"])).MustSucceed();
        var process = new ServerProcess(DebianRoot.Command(home.Inside, "dovecot", ["-F", "-c", "dovecot.conf"]));
        var server = new DovecotServer(home, process, new IPEndPoint(IPAddress.Loopback, port), new IPEndPoint(IPAddress.Loopback, tlsPort));
        try
        {
            await process.WaitForGreetingAsync(server.Imap);
            return server;
        }
        catch (Exception e)
        {
            string log = File.Exists(home["log"]) ? await File.ReadAllTextAsync(home["log"], Encoding.Latin1) : "(no log)";
            await server.DisposeAsync();
            throw new InvalidOperationException($"Dovecot did not start:\n{log}", e);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _home.Dispose();
    }

    // Nothing is tuned that a client could see; syncs are left out because nobody asks about this Dovecot's durability.
    private static string Configuration(string home, int port, int tlsPort) => $$"""
        protocols = imap
        listen = 127.0.0.1
        base_dir = {{home}}/run
        state_dir = {{home}}/state
        ssl = yes
        ssl_cert = <{{home}}/cert.pem
        ssl_key = <{{home}}/key.pem
        disable_plaintext_auth = no
        log_path = {{home}}/log
        mail_location = mdbox:~/mail
        mail_uid = vmail
        mail_gid = vmail
        first_valid_uid = 1
        mail_fsync = never
        mail_max_userip_connections = 100
        passdb {
          driver = passwd-file
          args = {{home}}/passwd
        }
        userdb {
          driver = static
          args = uid=vmail gid=vmail home={{home}}/mail/%u
        }
        namespace inbox {
          inbox = yes
          separator = /
        }
        service imap-login {
          chroot =
          inet_listener imap {
            port = {{port}}
          }
          inet_listener imaps {
            port = {{tlsPort}}
          }
        }
        service anvil {
          chroot =
        }

        """;
}
