using System.Net.Security;

namespace Postroom.Security;

/// <summary>What a handshake may agree on.</summary>
public sealed record TlsSettings
{
    /// <summary>True: TLS 1.3 only; otherwise TLS 1.2 too, which clients of before 2020 need (RFC 9325 §3.1.1).</summary>
    public bool RequiresTls13 { get; init; }

    /// <summary>The suites to do, the best first; empty: the system's, without RSA key exchange.</summary>
    /// <remarks>A list costs 16 KiB a connection and the resumption of sessions: .NET shares OpenSSL's context, which holds the tickets' keys, only without
    /// one. Windows takes none: its own policy says which there are.</remarks>
    public IReadOnlyList<TlsCipherSuite> CipherSuites { get; init; } = [];

    /// <summary>The protocols of the port, by their registered names (RFC 7301). A client that offers others only is refused; one that offers none is not.</summary>
    public IReadOnlyList<string> ApplicationProtocols { get; init; } = [];

    /// <summary>Says which clients' certificates are believed; null: none is asked for. A client that has none is served all the same.</summary>
    public ClientCertificates? ClientCertificates { get; init; }

    /// <summary>True for a suite that a server of today may do: forward secrecy, and a cipher that holds (RFC 9325 §4.1, §4.2).</summary>
    public static bool IsSound(TlsCipherSuite suite)
    {
        string name = suite.ToString();
        return (IsOfTls13(suite) || name.StartsWith("TLS_ECDHE_ECDSA_", StringComparison.Ordinal) || name.StartsWith("TLS_ECDHE_RSA_", StringComparison.Ordinal) ||
                name.StartsWith("TLS_DHE_RSA_", StringComparison.Ordinal))
            && !name.Contains("_NULL_", StringComparison.Ordinal) && !name.Contains("DES_", StringComparison.Ordinal) && !name.Contains("_RC4_", StringComparison.Ordinal);
    }

    internal static bool IsOfTls13(TlsCipherSuite suite) => (int)suite >> 8 == 0x13; // RFC 8446 §B.4
}
