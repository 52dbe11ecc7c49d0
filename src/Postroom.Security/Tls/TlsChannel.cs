using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Postroom.Security;

/// <summary>What a server's <see cref="SslStream"/> gives to mechanisms.</summary>
/// <remarks>Channel bindings are had under TLS 1.3 only: there tls-exporter is what clients take (RFC 9266 §2). What they take under 1.2, tls-unique, is
/// no good without extended master secrets (RFC 7677 §4), and whether those are used the framework does not say.</remarks>
public sealed class TlsChannel(SslStream tls) : ITlsChannel
{
    /// <inheritdoc/>
    public bool CanBind => tls.SslProtocol == SslProtocols.Tls13 && TlsExporter.IsSupported;

    /// <inheritdoc/>
    public X509Certificate2? ClientCertificate => tls.RemoteCertificate as X509Certificate2;

    /// <inheritdoc/>
    public bool TryGetBinding(string type, [NotNullWhen(true)] out byte[]? binding)
    {
        binding = null;
        if (!CanBind)
            return false;
        if (type == "tls-exporter")
            return TlsExporter.TryExport(tls, out binding);
        if (type == "tls-server-end-point" && tls.LocalCertificate is X509Certificate2 own)
            binding = EndPoint(own);
        return binding is not null;
    }

    /// <summary>tls-server-end-point: the server's certificate, hashed as its own signature is, but by SHA-256 at least (RFC 5929 §4.1). Null where
    /// the signature has no one hash function.</summary>
    public static byte[]? EndPoint(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return certificate.SignatureAlgorithm.Value switch
        {
            "1.2.840.113549.1.1.4" or "1.2.840.113549.1.1.5" or "1.2.840.10045.4.1" // MD5 and SHA-1
                or "1.2.840.113549.1.1.11" or "1.2.840.10045.4.3.2" => SHA256.HashData(certificate.RawData),
            "1.2.840.113549.1.1.12" or "1.2.840.10045.4.3.3" => SHA384.HashData(certificate.RawData),
            "1.2.840.113549.1.1.13" or "1.2.840.10045.4.3.4" => SHA512.HashData(certificate.RawData),
            _ => null, // RSASSA-PSS, Ed25519
        };
    }
}
