using System.Security.Cryptography.X509Certificates;

namespace Postroom.Security;

/// <summary>A certificate with its key, and the intermediates to send with it.</summary>
internal sealed record CertificateChain(X509Certificate2 Leaf, X509Certificate2Collection Intermediates);
