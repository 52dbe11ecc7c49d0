using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Postroom.Security.Tests;

/// <summary>Certificates with their keys, as files.</summary>
public static class TestPem
{
    /// <summary>Writes a new one with its key (ECDSA P-256) to one file; its SHA-256 fingerprint.</summary>
    public static string Write(string path, string commonName, params string[] names)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={commonName}", key, HashAlgorithmName.SHA256);
        if (names.Length > 0)
        {
            var alternative = new SubjectAlternativeNameBuilder();
            foreach (string name in names)
                alternative.AddDnsName(name);
            request.CertificateExtensions.Add(alternative.Build());
        }

        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(10));
        File.WriteAllText(path, made.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n");
        return made.GetCertHashString(HashAlgorithmName.SHA256);
    }
}
