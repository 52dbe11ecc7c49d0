using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Postroom.Testing;

/// <summary>A certificate for localhost, made in memory.</summary>
internal static class TestCertificate
{
    internal static X509Certificate2 Create(DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using X509Certificate2 made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
        // A key that only lives in memory cannot be used for TLS on every system: through PKCS #12 it can.
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}
