using System.Security.Cryptography;

namespace Postroom.Security;

/// <summary>Remembers for a short while that a password was right, so that a client with ten connections costs one PBKDF2.</summary>
/// <remarks>Kept are digests under a key of this process, made over account, verifier and password: neither a password nor anything to
/// test one against offline is in memory, and a changed password is another entry.</remarks>
internal sealed class ProvenLogins(TimeProvider time, TimeSpan lifetime, int limit)
{
    private readonly Lazy<byte[]> _key = new(static () => RandomNumberGenerator.GetBytes(32)); // with the first login: OpenSSL is loaded for it
    private readonly Lock _gate = new();
    private readonly TwoGenerations<Guid, long> _provenAt = new(limit);

    public bool Contains(Guid account, ScramVerifier verifier, ReadOnlySpan<byte> password)
    {
        Guid digest = Digest(account, verifier, password);
        lock (_gate)
        {
            if (!_provenAt.TryGet(digest, out long at))
                return false;
            if (time.GetElapsedTime(at) < lifetime)
                return true;
            _provenAt.Remove(digest);
            return false;
        }
    }

    public void Add(Guid account, ScramVerifier verifier, ReadOnlySpan<byte> password)
    {
        Guid digest = Digest(account, verifier, password);
        lock (_gate)
            _provenAt.Set(digest, time.GetTimestamp());
    }

    private Guid Digest(Guid account, ScramVerifier verifier, ReadOnlySpan<byte> password)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key.Value);
        Span<byte> octets = stackalloc byte[SHA256.HashSizeInBytes];
        account.TryWriteBytes(octets, bigEndian: true, out _);
        hmac.AppendData(octets[..16]);
        hmac.AppendData(verifier.StoredKey);
        hmac.AppendData(password);
        hmac.GetHashAndReset(octets);
        return new Guid(octets[..16]);
    }
}
