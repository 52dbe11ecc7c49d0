using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Postroom.Security;

/// <summary>Reads certificates, keys and chains from files.</summary>
internal static class CertificateFiles
{
    /// <summary>No file is longer, nor are all lists of revoked certificates together: some two million certificates on them.</summary>
    public const long MaxOctets = 64 << 20;

    public static CertificateChain LoadPem(string certificatePath, string keyPath)
    {
        string certificates = ReadText(certificatePath, "certificate");
        string key = certificatePath == keyPath ? certificates : ReadText(keyPath, "key");
        try
        {
            var all = new X509Certificate2Collection();
            all.ImportFromPem(certificates);
            if (all.Count == 0)
                throw new TlsMaterialException($"The certificate file '{certificatePath}' holds no PEM certificate.");
            X509Certificate2 leaf = WithUsableKey(X509Certificate2.CreateFromPem(certificates, key));
            foreach (X509Certificate2 same in all.Where(one => one.Thumbprint == leaf.Thumbprint).ToArray())
                all.Remove(same);
            return new(leaf, all);
        }
        catch (Exception failure) when (failure is CryptographicException or ArgumentException)
        {
            throw new TlsMaterialException(
                $"The key in '{keyPath}' does not fit the first certificate in '{certificatePath}', or one of them is damaged or encrypted.",
                failure);
        }
    }

    /// <summary>Certificates alone, one at least.</summary>
    public static X509Certificate2Collection LoadCertificates(string path)
    {
        var all = new X509Certificate2Collection();
        string text = ReadText(path, "certificate");
        try
        {
            all.ImportFromPem(text);
        }
        catch (CryptographicException failure)
        {
            throw new TlsMaterialException($"The certificate file '{path}' is damaged.", failure);
        }

        // Of half a file what is whole would be taken, and the rest be missed.
        if (text.AsSpan().Count("-----BEGIN CERTIFICATE-----") != all.Count)
            throw new TlsMaterialException($"The certificate file '{path}' is damaged.");
        return all.Count > 0 ? all : throw new TlsMaterialException($"The certificate file '{path}' holds no PEM certificate.");
    }

    public static CertificateChain LoadPkcs12(string path, string? password)
    {
        byte[] octets = ReadOctets(path, "certificate");
        try
        {
            X509Certificate2Collection all = X509CertificateLoader.LoadPkcs12Collection(octets, password);
            X509Certificate2 leaf = all.FirstOrDefault(static one => one.HasPrivateKey)
                ?? throw new TlsMaterialException($"The file '{path}' holds no certificate with its private key.");
            all.Remove(leaf);
            return new(leaf, all);
        }
        catch (CryptographicException failure)
        {
            throw new TlsMaterialException($"The file '{path}' is no PKCS#12 file, or its password is another one.", failure);
        }
    }

    // Windows' TLS does not take keys that exist only in memory, as PEM's do.
    public static X509Certificate2 WithUsableKey(X509Certificate2 certificate)
    {
        if (!OperatingSystem.IsWindows())
            return certificate;
        using (certificate)
            return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>A whole file.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="what">Before " file", in the sentence that says what is wrong.</param>
    /// <param name="max">No more octets than that.</param>
    /// <exception cref="TlsMaterialException">It cannot be read.</exception>
    public static byte[] ReadOctets(string path, string what, long max = MaxOctets)
    {
        try
        {
            using FileStream file = Open(path);
            using var whole = new MemoryStream(file.CanSeek ? (int)Math.Min(file.Length, max) : 0);
            byte[] buffer = new byte[16 << 10];
            for (int count; (count = file.Read(buffer)) > 0;) // whatever it says of its length: it may grow meanwhile, or have none
            {
                if (whole.Length + count > max)
                    throw new TlsMaterialException($"The {what} file '{path}' is too large: {MaxOctets >> 20} MiB are read, of all lists of revoked certificates together.");
                whole.Write(buffer, 0, count);
            }

            return whole.Capacity == whole.Length ? whole.GetBuffer() : whole.ToArray();
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new TlsMaterialException($"The {what} file '{path}' does not exist.", failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            string why = Directory.Exists(path) ? "it is a folder" : failure is UnauthorizedAccessException ? "this user may not" : "the system cannot";
            throw new TlsMaterialException($"The {what} file '{path}' cannot be read: {why}.", failure);
        }
    }

    public static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1);

    private static string ReadText(string path, string what) => System.Text.Encoding.UTF8.GetString(ReadOctets(path, what));
}
