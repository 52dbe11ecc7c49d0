using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Postroom.Security.Tests;

public sealed class TlsMaterialTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("postroom-tls-").FullName;
    private readonly ManualTime _time = new();

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void A_certificate_of_our_own_is_made_once_and_kept()
    {
        TlsMaterial first = TlsMaterial.SelfSigned(_directory, _time);
        TlsMaterial second = TlsMaterial.SelfSigned(_directory, _time);
        Assert.Equal(first.Fingerprint, second.Fingerprint);
        using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(first.Certificate.Span);
        Assert.Equal("1.2.840.10045.3.1.7", certificate.GetECDsaPublicKey()!.ExportParameters(false).Curve.Oid.Value); // P-256
        Assert.True(certificate.MatchesHostname("localhost"));
        Assert.True(certificate.MatchesHostname("127.0.0.1"));
        Assert.True(certificate.MatchesHostname("::1"));
        Assert.Equal(["self-signed.crt", "self-signed.key"], Directory.GetFiles(_directory).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void The_key_is_readable_by_us_alone()
    {
        if (OperatingSystem.IsWindows())
            return; // has no modes: there the folder's access list holds
        TlsMaterial.SelfSigned(_directory, _time);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_directory, "self-signed.key")));
    }

    [Fact]
    public void An_expired_one_is_made_anew()
    {
        TlsMaterial material = TlsMaterial.SelfSigned(_directory, _time);
        string before = material.Fingerprint;
        _time.Advance(TimeSpan.FromDays(826));
        material.Reload();
        Assert.NotEqual(before, material.Fingerprint);
        Assert.True(material.NotAfter > _time.GetUtcNow());
    }

    [Fact]
    public void Pem_with_its_key_in_the_same_file_or_another()
    {
        TlsMaterial made = TlsMaterial.SelfSigned(_directory, _time);
        string certificate = Path.Combine(_directory, "self-signed.crt"), key = Path.Combine(_directory, "self-signed.key");
        Assert.Equal(made.Fingerprint, TlsMaterial.FromPem(certificate, key).Fingerprint);
        string both = Path.Combine(_directory, "both.pem");
        File.WriteAllText(both, File.ReadAllText(key) + File.ReadAllText(certificate));
        Assert.Equal(made.Fingerprint, TlsMaterial.FromPem(both).Fingerprint);
    }

    [Fact]
    public void Pkcs12_with_its_password()
    {
        TlsMaterial made = TlsMaterial.SelfSigned(_directory, _time);
        using X509Certificate2 certificate = X509Certificate2.CreateFromPemFile(
            Path.Combine(_directory, "self-signed.crt"), Path.Combine(_directory, "self-signed.key"));
        string path = Path.Combine(_directory, "cert.p12");
        File.WriteAllBytes(path, certificate.Export(X509ContentType.Pkcs12, "geheim"));
        Assert.Equal(made.Fingerprint, TlsMaterial.FromPkcs12(path, "geheim").Fingerprint);
        Assert.Contains("its password is another one", Message(() => TlsMaterial.FromPkcs12(path, "falsch")), StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_used_is_said_in_one_sentence_naming_the_file()
    {
        TlsMaterial.SelfSigned(_directory, _time);
        string certificate = Path.Combine(_directory, "self-signed.crt"), other = Path.Combine(_directory, "other.key");
        using (var key = ECDsa.Create(ECCurve.NamedCurves.nistP256))
            File.WriteAllText(other, key.ExportPkcs8PrivateKeyPem());
        string absent = Path.Combine(_directory, "absent.pem");
        Assert.Equal($"The certificate file '{absent}' does not exist.", Message(() => TlsMaterial.FromPem(absent)));
        Assert.Contains("does not fit", Message(() => TlsMaterial.FromPem(certificate, other)), StringComparison.Ordinal);
        Assert.Contains("holds no PEM certificate", Message(() => TlsMaterial.FromPem(other)), StringComparison.Ordinal);
    }

    /// <summary>It is renewed beside its clients, without files that anybody changed.</summary>
    [Fact]
    public void An_expired_one_counts_as_changed()
    {
        TlsMaterial material = TlsMaterial.SelfSigned(_directory, _time);
        Assert.Empty(material.ReloadChanged());
        _time.Advance(TimeSpan.FromDays(825));
        Assert.True(Assert.Single(material.ReloadChanged()).IsNew);
        Assert.Empty(material.ReloadChanged());
    }

    [Fact]
    public async Task A_reload_changes_what_the_next_client_sees()
    {
        TlsMaterial material = TlsMaterial.SelfSigned(_directory, _time);
        SslServerAuthenticationOptions old = material.Options;
        Assert.Same(old, material.Options);
        string first = await ShakeHandsAsync(material.Options, SslProtocols.Tls13);
        _time.Advance(TimeSpan.FromDays(826));
        material.Reload();
        string second = await ShakeHandsAsync(material.Options, SslProtocols.Tls12);
        Assert.NotEqual(first, second);
        Assert.Equal(material.Fingerprint, second);
        Assert.Equal(first, await ShakeHandsAsync(old, SslProtocols.Tls13)); // handshakes under way finish
    }

    [Fact]
    public async Task A_failed_reload_leaves_what_was()
    {
        TlsMaterial.SelfSigned(_directory, _time);
        string certificate = Path.Combine(_directory, "self-signed.crt"), key = Path.Combine(_directory, "self-signed.key");
        TlsMaterial material = TlsMaterial.FromPem(certificate, key);
        File.WriteAllText(certificate, "gone");
        Assert.Contains("holds no PEM certificate", Assert.Single(material.Reload()).Problem, StringComparison.Ordinal);
        Assert.Equal(material.Fingerprint, await ShakeHandsAsync(material.Options, SslProtocols.Tls13));
    }

    [Fact]
    public async Task Tls_1_1_is_refused()
    {
        TlsMaterial material = TlsMaterial.SelfSigned(_directory, _time);
#pragma warning disable CA5397, SYSLIB0039 // that these are old is what is tested
        await Assert.ThrowsAnyAsync<Exception>(() => ShakeHandsAsync(material.Options, SslProtocols.Tls11));
#pragma warning restore CA5397, SYSLIB0039
    }

    [Theory]
    [InlineData(SslProtocols.Tls12, false)]
    [InlineData(SslProtocols.Tls13, true)]
    public async Task Tls_1_3_can_be_demanded(SslProtocols offered, bool isServed)
    {
        if (OperatingSystem.IsMacOS())
            return; // its system library has none for servers, which the start says
        TlsMaterial material = TlsMaterial.SelfSigned(_directory, _time, new TlsSettings { RequiresTls13 = true });
        if (isServed)
            Assert.Equal(material.Fingerprint, await ShakeHandsAsync(material.Options, offered));
        else
            await Assert.ThrowsAnyAsync<Exception>(() => ShakeHandsAsync(material.Options, offered));
    }

    [Theory]
    [InlineData(TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, true)]
    [InlineData(TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, false)]
    public async Task Only_the_suites_that_are_named_are_done(TlsCipherSuite offered, bool isServed)
    {
        if (OperatingSystem.IsWindows())
            return; // it takes none, which the start says
        TlsMaterial material = TlsMaterial.SelfSigned(
            _directory, _time, new TlsSettings { CipherSuites = [TlsCipherSuite.TLS_AES_256_GCM_SHA384, TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256] });
        if (isServed)
            Assert.NotEmpty(await ShakeHandsAsync(material.Options, SslProtocols.Tls12, offered));
        else
            await Assert.ThrowsAnyAsync<Exception>(() => ShakeHandsAsync(material.Options, SslProtocols.Tls12, offered));
    }

    [Theory]
    [InlineData(TlsCipherSuite.TLS_AES_128_GCM_SHA256, true)]
    [InlineData(TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, true)]
    [InlineData(TlsCipherSuite.TLS_DHE_RSA_WITH_AES_256_GCM_SHA384, true)]
    [InlineData(TlsCipherSuite.TLS_RSA_WITH_AES_128_GCM_SHA256, false)]
    [InlineData(TlsCipherSuite.TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA, false)]
    [InlineData(TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_NULL_SHA, false)]
    [InlineData(TlsCipherSuite.TLS_ECDHE_RSA_WITH_RC4_128_SHA, false)]
    [InlineData(TlsCipherSuite.TLS_DH_anon_WITH_AES_128_GCM_SHA256, false)]
    [InlineData(TlsCipherSuite.TLS_ECDH_RSA_WITH_AES_128_GCM_SHA256, false)]
    [InlineData(TlsCipherSuite.TLS_NULL_WITH_NULL_NULL, false)]
    public void A_suite_without_forward_secrecy_or_with_a_broken_cipher_is_refused(TlsCipherSuite suite, bool isSound)
    {
        Assert.Equal(isSound, TlsSettings.IsSound(suite));
        if (!isSound && !OperatingSystem.IsWindows())
            Assert.Contains(suite.ToString(), Message(() => TlsMaterial.SelfSigned(_directory, _time, new TlsSettings { CipherSuites = [suite] })), StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_that_would_serve_nobody_are_a_sentence()
    {
        if (OperatingSystem.IsWindows() || OperatingSystem.IsMacOS())
            return; // they say another
        var settings = new TlsSettings { RequiresTls13 = true, CipherSuites = [TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256] };
        Assert.Contains("name one, such as TLS_AES_128_GCM_SHA256", Message(() => TlsMaterial.SelfSigned(_directory, _time, settings)), StringComparison.Ordinal);
    }

    /// <summary>Without forward secrecy a stolen key opens all that was ever recorded.</summary>
    [Theory]
    [InlineData(TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, true)]
    [InlineData(TlsCipherSuite.TLS_RSA_WITH_AES_128_GCM_SHA256, false)]
    public async Task An_rsa_certificate_is_used_with_ecdhe_only(TlsCipherSuite suite, bool isAllowed)
    {
        if (OperatingSystem.IsWindows())
            return; // which suites there are is the machine's policy
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 made = request.CreateSelfSigned(_time.GetUtcNow().AddDays(-1), _time.GetUtcNow().AddDays(1));
        string path = Path.Combine(_directory, "rsa.pem");
        File.WriteAllText(path, made.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
        SslServerAuthenticationOptions options = TlsMaterial.FromPem(path).Options;
        if (isAllowed)
            Assert.NotEmpty(await ShakeHandsAsync(options, SslProtocols.Tls12, suite));
        else
            await Assert.ThrowsAnyAsync<AuthenticationException>(() => ShakeHandsAsync(options, SslProtocols.Tls12, suite));
    }

    /// <summary>What a policy costs in memory is paid only where the system would do RSA key exchange; that is found out by asking.</summary>
    [Theory]
    [InlineData(TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, null, false)]
    [InlineData(TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, TlsCipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA, true)]
    [InlineData(TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384, null, true)] // not even the client that must be served was
    public void Whether_a_server_does_rsa_key_exchange_is_found_out(TlsCipherSuite first, TlsCipherSuite? second, bool isPossible)
    {
        if (OperatingSystem.IsWindows())
            return; // which suites there are is the machine's policy
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 made = request.CreateSelfSigned(_time.GetUtcNow().AddDays(-1), _time.GetUtcNow().AddDays(1));
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificate = made,
            CipherSuitesPolicy = new(second is { } suite ? [first, suite] : [first]),
        };
        Assert.Equal(isPossible, RsaKeyExchange.IsPossible(options));
    }

    private static string Message(Action action) => Assert.Throws<TlsMaterialException>(action).Message;

    private static async Task<string> ShakeHandsAsync(
        SslServerAuthenticationOptions options, SslProtocols protocol, TlsCipherSuite? suite = null)
    {
        using var listening = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listening.Start();
        using var client = new TcpClient();
        await client.ConnectAsync((System.Net.IPEndPoint)listening.LocalEndpoint);
        using TcpClient accepted = await listening.AcceptTcpClientAsync();
        await using var server = new SslStream(accepted.GetStream());
        string seen = "";
        await using var peer = new SslStream(client.GetStream(), leaveInnerStreamOpen: false, (_, certificate, _, _) =>
        {
            seen = certificate!.GetCertHashString(HashAlgorithmName.SHA256);
            return seen.Length > 0;
        });
        Task serving = server.AuthenticateAsServerAsync(options);
        try
        {
            await peer.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                EnabledSslProtocols = protocol,
                CipherSuitesPolicy = suite is { } only && !OperatingSystem.IsWindows() ? new([only]) : null,
            });
        }
        finally
        {
            await serving;
        }

        return seen;
    }
}
