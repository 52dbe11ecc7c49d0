using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Postroom.Security;

/// <summary>The server's certificate and TLS settings, as the options for the next handshake. It can be reloaded while clients are connected.</summary>
/// <remarks>TLS 1.2 and 1.3 only, no RSA key exchange, no renegotiation (RFC 8314, RFC 9325); sessions can be resumed.</remarks>
public sealed class TlsMaterial
{
    private readonly Func<CertificateChain> _load;
    private volatile Loaded _current;

    private TlsMaterial(Func<CertificateChain> load)
    {
        _load = load;
        _current = new Loaded(load());
    }

    /// <summary>For the next handshake; the same object until a reload.</summary>
    /// <remarks>The first who asks waits while they are made: the system's root certificates are looked through, which takes as long as the
    /// rest of a server's start. <see cref="Prepare"/> has it done before.</remarks>
    public SslServerAuthenticationOptions Options => _current.Options;

    /// <summary>The last moment at which clients take the certificate.</summary>
    public DateTimeOffset NotAfter => _current.Chain.Leaf.NotAfter.ToUniversalTime();

    /// <summary>The certificate's SHA-256 fingerprint, hexadecimal: what a person compares with what the client shows.</summary>
    public string Fingerprint => _current.Chain.Leaf.GetCertHashString(HashAlgorithmName.SHA256);

    /// <summary>The certificate in DER, for channel bindings (RFC 5929 §4).</summary>
    public ReadOnlyMemory<byte> Certificate => _current.Chain.Leaf.RawData;

    /// <summary>From PEM files: the certificate, then its intermediates; the key, perhaps in the same file.</summary>
    /// <exception cref="TlsMaterialException">They cannot be read or do not fit.</exception>
    public static TlsMaterial FromPem(string certificatePath, string? keyPath = null) =>
        new(() => CertificateFiles.LoadPem(certificatePath, keyPath ?? certificatePath));

    /// <summary>From a PKCS#12 file (.p12, .pfx).</summary>
    /// <exception cref="TlsMaterialException">It cannot be read, or the password is another one.</exception>
    public static TlsMaterial FromPkcs12(string path, string? password = null) => new(() => CertificateFiles.LoadPkcs12(path, password));

    /// <summary>A certificate of our own for localhost and this machine's name (ECDSA P-256), kept in <paramref name="directory"/>,
    /// readable by us only, and made anew once it has expired.</summary>
    /// <exception cref="TlsMaterialException">It cannot be read or written.</exception>
    public static TlsMaterial SelfSigned(string directory, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        return new(() => SelfSignedCertificate.LoadOrCreate(directory, time));
    }

    /// <summary>Reads the files again; connections stay as they are, new handshakes get the new certificate.</summary>
    /// <exception cref="TlsMaterialException">The new ones cannot be used; the old ones stay.</exception>
    public void Reload()
    {
        var next = new Loaded(_load());
        next.Prepare();
        _current = next;
    }

    /// <summary>Makes <see cref="Options"/> on this thread, if nobody has.</summary>
    public void Prepare() => _current.Prepare();

    private sealed class Loaded(CertificateChain chain)
    {
        private readonly Lazy<SslServerAuthenticationOptions> _options = new(
            () => ForwardSecret(SslStreamCertificateContext.Create(chain.Leaf, chain.Intermediates, offline: true), chain.Leaf));

        public CertificateChain Chain { get; } = chain;

        public SslServerAuthenticationOptions Options => _options.Value;

        public void Prepare() => _ = _options.Value;

        // RFC 9325 §4.1: no RSA key exchange. With an ECDSA key there is none, and most systems do none by themselves. Where ours does,
        // we say which suites we do, which costs 16 KiB a connection, because .NET shares OpenSSL's context among connections only
        // without a policy. Windows has group policy for this.
        private static SslServerAuthenticationOptions ForwardSecret(SslStreamCertificateContext context, X509Certificate2 leaf)
        {
            SslServerAuthenticationOptions options = Of(context, null);
            return OperatingSystem.IsWindows() || leaf.GetRSAPublicKey() is null || !RsaKeyExchange.IsPossible(options) ? options : Of(context, Suites());
        }

        private static SslServerAuthenticationOptions Of(SslStreamCertificateContext context, CipherSuitesPolicy? suites) => new()
        {
            // Made once: it holds the chain ready to send, and the session tickets' keys.
            ServerCertificateContext = context,
#pragma warning disable CA5398 // "Let the system choose" would let an old system choose TLS 1.0 (RFC 8996).
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
#pragma warning restore CA5398
            AllowRenegotiation = false,
            AllowTlsResume = true,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            CipherSuitesPolicy = suites,
        };

#pragma warning disable CA1416 // not asked on Windows
        private static CipherSuitesPolicy Suites() => new(
#pragma warning restore CA1416
        [
            TlsCipherSuite.TLS_AES_128_GCM_SHA256,
            TlsCipherSuite.TLS_AES_256_GCM_SHA384,
            TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256,
            TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
            TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
            TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
            TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
            TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
            TlsCipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
        ]);
    }
}
