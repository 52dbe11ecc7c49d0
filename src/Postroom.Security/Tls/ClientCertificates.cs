using System.Formats.Asn1;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Postroom.Security;

/// <summary>Which certificates of clients are believed, and whose they are. What it goes by can be read again while clients are connected.</summary>
/// <remarks>A certificate is somebody's if its fingerprint is named, or if it chains to one of the authorities named (never the system's) and has an email
/// address. Either way it must be of its time, not for other uses than a TLS client's, and on none of the lists of revoked ones. Nothing is asked of anybody.</remarks>
public sealed class ClientCertificates
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2"; // id-kp-clientAuth (RFC 5280 §4.2.1.12)
    private const int MaxNames = 10;
    private const int MaxSeen = 10_000;

    private static readonly Asn1Tag Rfc822Name = new(TagClass.ContextSpecific, 1); // GeneralName ::= CHOICE { ... rfc822Name [1] IA5String ... }

    private readonly TimeProvider _time;

    // A resumed connection has the certificate, but not what was sent with it.
    private readonly Lock _gate = new();
    private readonly TwoGenerations<string, X509Certificate2[]> _sentWith = new(MaxSeen);

    private readonly Lock _reloading = new();
    private volatile ClientTrust _current;

    private ClientCertificates(ClientTrust trust, TimeProvider time) => (_current, _time) = (trust, time);

    /// <summary>Reads the authorities and their lists of revoked certificates.</summary>
    /// <param name="settings">Where they are, and whose single certificates are.</param>
    /// <param name="time">Says what is expired.</param>
    /// <exception cref="TlsMaterialException">A file cannot be used.</exception>
    public static ClientCertificates Load(ClientCertificateSettings settings, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new(ClientTrust.Load(settings), time);
    }

    /// <summary>Reads all of it again, as <paramref name="settings"/> say now. What cannot be used changes nothing: it is all or nothing.</summary>
    public ClientCertificateReload Reload(ClientCertificateSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        lock (_reloading)
        {
            ClientTrust before = _current;
            if (settings.Digest().AsSpan().SequenceEqual(before.Digest))
                return new(IsNew: false, HasNewAuthorities: false, null);
            try
            {
                _current = ClientTrust.Load(settings);
                return new(IsNew: true, !_current.HasAuthoritiesOf(before), null);
            }
            catch (TlsMaterialException unusable)
            {
                return new(IsNew: false, HasNewAuthorities: false, unusable.Message);
            }
        }
    }

    /// <summary>What an administrator should mend, a sentence each: authorities whose certificates nobody is believed by, since their list is missing or out of date.</summary>
    public IReadOnlyList<string> Shortcomings() => [.. (_current.Lists?.Shortcomings(_time.GetUtcNow()) ?? []).Distinct()];

    /// <summary>The names of accounts that a certificate may stand for, the likeliest first; empty for one that is not believed.</summary>
    /// <param name="certificate">Whose holder has proved, by TLS, that it has the key.</param>
    public IReadOnlyList<string> NamesOf(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        ClientTrust trust = _current;
        if (trust.Accounts.TryGetValue(FingerprintOf(certificate), out string? account))
            return account.Length > 0 && IsOfItsTime(certificate) && IsForClients(certificate) && trust.Lists?.Revoke(certificate) != true ? [account] : [];
        return IsOfAuthorities(trust, certificate) ? EmailsOf(certificate) : [];
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
    internal SslCertificateTrust? Told() => _current.Roots is { Count: > 0 } roots && (OperatingSystem.IsLinux() || OperatingSystem.IsMacOS())
        ? SslCertificateTrust.CreateForX509Collection(roots, sendTrustInHandshake: true)
        : null;

    /// <summary>How a chain is built: to our authorities, asking nobody for what is missing. A client says where that would be.</summary>
    internal X509ChainPolicy ChainPolicy() => ChainPolicy(_current);

    private static X509ChainPolicy ChainPolicy(ClientTrust trust)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        policy.CustomTrustStore.AddRange(trust.Roots);
        policy.ExtraStore.AddRange(trust.Intermediates);
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

    private bool IsOfAuthorities(ClientTrust trust, X509Certificate2 certificate)
    {
        if (trust.Roots.Count == 0)
            return false;
        DateTimeOffset now = _time.GetUtcNow();
        using var chain = new X509Chain();
        chain.ChainPolicy = ChainPolicy(trust);
        chain.ChainPolicy.VerificationTime = now.LocalDateTime;
        lock (_gate)
        {
            if (_sentWith.TryGet(FingerprintOf(certificate), out X509Certificate2[]? between))
                chain.ChainPolicy.ExtraStore.AddRange(between);
        }

        bool isTrusted = chain.Build(certificate)
            && trust.Lists?.Allow([.. chain.ChainElements.Select(static element => element.Certificate)], now) != false;
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
