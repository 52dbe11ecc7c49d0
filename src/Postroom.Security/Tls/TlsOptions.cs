using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Postroom.Security;

/// <summary>Makes the options of a certificate's handshakes.</summary>
internal static class TlsOptions
{
    private static readonly TlsCipherSuite[] ForwardSecret =
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
    ];

    /// <exception cref="TlsMaterialException">Nobody could be served with these settings here.</exception>
    public static void Demand(TlsSettings settings)
    {
        if (settings.RequiresTls13 && OperatingSystem.IsMacOS())
            throw new TlsMaterialException("TLS 1.3 cannot be demanded on macOS: its system library serves TLS 1.2 only.");
        if (settings.CipherSuites.Count == 0)
            return;
        if (OperatingSystem.IsWindows())
            throw new TlsMaterialException("TLS cipher suites cannot be chosen on Windows: its own policy says which there are.");
        foreach (TlsCipherSuite suite in settings.CipherSuites)
        {
            if (!TlsSettings.IsSound(suite))
                throw new TlsMaterialException($"The TLS cipher suite {suite} has no forward secrecy, or a broken cipher.");
        }

        if (settings.RequiresTls13 && !settings.CipherSuites.Any(TlsSettings.IsOfTls13))
            throw new TlsMaterialException("None of the TLS cipher suites is one of TLS 1.3, which is demanded: name one, such as TLS_AES_128_GCM_SHA256.");
    }

    /// <summary>Options for all handshakes with this certificate.</summary>
    public static SslServerAuthenticationOptions For(CertificateChain chain, TlsSettings settings)
    {
        // Made once: it holds the chain ready to send, and the session tickets' keys.
        var context = SslStreamCertificateContext.Create(chain.Leaf, chain.Intermediates, offline: true, settings.ClientCertificates?.Told());
        if (settings.CipherSuites.Count > 0)
            return Of(context, settings, Policy(settings.CipherSuites));
        SslServerAuthenticationOptions options = Of(context, settings, null);

        // RFC 9325 §4.1: no RSA key exchange. With an ECDSA key there is none, and most systems do none by themselves. Where ours does,
        // we say which suites we do, which costs 16 KiB a connection, because .NET shares OpenSSL's context among connections only
        // without a policy. Windows has group policy for this.
        return OperatingSystem.IsWindows() || settings.RequiresTls13 || chain.Leaf.GetRSAPublicKey() is null || !RsaKeyExchange.IsPossible(options)
            ? options
            : Of(context, settings, Policy(ForwardSecret));
    }

    private static SslServerAuthenticationOptions Of(SslStreamCertificateContext context, TlsSettings settings, CipherSuitesPolicy? suites) => new()
    {
        ServerCertificateContext = context,
#pragma warning disable CA5398 // "Let the system choose" would let an old system choose TLS 1.0 (RFC 8996).
        EnabledSslProtocols = settings.RequiresTls13 ? SslProtocols.Tls13 : SslProtocols.Tls12 | SslProtocols.Tls13,
#pragma warning restore CA5398
        AllowRenegotiation = false,
        AllowTlsResume = true,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        ClientCertificateRequired = settings.ClientCertificates is not null, // asked for; who has none passes the callback
        CertificateChainPolicy = settings.ClientCertificates?.ChainPolicy(),
        RemoteCertificateValidationCallback = settings.ClientCertificates is { } clients ? clients.Note : null,
        CipherSuitesPolicy = suites,
        ApplicationProtocols = settings.ApplicationProtocols.Count == 0 ? null : Protocols(settings.ApplicationProtocols),
    };

    private static List<SslApplicationProtocol> Protocols(IReadOnlyList<string> names)
    {
        var protocols = new List<SslApplicationProtocol>();
        foreach (string name in names)
        {
            protocols.Add(new SslApplicationProtocol(name));
        }

        return protocols;
    }

#pragma warning disable CA1416 // not asked on Windows
    private static CipherSuitesPolicy Policy(IEnumerable<TlsCipherSuite> suites) => new(suites);
#pragma warning restore CA1416
}
