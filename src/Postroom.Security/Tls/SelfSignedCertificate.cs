using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Postroom.Security;

/// <summary>The certificate of a server that was given none: made at the first start, kept, made anew when it has expired.</summary>
internal static class SelfSignedCertificate
{
    private const string CertificateName = "self-signed.crt";
    private const string KeyName = "self-signed.key";
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(825); // the longest that Apple's clients take

    public static CertificateChain LoadOrCreate(string directory, TimeProvider time)
    {
        string certificatePath = Path.Combine(directory, CertificateName);
        string keyPath = Path.Combine(directory, KeyName);
        if (File.Exists(certificatePath) && File.Exists(keyPath))
        {
            CertificateChain kept = CertificateFiles.LoadPem(certificatePath, keyPath);
            if (!IsOld(kept, time))
                return kept;
            kept.Leaf.Dispose();
        }

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 made = Request(key).CreateSelfSigned(time.GetUtcNow().AddDays(-1), time.GetUtcNow() + Lifetime);
        try
        {
            Directory.CreateDirectory(directory);
            // The key first: a crash in between leaves a pair that does not fit only if there was an expired one before.
            File.Delete(certificatePath);
            WritePrivate(keyPath, key.ExportPkcs8PrivateKeyPem());
            WritePrivate(certificatePath, made.ExportCertificatePem());
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            string why = File.Exists(directory) ? "there is a file of that name" : failure is UnauthorizedAccessException ? "this user may not" : "the system cannot";
            throw new TlsMaterialException($"The self-signed certificate cannot be written to the folder '{directory}': {why}.", failure);
        }

        return CertificateFiles.LoadPem(certificatePath, keyPath);
    }

    /// <summary>True within a day of its end.</summary>
    public static bool IsOld(CertificateChain kept, TimeProvider time) =>
        kept.Leaf.NotAfter.ToUniversalTime() <= time.GetUtcNow().UtcDateTime.AddDays(1);

    private static CertificateRequest Request(ECDsa key)
    {
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName("Postroom, self-signed");
        var request = new CertificateRequest(name.Build(), key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        string machine = Environment.MachineName.ToLowerInvariant();
        if (machine != "localhost" && Uri.CheckHostName(machine) == UriHostNameType.Dns)
            names.AddDnsName(machine);
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false)); // serverAuth
        return request;
    }

    // Beside it and renamed, with its mode from the first octet on: nobody ever reads half a file, or our key.
    private static void WritePrivate(string path, string pem)
    {
        string temporary = path + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        File.Delete(temporary); // one that a crash left keeps its mode
        using (var file = new FileStream(temporary, options))
        {
            file.Write(System.Text.Encoding.ASCII.GetBytes(pem + "\n"));
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }
}
