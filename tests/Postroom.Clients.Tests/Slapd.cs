using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Postroom.Peers;
using Postroom.Peers.Servers;

namespace Postroom.Clients.Tests;

/// <summary>OpenLDAP's slapd inside the <see cref="DebianRoot"/>, with a directory of its own and a certificate of an authority of its own.</summary>
internal sealed class Slapd : IAsyncDisposable
{
    public const string Base = "dc=example,dc=org", Administrator = "cn=admin," + Base, Password = "administrator-of-ldap";

    private readonly ClientHome _home = new("slapd");
    private ServerProcess? _process;

    private Slapd()
    {
    }

    public int Port { get; } = ServerProcess.FreePort();

    public int TlsPort { get; } = ServerProcess.FreePort();

    /// <summary>The authority's certificate, as this process sees the file.</summary>
    public string Authority => _home["authority.pem"];

    /// <param name="people">LDIF of what is below the base.</param>
    public static async Task<Slapd> StartAsync(string people)
    {
        var slapd = new Slapd();
        slapd.WriteCertificates();
        string home = slapd._home.Inside;
        slapd._home.Write("slapd.conf", $"""
            include /etc/ldap/schema/core.schema
            include /etc/ldap/schema/cosine.schema
            include /etc/ldap/schema/inetorgperson.schema
            modulepath /usr/lib/ldap
            moduleload back_mdb
            pidfile {home}/pid
            TLSCertificateFile {home}/certificate.pem
            TLSCertificateKeyFile {home}/key.pem
            database mdb
            suffix {Base}
            rootdn {Administrator}
            rootpw {Password}
            directory {home}/db
            maxsize 10485760
            access to attrs=userPassword by anonymous auth by * none
            access to * by dn.exact="{Administrator}" write by users read by anonymous none

            """);
        slapd._home.Write("people.ldif", $"""
            dn: {Base}
            objectClass: organization
            objectClass: dcObject
            o: Example
            dc: example

            {people}
            """);
        Directory.CreateDirectory(slapd._home["db"]);
        (await slapd._home.RunAsync("slapadd", "-f", "slapd.conf", "-l", "people.ldif")).MustSucceed();
        await slapd.StartAsync();
        return slapd;
    }

    /// <summary>Somebody with mail.</summary>
    public static string Person(string name, string password, params string[] more) => $"""
        dn: uid={name},{Base}
        objectClass: inetOrgPerson
        uid: {name}
        cn: {name}
        sn: {name}
        userPassword: {password}
        {string.Join('\n', more)}


        """;

    public async Task StartAsync()
    {
        _process = new ServerProcess(DebianRoot.Command(_home.Inside, "slapd", ["-d", "0", "-f", "slapd.conf", "-h", string.Create(
            CultureInfo.InvariantCulture, $"ldap://127.0.0.1:{Port} ldaps://127.0.0.1:{TlsPort}")]));
        await _process.WaitAsync<object>(async () =>
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, TlsPort);
                return client;
            }
            catch (SocketException)
            {
                return null;
            }
        }, TimeSpan.FromSeconds(60));
    }

    public async Task StopAsync()
    {
        await _process!.DisposeAsync();
        _process = null;
    }

    /// <summary>Changes entries (LDIF with changetype).</summary>
    public async Task ModifyAsync(string changes) => (await _home.RunWithInputAsync(
        changes, "ldapmodify", "-x", "-H", string.Create(CultureInfo.InvariantCulture, $"ldap://127.0.0.1:{Port}"), "-D", Administrator, "-w", Password)).MustSucceed();

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        _home.Dispose();
    }

    private void WriteCertificates()
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authority = new CertificateRequest("CN=The test's authority", authorityKey, HashAlgorithmName.SHA256);
        authority.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        using X509Certificate2 signer = authority.CreateSelfSigned(now.AddDays(-1), now.AddDays(10));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 certificate = request.Create(signer, now.AddDays(-1), now.AddDays(9), [1, 2, 3, 4]);
        _home.Write("authority.pem", signer.ExportCertificatePem());
        _home.Write("certificate.pem", certificate.ExportCertificatePem());
        _home.Write("key.pem", key.ExportPkcs8PrivateKeyPem());
    }
}
