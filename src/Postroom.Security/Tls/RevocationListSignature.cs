using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Postroom.Security;

/// <summary>The signature of a list of revoked certificates.</summary>
/// <param name="Algorithm">Its object identifier.</param>
/// <param name="Signed">The octets that are signed (tbsCertList).</param>
/// <param name="Value">The signature itself.</param>
internal sealed record RevocationListSignature(string Algorithm, ReadOnlyMemory<byte> Signed, byte[] Value)
{
    /// <summary>The hash of an algorithm that is sound and that .NET has (RFC 4055 §5, RFC 5758 §3.2); no SHA-1.</summary>
    private HashAlgorithmName? Hash => Algorithm switch
    {
        "1.2.840.113549.1.1.11" or "1.2.840.10045.4.3.2" => HashAlgorithmName.SHA256,
        "1.2.840.113549.1.1.12" or "1.2.840.10045.4.3.3" => HashAlgorithmName.SHA384,
        "1.2.840.113549.1.1.13" or "1.2.840.10045.4.3.4" => HashAlgorithmName.SHA512,
        _ => null,
    };

    /// <summary>False: whoever made it, it cannot be verified here.</summary>
    public bool IsKnown => Hash is not null;

    public bool IsBy(X509Certificate2 authority)
    {
        if (Hash is not { } hash)
            return false;
        try
        {
            return Verify(authority, hash);
        }
        catch (CryptographicException)
        {
            return false; // of a key that .NET cannot use nothing is verified
        }
    }

    private bool Verify(X509Certificate2 authority, HashAlgorithmName hash)
    {
        bool isRsa = Algorithm.StartsWith("1.2.840.113549.", StringComparison.Ordinal);
        using RSA? rsa = isRsa ? authority.GetRSAPublicKey() : null;
        using ECDsa? ecdsa = isRsa ? null : authority.GetECDsaPublicKey();
        return rsa?.VerifyData(Signed.Span, Value, hash, RSASignaturePadding.Pkcs1)
            ?? ecdsa?.VerifyData(Signed.Span, Value, hash, DSASignatureFormat.Rfc3279DerSequence) ?? false;
    }
}
