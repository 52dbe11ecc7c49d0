using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Postroom.Net.Tests;

/// <summary>A certificate for localhost that lives as long as the test run; clients accept it and no other.</summary>
internal static class TestCertificate
{
    private static readonly Lazy<X509Certificate2> LazyInstance = new(Create);
    private static readonly Lazy<SslStreamCertificateContext> LazyContext = new(() => SslStreamCertificateContext.Create(Instance, null, offline: true));

    public static X509Certificate2 Instance => LazyInstance.Value;

    public static SslServerAuthenticationOptions ServerOptions => new()
    {
        ServerCertificateContext = LazyContext.Value,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
    };

    public static bool IsIt(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) =>
        certificate?.GetCertHashString() == Instance.GetCertHashString();

    private static X509Certificate2 Create()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}
