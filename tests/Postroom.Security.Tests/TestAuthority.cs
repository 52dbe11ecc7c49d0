using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Postroom.Security.Tests;

/// <summary>An authority that gives out clients' certificates, good ones and others (ECDSA P-256).</summary>
public sealed class TestAuthority : IDisposable
{
    public const string ForClients = "1.3.6.1.5.5.7.3.2";
    public const string ForServers = "1.3.6.1.5.5.7.3.1";

    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();

    /// <summary>One of its own making, or one that <paramref name="parent"/> vouches for.</summary>
    public TestAuthority(string name, TestAuthority? parent = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        Certificate = parent is null ? request.CreateSelfSigned(_now.AddDays(-100), _now.AddDays(100)) : Sign(request, parent.Certificate, key, -90, 90);
    }

    /// <summary>Its certificate, with the key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>A certificate with its key.</summary>
    /// <param name="email">Its alternative name of that kind; null for none.</param>
    /// <param name="fromDay">From how many days from now on it is good.</param>
    /// <param name="toDay">Until when.</param>
    /// <param name="use">What it is for; null where it does not say.</param>
    /// <param name="serial">Its number; null for one of its own.</param>
    public X509Certificate2 Issue(string? email, int fromDay = -1, int toDay = 10, string? use = ForClients, byte[]? serial = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Sign(Request(key, email is null ? [] : [email], use), Certificate, key, fromDay, toDay, serial);
    }

    /// <summary>Its list of those that it has revoked, in PEM.</summary>
    /// <param name="toDay">Until when it is good, in days from now.</param>
    /// <param name="revoked">Who is on it.</param>
    public string List(int toDay, params X509Certificate2[] revoked) => new TestRevocationList
    {
        Authority = Certificate,
        ThisUpdate = _now.AddDays(toDay - 10),
        NextUpdate = _now.AddDays(toDay),
        Serials = [.. revoked.Select(static one => one.SerialNumberBytes.ToArray())],
    }.EncodePem();

    /// <summary>The same with several addresses.</summary>
    public X509Certificate2 IssueFor(params string[] emails)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Sign(Request(key, emails, ForClients), Certificate, key, -1, 10);
    }

    /// <summary>One that says where its authority's own can be had.</summary>
    public X509Certificate2 IssuePointingTo(string url, string email)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = Request(key, [email], ForClients);
        request.CertificateExtensions.Add(new X509AuthorityInformationAccessExtension(null, [url]));
        return Sign(request, Certificate, key, -1, 10);
    }

    /// <summary>A certificate that nobody vouches for.</summary>
    public static X509Certificate2 SelfMade(string email, int fromDay = -1, int toDay = 10, string? use = ForClients)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        return Request(key, [email], use).CreateSelfSigned(now.AddDays(fromDay), now.AddDays(toDay));
    }

    /// <summary>Writes certificates to a PEM file, the first with its key.</summary>
    public static void Write(string path, params X509Certificate2[] certificates)
    {
        using ECDsa? key = certificates[0].GetECDsaPrivateKey();
        File.WriteAllText(path, string.Join('\n', certificates.Select(static one => one.ExportCertificatePem())) + "\n" + key?.ExportPkcs8PrivateKeyPem() + "\n");
    }

    public void Dispose() => Certificate.Dispose();

    private static CertificateRequest Request(ECDsa key, string[] emails, string? use)
    {
        var request = new CertificateRequest("CN=client", key, HashAlgorithmName.SHA256);
        if (use is not null)
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], critical: false));
        if (emails.Length == 0)
            return request;
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("laptop.example.org");
        foreach (string email in emails)
            names.AddEmailAddress(email);
        request.CertificateExtensions.Add(names.Build());
        return request;
    }

    private X509Certificate2 Sign(CertificateRequest request, X509Certificate2 issuer, ECDsa key, int fromDay, int toDay, byte[]? serial = null)
    {
        using X509Certificate2 signed = request.Create(issuer, _now.AddDays(fromDay), _now.AddDays(toDay), serial ?? [1, .. RandomNumberGenerator.GetBytes(8)]);
        return signed.CopyWithPrivateKey(key);
    }
}
