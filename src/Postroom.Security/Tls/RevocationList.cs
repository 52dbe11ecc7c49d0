using System.Security.Cryptography.X509Certificates;

namespace Postroom.Security;

/// <summary>An authority's list of the certificates that are not to be believed any more (CertificateList, RFC 5280 §5.1).</summary>
internal sealed class RevocationList
{
    private readonly SerialNumber[] _revoked;

    public RevocationList(X500DistinguishedName issuer, DateTimeOffset thisUpdate, DateTimeOffset nextUpdate, SerialNumber[] revoked, RevocationListSignature signature)
    {
        (Issuer, ThisUpdate, NextUpdate, _revoked, Signature) = (issuer, thisUpdate, nextUpdate, revoked, signature);
        Array.Sort(_revoked);
    }

    public X500DistinguishedName Issuer { get; }

    public DateTimeOffset ThisUpdate { get; }

    /// <summary>When there is a newer one at the latest.</summary>
    public DateTimeOffset NextUpdate { get; }

    /// <summary>Null once it has been verified.</summary>
    public RevocationListSignature? Signature { get; private set; }

    public int Count => _revoked.Length;

    /// <summary>True for a certificate of <see cref="Issuer"/> that is on it, and for one whose number cannot be.</summary>
    public bool Revokes(X509Certificate2 certificate) =>
        !SerialNumber.TryRead(certificate.SerialNumberBytes.Span, out SerialNumber serial) || Array.BinarySearch(_revoked, serial) >= 0;

    /// <summary>True if this authority has signed it, and may.</summary>
    public bool IsBy(X509Certificate2 authority) =>
        Signature is { } signature && authority.SubjectName.RawData.AsSpan().SequenceEqual(Issuer.RawData) && MaySign(authority) && signature.IsBy(authority);

    /// <summary>Lets go of the octets that were signed.</summary>
    public void ForgetSignature() => Signature = null;

    // RFC 5280 §6.3.3 (f): a certificate that says what its key is for must name this.
    private static bool MaySign(X509Certificate2 authority) =>
        authority.Extensions.OfType<X509KeyUsageExtension>().All(static usage => usage.KeyUsages.HasFlag(X509KeyUsageFlags.CrlSign));
}
