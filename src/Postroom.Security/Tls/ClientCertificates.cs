using System.Formats.Asn1;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Postroom.Security;

/// <summary>Which certificates of clients are believed, and whose they are.</summary>
/// <remarks>A certificate is somebody's if its fingerprint is named, or if it chains to one of the authorities named (never the system's) and has an email
/// address. Either way it must be of its time, and not for other uses than a TLS client's. Nothing is asked of anybody: what is revoked is said by
/// naming its fingerprint as nobody's.</remarks>
public sealed class ClientCertificates
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2"; // id-kp-clientAuth (RFC 5280 §4.2.1.12)
    private const int MaxNames = 10;
    private const int MaxSeen = 10_000;

    private static readonly Asn1Tag Rfc822Name = new(TagClass.ContextSpecific, 1); // GeneralName ::= CHOICE { ... rfc822Name [1] IA5String ... }

    private readonly X509Certificate2Collection _roots = [];
    private readonly X509Certificate2Collection _intermediates = [];
    private readonly IReadOnlyDictionary<string, string> _accounts;
    private readonly TimeProvider _time;

    // A resumed connection has the certificate, but not what was sent with it.
    private readonly Lock _gate = new();
    private readonly TwoGenerations<string, X509Certificate2[]> _sentWith = new(MaxSeen);

    private ClientCertificates(IReadOnlyDictionary<string, string> accounts, TimeProvider time) => (_accounts, _time) = (accounts, time);

    /// <summary>Reads the authorities.</summary>
    /// <param name="authoritiesPath">A PEM file with certificates of authorities, roots and perhaps intermediates; null for none.</param>
    /// <param name="accounts">Account names by SHA-256 fingerprints (hexadecimal, upper case); an empty one for a certificate that is nobody's any more.</param>
    /// <param name="time">Says what is expired.</param>
    /// <exception cref="TlsMaterialException">The file cannot be used.</exception>
    public static ClientCertificates Load(string? authoritiesPath, IReadOnlyDictionary<string, string> accounts, TimeProvider time)
    {
        var loaded = new ClientCertificates(accounts, time);
        if (authoritiesPath is null)
            return loaded;
        foreach (X509Certificate2 certificate in CertificateFiles.LoadCertificates(authoritiesPath))
        {
            bool isRoot = certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);
            (isRoot ? loaded._roots : loaded._intermediates).Add(certificate);
        }

        return loaded._roots.Count > 0
            ? loaded
            : throw new TlsMaterialException($"The file '{authoritiesPath}' holds no root certificate: an authority whose own certificate is signed by another needs that one's too.");
    }

    /// <summary>The names of accounts that a certificate may stand for, the likeliest first; empty for one that is not believed.</summary>
    /// <param name="certificate">Whose holder has proved, by TLS, that it has the key.</param>
    public IReadOnlyList<string> NamesOf(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        if (_accounts.TryGetValue(FingerprintOf(certificate), out string? account))
            return account.Length > 0 && IsOfItsTime(certificate) && IsForClients(certificate) ? [account] : [];
        return IsOfOurAuthorities(certificate) ? EmailsOf(certificate) : [];
    }

    /// <summary>Lets every certificate pass, and clients without one: what a certificate is good for is asked when it is used. Remembers what came with it.</summary>
    internal bool Note(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors != SslPolicyErrors.None || certificate is not X509Certificate2 leaf || chain is null)
            return true;
        X509Certificate2[] between = [.. chain.ChainElements.Skip(1).SkipLast(1).Select(static element => X509CertificateLoader.LoadCertificate(element.Certificate.RawDataMemory.Span))];
        if (between.Length > 0)
        {
            lock (_gate)
                _sentWith.Set(FingerprintOf(leaf), between);
        }

        return true;
    }

    /// <summary>The authorities as clients are told of them, so that a program with several certificates knows which to show; null where the system cannot tell.</summary>
    internal SslCertificateTrust? Told() => _roots.Count > 0 && (OperatingSystem.IsLinux() || OperatingSystem.IsMacOS())
        ? SslCertificateTrust.CreateForX509Collection(_roots, sendTrustInHandshake: true)
        : null;

    /// <summary>How a chain is built: to our authorities, asking nobody for what is missing. A client says where that would be.</summary>
    internal X509ChainPolicy ChainPolicy()
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        policy.CustomTrustStore.AddRange(_roots);
        policy.ExtraStore.AddRange(_intermediates);
        return policy;
    }

    private static string FingerprintOf(X509Certificate2 certificate) => certificate.GetCertHashString(HashAlgorithmName.SHA256);

    private bool IsOfItsTime(X509Certificate2 certificate)
    {
        DateTimeOffset now = _time.GetUtcNow();
        return now >= certificate.NotBefore && now <= certificate.NotAfter;
    }

    // One that says nothing is for everything.
    private static bool IsForClients(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>()
            .All(static uses => uses.EnhancedKeyUsages.Cast<Oid>().Any(static use => use.Value == ClientAuthentication));

    private bool IsOfOurAuthorities(X509Certificate2 certificate)
    {
        if (_roots.Count == 0)
            return false;
        using var chain = new X509Chain();
        chain.ChainPolicy = ChainPolicy();
        chain.ChainPolicy.VerificationTime = _time.GetUtcNow().LocalDateTime;
        lock (_gate)
        {
            if (_sentWith.TryGet(FingerprintOf(certificate), out X509Certificate2[]? between))
                chain.ChainPolicy.ExtraStore.AddRange(between);
        }

        bool isTrusted = chain.Build(certificate);
        foreach (X509ChainElement element in chain.ChainElements)
            element.Certificate.Dispose();
        return isTrusted;
    }

    // rfc822Name of the subject's alternative names, as they stand there (RFC 5280 §4.2.1.6).
    private static List<string> EmailsOf(X509Certificate2 certificate)
    {
        List<string> emails = [];
        foreach (X509SubjectAlternativeNameExtension extension in certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>())
        {
            try
            {
                AsnReader names = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
                while (names.HasData && emails.Count < MaxNames)
                {
                    if (names.PeekTag().HasSameClassAndValue(Rfc822Name))
                        emails.Add(names.ReadCharacterString(UniversalTagNumber.IA5String, Rfc822Name));
                    else
                        names.ReadEncodedValue();
                }
            }
            catch (AsnContentException)
            {
                return []; // an authority that writes such names is not believed about them
            }
        }

        return emails;
    }
}
