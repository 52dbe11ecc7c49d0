namespace Postroom.Security;

/// <summary>Where a certificate lies.</summary>
/// <param name="CertificatePath">A PEM file: the certificate, then its intermediates.</param>
/// <param name="KeyPath">A PEM file with its private key; null when it stands in the same file.</param>
public sealed record CertificateFile(string CertificatePath, string? KeyPath = null);
