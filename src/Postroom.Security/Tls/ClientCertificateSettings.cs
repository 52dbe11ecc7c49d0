using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Postroom.Security;

/// <summary>What <see cref="ClientCertificates"/> are read from.</summary>
public sealed record ClientCertificateSettings
{
    /// <summary>A PEM file with certificates of authorities, roots and perhaps intermediates; null for none.</summary>
    public string? AuthoritiesPath { get; init; }

    /// <summary>Files with those authorities' lists of revoked certificates, PEM or DER (RFC 5280 §5). With one, every authority needs a list.</summary>
    public IReadOnlyList<string> RevocationListPaths { get; init; } = [];

    /// <summary>Account names by SHA-256 fingerprints (hexadecimal, upper case); an empty one for a certificate that is nobody's any more.</summary>
    public IReadOnlyDictionary<string, string> Accounts { get; init; } = new Dictionary<string, string>();

    /// <summary>What all of it says now: another one where a path, a file's octets or an account is another.</summary>
    internal byte[] Digest()
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string path in AuthoritiesPath is null ? RevocationListPaths : [AuthoritiesPath, .. RevocationListPaths])
        {
            Append(digest, path);
            AppendFile(digest, path);
        }

        foreach ((string fingerprint, string account) in Accounts.OrderBy(static one => one.Key, StringComparer.Ordinal))
            Append(digest, $"{fingerprint}={account}");
        return digest.GetHashAndReset();
    }

    // With its length, so that no two texts are like one.
    private static void Append(IncrementalHash digest, string text) =>
        digest.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{text.Length}:{text}")));

    // No more of it than would be read.
    private static void AppendFile(IncrementalHash digest, string path)
    {
        long length = 0;
        try
        {
            using FileStream file = CertificateFiles.Open(path);
            byte[] buffer = new byte[64 << 10];
            for (int count; length <= CertificateFiles.MaxOctets && (count = file.Read(buffer)) > 0; length += count)
                digest.AppendData(buffer, 0, count);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            digest.AppendData("cannot be read"u8); // which Load says, with the reason
        }

        Append(digest, length.ToString(CultureInfo.InvariantCulture));
    }
}
