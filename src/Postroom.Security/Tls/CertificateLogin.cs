using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Postroom.Security;

/// <summary>By what a client came in that showed a certificate (EXTERNAL).</summary>
/// <param name="certificates">Who judges it.</param>
/// <param name="certificate">What it showed.</param>
/// <param name="name">The one of the certificate's names that was an account's.</param>
public sealed class CertificateLogin(ClientCertificates certificates, X509Certificate2 certificate, string name)
{
    /// <summary>The same for each login by this certificate to this name.</summary>
    public string Identity { get; } = $"{certificate.GetCertHashString(HashAlgorithmName.SHA256)} {name}";

    /// <summary>True if it would let in to the same name now.</summary>
    public bool IsCurrent => certificates.NamesOf(certificate).Contains(name);
}
