using System.Security.Cryptography;

namespace Postroom.Security;

/// <summary>Remembers for a short while that a password was right, so that a client with ten connections costs one PBKDF2.</summary>
/// <remarks>Kept are digests under a key of this process, made over account, what it was proven against (a verifier's key, or a directory's mark) and password: neither a password nor anything to
/// test one against offline is in memory, and a changed password is another entry.</remarks>
internal sealed class ProvenLogins(TimeProvider time, TimeSpan lifetime, int limit)
{
    private readonly Lazy<byte[]> _key = new(static () => RandomNumberGenerator.GetBytes(32)); // with the first login: OpenSSL is loaded for it
    private readonly Lock _gate = new();
    private readonly TwoGenerations<Guid, long> _provenAt = new(limit);
    private readonly Dictionary<Guid, long> _voidBefore = [];

    public bool Contains(Guid account, ReadOnlySpan<byte> against, ReadOnlySpan<byte> password)
    {
        Guid digest = Digest(account, against, password);
        lock (_gate)
        {
            if (!_provenAt.TryGet(digest, out long at))
                return false;
            if (time.GetElapsedTime(at) < lifetime && !(_voidBefore.TryGetValue(account, out long voided) && at <= voided))
                return true;
            _provenAt.Remove(digest);
            return false;
        }
    }

    public void Add(Guid account, ReadOnlySpan<byte> against, ReadOnlySpan<byte> password)
    {
        Guid digest = Digest(account, against, password);
        lock (_gate)
            _provenAt.Set(digest, time.GetTimestamp());
    }

    /// <summary>What was proven of an account until now is not believed any more.</summary>
    public void Forget(Guid account)
    {
        lock (_gate)
        {
            foreach (Guid old in _voidBefore.Where(entry => time.GetElapsedTime(entry.Value) >= lifetime).Select(static entry => entry.Key).ToArray())
                _voidBefore.Remove(old); // all from before is too old by itself
            _voidBefore[account] = time.GetTimestamp();
        }
    }

    private Guid Digest(Guid account, ReadOnlySpan<byte> against, ReadOnlySpan<byte> password)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key.Value);
        Span<byte> octets = stackalloc byte[SHA256.HashSizeInBytes];
        account.TryWriteBytes(octets, bigEndian: true, out _);
        hmac.AppendData(octets[..16]);
        hmac.AppendData(against);
        hmac.AppendData(password);
        hmac.GetHashAndReset(octets);
        return new Guid(octets[..16]);
    }
}
