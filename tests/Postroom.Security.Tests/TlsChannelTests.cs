using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Postroom.Security.Tests;

public sealed class TlsChannelTests
{
    // This system makes none any more.
    private const string SignedWithSha1 = """
        -----BEGIN CERTIFICATE-----
        MIIBfDCCASSgAwIBAgIUDuSyf2DjlRligGzAhhL0tKD55VYwCQYHKoZIzj0EATAU
        MRIwEAYDVQQDDAlsb2NhbGhvc3QwIBcNMjYxMTIyMDcyMTA1WhgPMjEyNjEwMjkw
        NzIxMDVaMBQxEjAQBgNVBAMMCWxvY2FsaG9zdDBZMBMGByqGSM49AgEGCCqGSM49
        AwEHA0IABDxE+wujn025heLTF8f5NpECuJ4z2Ql29u5yxN/P44nxkj6L5zohJoT6
        me+QSAS6/5l+qp/muX7+ga1lxj6wO0GjUzBRMB0GA1UdDgQWBBT54N/7iSzxDXW3
        91UoSjSJOdS46zAfBgNVHSMEGDAWgBT54N/7iSzxDXW391UoSjSJOdS46zAPBgNV
        HRMBAf8EBTADAQH/MAkGByqGSM49BAEDRwAwRAIgH7lUq0ZJP2YWCsWEqYs/Niid
        PnG8dAzSzEAD4uumpN4CIHB6B1XnBvEi1kdMulLdXska/hcvJoYjhydAMAMtAwPa
        -----END CERTIFICATE-----
        """;

    /// <summary>RFC 9266: both ends export the same, and each connection something else.</summary>
    [Fact]
    public async Task Both_ends_of_a_connection_export_the_same()
    {
        if (!OperatingSystem.IsLinux())
            return; // there is no way to it
        using X509Certificate2 certificate = Certificate(HashAlgorithmName.SHA256);
        byte[] first = await ExportAsync(certificate), second = await ExportAsync(certificate);
        Assert.Equal(32, first.Length);
        Assert.NotEqual(Convert.ToHexString(first), Convert.ToHexString(second));
    }

    [Fact]
    public async Task Nothing_is_bound_under_tls_1_2()
    {
        using X509Certificate2 certificate = Certificate(HashAlgorithmName.SHA256);
        (SslStream server, SslStream client) = await ConnectAsync(certificate, SslProtocols.Tls12);
        await using (server)
        await using (client)
        {
            var channel = new TlsChannel(server);
            Assert.False(channel.CanBind);
            Assert.False(channel.TryGetBinding("tls-exporter", out _));
            Assert.False(channel.TryGetBinding("tls-server-end-point", out _));
            Assert.Null(channel.ClientCertificate);
        }
    }

    /// <summary>RFC 5929 §4.1: the signature's hash function, but SHA-256 for MD5 and SHA-1.</summary>
    [Theory]
    [InlineData("SHA256")]
    [InlineData("SHA384")]
    [InlineData("SHA512")]
    public void The_end_point_is_hashed_as_its_signature_is(string hash)
    {
        using X509Certificate2 certificate = Certificate(new HashAlgorithmName(hash));
        Assert.Equal(
            Convert.ToHexString(CryptographicOperations.HashData(new HashAlgorithmName(hash), certificate.RawData)), Convert.ToHexString(TlsChannel.EndPoint(certificate)!));
    }

    [Fact]
    public void A_signature_with_sha_1_is_hashed_with_sha_256()
    {
        using X509Certificate2 certificate = X509Certificate2.CreateFromPem(SignedWithSha1);
        Assert.Equal("1.2.840.10045.4.1", certificate.SignatureAlgorithm.Value); // ecdsa-with-SHA1
        Assert.Equal(Convert.ToHexString(SHA256.HashData(certificate.RawData)), Convert.ToHexString(TlsChannel.EndPoint(certificate)!));
    }

    [Fact]
    public void A_signature_without_one_hash_function_has_no_end_point()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pss);
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(1));
        Assert.Null(TlsChannel.EndPoint(certificate));
    }

    private static async Task<byte[]> ExportAsync(X509Certificate2 certificate)
    {
        (SslStream server, SslStream client) = await ConnectAsync(certificate, SslProtocols.Tls13);
        await using (server)
        await using (client)
        {
            var channel = new TlsChannel(server);
            Assert.True(channel.CanBind);
            Assert.True(channel.TryGetBinding("tls-exporter", out byte[]? ours));
            Assert.True(TlsExporter.TryExport(client, out byte[]? theirs));
            Assert.Equal(Convert.ToHexString(theirs), Convert.ToHexString(ours));
            Assert.True(channel.TryGetBinding("tls-server-end-point", out byte[]? endPoint));
            Assert.Equal(Convert.ToHexString(SHA256.HashData(certificate.RawData)), Convert.ToHexString(endPoint));
            Assert.False(channel.TryGetBinding("tls-unique", out _));
            return ours;
        }
    }

    [SuppressMessage("Security", "CA5359", Justification = "The certificate was made for this test.")]
    [SuppressMessage("Security", "CA5398", Justification = "The version is what is tested.")]
    private static async Task<(SslStream Server, SslStream Client)> ConnectAsync(X509Certificate2 certificate, SslProtocols version)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        TcpClient server = await listener.AcceptTcpClientAsync();
        var serverTls = new SslStream(server.GetStream());
        var clientTls = new SslStream(client.GetStream(), false, static (_, _, _, _) => true);
        await Task.WhenAll(
            serverTls.AuthenticateAsServerAsync(certificate, false, version, false),
            clientTls.AuthenticateAsClientAsync("localhost", null, version, false));
        return (serverTls, clientTls);
    }

    private static X509Certificate2 Certificate(HashAlgorithmName hash)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, hash);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }
}
