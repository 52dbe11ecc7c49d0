using System.Net.Security;

namespace Postroom.Security;

/// <summary>A certificate in use, with the options that its handshakes share.</summary>
internal sealed class LoadedCertificate(CertificateChain chain, byte[] digest, TlsSettings settings)
{
    private readonly Lazy<SslServerAuthenticationOptions> _options = new(() => TlsOptions.For(chain, settings));

    public CertificateChain Chain { get; } = chain;

    /// <summary>Of the files it came from.</summary>
    public byte[] Digest { get; } = digest;

    public DateTimeOffset NotAfter => Chain.Leaf.NotAfter.ToUniversalTime();

    public SslServerAuthenticationOptions Options => _options.Value;

    public void Prepare() => _ = _options.Value;
}
