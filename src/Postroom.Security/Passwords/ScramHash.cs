using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Postroom.Security;

/// <summary>A hash function that SCRAM is run with: SHA-1 (RFC 5802), SHA-256 (RFC 7677), SHA-512 (draft-melnikov-scram-sha-512).</summary>
public sealed class ScramHash
{
    /// <summary>For programs that know no other. What SCRAM needs of it, SHA-1 still gives (RFC 6194 §3.3).</summary>
    public static readonly ScramHash Sha1 = new("SCRAM-SHA-1", HashAlgorithmName.SHA1, SHA1.HashSizeInBytes);

    /// <summary>What every account has.</summary>
    public static readonly ScramHash Sha256 = new("SCRAM-SHA-256", HashAlgorithmName.SHA256, SHA256.HashSizeInBytes);

    /// <summary>The strongest, and on 64-bit machines the fastest.</summary>
    public static readonly ScramHash Sha512 = new("SCRAM-SHA-512", HashAlgorithmName.SHA512, SHA512.HashSizeInBytes);

    internal const int MaxOctets = SHA512.HashSizeInBytes;

    private readonly HashAlgorithmName _algorithm;

    private ScramHash(string mechanism, HashAlgorithmName algorithm, int octets) => (Mechanism, _algorithm, Octets) = (mechanism, algorithm, octets);

    /// <summary>All of them, the strongest first: the order in which their mechanisms are announced.</summary>
    public static IReadOnlyList<ScramHash> All { get; } = [Sha512, Sha256, Sha1];

    /// <summary>The mechanism's registered name, without -PLUS.</summary>
    public string Mechanism { get; }

    /// <summary>Octets of what it gives.</summary>
    public int Octets { get; }

    /// <summary>The hash function of the mechanism of that name; false if there is none.</summary>
    public static bool TryFind(string mechanism, [NotNullWhen(true)] out ScramHash? hash)
    {
        hash = All.FirstOrDefault(known => known.Mechanism == mechanism);
        return hash is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => Mechanism;

    internal byte[] H(ReadOnlySpan<byte> octets) => CryptographicOperations.HashData(_algorithm, octets);

    internal byte[] Hmac(ReadOnlySpan<byte> key, ReadOnlySpan<byte> octets) => CryptographicOperations.HmacData(_algorithm, key, octets);

    // Hi(str, salt, i) of RFC 5802 §2.2 is PBKDF2.
    internal void Hi(ReadOnlySpan<byte> text, ReadOnlySpan<byte> salt, int iterations, Span<byte> result) =>
        Rfc2898DeriveBytes.Pbkdf2(text, salt, result, iterations, _algorithm);
}
