using System.Security.Cryptography;

namespace Postroom.Security;

/// <summary>Where a certificate comes from, and whether there is a new one.</summary>
internal sealed class CertificateSource(string name, IReadOnlyList<string> files, Func<CertificateChain> load, Func<CertificateChain, bool> isOld)
{
    /// <summary>What a person knows it by.</summary>
    public string Name { get; } = name;

    /// <exception cref="TlsMaterialException">It cannot be used.</exception>
    public CertificateChain Load() => load();

    /// <summary>True for one that no longer serves, whatever its files hold.</summary>
    public bool IsOld(CertificateChain current) => isOld(current);

    public static CertificateSource Pem(CertificateFile file) => new(
        file.CertificatePath,
        file.KeyPath is { } key ? [file.CertificatePath, key] : [file.CertificatePath],
        () => CertificateFiles.LoadPem(file.CertificatePath, file.KeyPath ?? file.CertificatePath),
        static _ => false);

    public static CertificateSource Pkcs12(string path, string? password) =>
        new(path, [path], () => CertificateFiles.LoadPkcs12(path, password), static _ => false);

    public static CertificateSource SelfSigned(string directory, TimeProvider time) => new(
        directory, [], () => SelfSignedCertificate.LoadOrCreate(directory, time), current => SelfSignedCertificate.IsOld(current, time));

    /// <summary>What its files hold now. By octets, not by date: a link that points elsewhere, or a copy that kept its date, is seen too.</summary>
    public byte[] Digest()
    {
        if (files.Count == 0)
            return [];
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string file in files)
        {
            try
            {
                digest.AppendData(File.ReadAllBytes(file));
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                digest.AppendData("cannot be read"u8); // which Load says, with the reason
            }

            digest.AppendData([0]);
        }

        return digest.GetHashAndReset();
    }
}
