using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;

namespace Postroom.Security;

/// <summary>What is kept of a password for one hash: what SCRAM needs to check it, from which it cannot be had back (RFC 5802 §3, RFC 7677).</summary>
/// <remarks>Also checks PLAIN and LOGIN. Its text form is <c>SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey</c>, base64.</remarks>
public sealed class ScramVerifier
{
    /// <summary>PBKDF2 rounds for new verifiers. RFC 7677 §4 asks for 4,096 at least; SCRAM clients must do them too, phones among them.</summary>
    public const int DefaultIterations = 10_000;

    /// <summary>RFC 5802 §5.1: at least so many.</summary>
    public const int MinIterations = 4096;

    /// <summary>More would keep a processor for seconds.</summary>
    public const int MaxIterations = 10_000_000;

    internal const int NewSaltOctets = 16;

    private readonly byte[] _salt;
    private readonly byte[] _storedKey;
    private readonly byte[] _serverKey;

    private ScramVerifier(ScramHash hash, byte[] salt, int iterations, byte[] storedKey, byte[] serverKey) =>
        (Hash, _salt, Iterations, _storedKey, _serverKey) = (hash, salt, iterations, storedKey, serverKey);

    /// <summary>The hash function.</summary>
    public ScramHash Hash { get; }

    /// <summary>PBKDF2 rounds.</summary>
    public int Iterations { get; }

    /// <summary>The salt that a SCRAM client is told.</summary>
    public ReadOnlySpan<byte> Salt => _salt;

    internal ReadOnlySpan<byte> StoredKey => _storedKey;

    /// <summary>Makes one for a new password, with SHA-256 and a random salt.</summary>
    /// <param name="password">In UTF-8, prepared (<see cref="Password.TryPrepareNew"/>).</param>
    /// <param name="iterations">4,096 to 10,000,000.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer or more iterations.</exception>
    public static ScramVerifier Create(ReadOnlySpan<byte> password, int iterations = DefaultIterations)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(iterations, MinIterations);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(iterations, MaxIterations);
        return Derive(ScramHash.Sha256, password, RandomNumberGenerator.GetBytes(NewSaltOctets), iterations);
    }

    /// <summary>Reads the text form; false if it is another scheme's, or damaged.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ScramVerifier? verifier)
    {
        verifier = null;
        if (text?.Split('$') is not [var scheme, var first, var second] || !ScramHash.TryFind(scheme, out ScramHash? hash) ||
            first.Split(':') is not [var rounds, var salt] || second.Split(':') is not [var storedKey, var serverKey])
        {
            return false;
        }

        if (!int.TryParse(rounds, NumberStyles.None, CultureInfo.InvariantCulture, out int iterations) ||
            iterations is < 1 or > MaxIterations || !TryDecode(salt, out byte[] saltOctets) || saltOctets.Length == 0 ||
            !TryDecode(storedKey, out byte[] stored) || stored.Length != hash.Octets ||
            !TryDecode(serverKey, out byte[] server) || server.Length != hash.Octets)
        {
            return false;
        }

        verifier = new(hash, saltOctets, iterations, stored, server);
        return true;
    }

    /// <summary>Is this the password? Takes as long for a wrong one as for the right one.</summary>
    /// <param name="password">In UTF-8, prepared.</param>
    public bool Verify(ReadOnlySpan<byte> password) => IsOf(Derive(Hash, password, _salt, Iterations));

    /// <summary>Checks a SCRAM client's proof over the exchange's AuthMessage (RFC 5802 §3).</summary>
    public bool VerifyProof(ReadOnlySpan<byte> authMessage, ReadOnlySpan<byte> clientProof)
    {
        if (clientProof.Length != Hash.Octets)
            return false;
        byte[] key = Hash.Hmac(_storedKey, authMessage); // ClientSignature
        for (int index = 0; index < key.Length; index++)
            key[index] ^= clientProof[index]; // ClientKey := ClientProof XOR ClientSignature
        byte[] storedKey = Hash.H(key);
        CryptographicOperations.ZeroMemory(key);
        return CryptographicOperations.FixedTimeEquals(storedKey, _storedKey);
    }

    /// <summary>ServerSignature: proves to a SCRAM client that we know its verifier (RFC 5802 §3).</summary>
    public byte[] ServerSignature(ReadOnlySpan<byte> authMessage) => Hash.Hmac(_serverKey, authMessage);

    /// <summary>The text form, for the store.</summary>
    public string ToText() => string.Create(CultureInfo.InvariantCulture,
        $"{Hash}${Iterations}:{Convert.ToBase64String(_salt)}${Convert.ToBase64String(_storedKey)}:{Convert.ToBase64String(_serverKey)}");

    /// <summary>Not the text form, which must not get into logs.</summary>
    public override string ToString() => $"{Hash} verifier";

    internal static ScramVerifier Derive(ScramHash hash, ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, int iterations)
    {
        Span<byte> salted = stackalloc byte[ScramHash.MaxOctets];
        salted = salted[..hash.Octets];
        hash.Hi(password, salt, iterations, salted);
        byte[] clientKey = hash.Hmac(salted, "Client Key"u8);
        var derived = new ScramVerifier(hash, salt.ToArray(), iterations, hash.H(clientKey), hash.Hmac(salted, "Server Key"u8));
        CryptographicOperations.ZeroMemory(salted);
        CryptographicOperations.ZeroMemory(clientKey);
        return derived;
    }

    /// <summary>A verifier that no password fits, for names that do not exist: same salt each time, same work.</summary>
    internal static ScramVerifier Fake(ScramHash hash, ReadOnlySpan<byte> key, string name, int iterations)
    {
        byte[] salt = HMACSHA256.HashData(key, System.Text.Encoding.UTF8.GetBytes($"{hash} {name}"))[..NewSaltOctets];
        return new(hash, salt, iterations, RandomNumberGenerator.GetBytes(hash.Octets), RandomNumberGenerator.GetBytes(hash.Octets));
    }

    /// <summary>Made with the same hash, salt and rounds: who tries a password against one need not compute it again for the other.</summary>
    internal bool IsBeside(ScramVerifier other) => Hash == other.Hash && Iterations == other.Iterations && Salt.SequenceEqual(other.Salt);

    /// <summary>Made of the same password as <paramref name="other"/>, beside which it is.</summary>
    internal bool IsOf(ScramVerifier other) => CryptographicOperations.FixedTimeEquals(other._storedKey, _storedKey);

    private static bool TryDecode(string base64, out byte[] octets)
    {
        octets = new byte[base64.Length];
        bool isBase64 = Convert.TryFromBase64String(base64, octets, out int length);
        octets = octets[..length];
        return isBase64;
    }
}
