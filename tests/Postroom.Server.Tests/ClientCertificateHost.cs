using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Postroom.Peers;
using Postroom.Security.Tests;

namespace Postroom.Server.Tests;

/// <summary>A server in this process that asks clients for certificates, and clients' certificates of all kinds.</summary>
public sealed class ClientCertificateHost : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("postroom-external-");
    private readonly TestAuthority _authority = new("our authority");
    private PostroomHost _host = null!;

    public string this[string name] => Path.Combine(_folder.FullName, name);

    public async Task InitializeAsync()
    {
        using var stranger = new TestAuthority("another authority");
        using var between = new TestAuthority("authority in between", _authority);
        File.WriteAllText(this["authorities.pem"], _authority.Certificate.ExportCertificatePem());
        Write("good.pem", _authority.Issue("u0@example.org"));
        Write("expired.pem", _authority.Issue("u0@example.org", -20, -10));
        Write("server.pem", _authority.Issue("u0@example.org", use: TestAuthority.ForServers));
        Write("foreign.pem", stranger.Issue("u0@example.org"));
        Write("selfmade.pem", TestAuthority.SelfMade("u0@example.org"));
        Write("nobody.pem", _authority.Issue("nobody@example.org"));
        Write("chain.pem", between.Issue("u0@example.org"), between.Certificate);
        string pinned = Write("pinned.pem", TestAuthority.SelfMade("whoever@example.org")), lost = Write("lost.pem", _authority.Issue("u0@example.org"));
        _host = await PostroomHost.StartAsync(
            this["data"],
            ConfigurationLoader.Load(null,
            [
                "Imap:Listen=127.0.0.1:0", "Imap:TlsListen=127.0.0.1:0", "Account:DefaultDomain=example.org", TestPasswords.Setting, $"Tls:ClientCertificates={this["authorities.pem"]}",
                $"Auth:External={pinned}=u1, {lost}=",
            ]),
            new ConsoleLog(TextWriter.Null, TimeProvider.System),
            isDemo: false);
        await _host.Store.AddAccountAsync("u0@example.org", "secret", CancellationToken.None);
        await _host.Store.AddAccountAsync("u1@example.org", "secret", CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        _authority.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>What `openssl s_client` and the server say, with these commands on the port with TLS.</summary>
    public Task<ToolResult> SayAsync(string commands, params string[] arguments) => RunAsync("Imap:TlsListen", commands, arguments);

    /// <summary>The same behind STARTTLS.</summary>
    public Task<ToolResult> SayBehindStartTlsAsync(string commands, params string[] arguments) => RunAsync("Imap:Listen", commands, ["-starttls", "imap", .. arguments]);

    private Task<ToolResult> RunAsync(string door, string commands, string[] arguments)
    {
        IPEndPoint address = _host.Doors.Single(one => one.Key == door).EndPoints[0];
        return ToolProcess.RunAsync("openssl", ["s_client", "-connect", address.ToString(), "-ign_eof", .. arguments], commands + "z LOGOUT\r\n");
    }

    // The key in its file is the first's; its SHA-256.
    private string Write(string name, params X509Certificate2[] certificates)
    {
        TestAuthority.Write(this[name], certificates);
        return certificates[0].GetCertHashString(HashAlgorithmName.SHA256);
    }
}
