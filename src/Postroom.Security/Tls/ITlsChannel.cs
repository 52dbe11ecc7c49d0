using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography.X509Certificates;

namespace Postroom.Security;

/// <summary>What mechanisms ask of the TLS connection below them.</summary>
public interface ITlsChannel
{
    /// <summary>True if mechanisms may bind to it: then every type that clients are to know of can be had (RFC 9266).</summary>
    bool CanBind { get; }

    /// <summary>The certificate that the client showed, if it was asked and had one; that it holds the key is proven, nothing else.</summary>
    X509Certificate2? ClientCertificate { get; }

    /// <summary>The channel binding data of a type (RFC 5056), such as <c>tls-exporter</c>; false for a type that is not to be had here.</summary>
    bool TryGetBinding(string type, [NotNullWhen(true)] out byte[]? binding);
}
