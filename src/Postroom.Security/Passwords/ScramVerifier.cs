using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;

namespace Postroom.Security;

/// <summary>All that is kept of a password: what SCRAM-SHA-256 needs to check it, from which it cannot be had back (RFC 5802 §3, RFC 7677).</summary>
/// <remarks>Also checks PLAIN and LOGIN. Its text form is <c>SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey</c>, base64.</remarks>
public sealed class ScramVerifier
{
    /// <summary>PBKDF2 rounds for new verifiers. RFC 7677 §4 asks for 4,096 at least; SCRAM clients must do them too, phones among them.</summary>
    public const int DefaultIterations = 10_000;

    private const string Scheme = "SCRAM-SHA-256";
    private const int KeyOctets = SHA256.HashSizeInBytes;
    private const int MaxIterations = 10_000_000;

    private readonly byte[] _salt;
    private readonly byte[] _storedKey;
    private readonly byte[] _serverKey;

    private ScramVerifier(byte[] salt, int iterations, byte[] storedKey, byte[] serverKey) =>
        (_salt, Iterations, _storedKey, _serverKey) = (salt, iterations, storedKey, serverKey);

    /// <summary>PBKDF2 rounds.</summary>
    public int Iterations { get; }

    /// <summary>The salt that a SCRAM client is told.</summary>
    public ReadOnlySpan<byte> Salt => _salt;

    internal ReadOnlySpan<byte> StoredKey => _storedKey;

    /// <summary>Makes one for a new password, with a random salt.</summary>
    /// <param name="password">In UTF-8, prepared (<see cref="Password.TryPrepareNew"/>).</param>
    /// <param name="iterations">4,096 to 10,000,000.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer or more iterations.</exception>
    public static ScramVerifier Create(ReadOnlySpan<byte> password, int iterations = DefaultIterations)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(iterations, 4096);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(iterations, MaxIterations);
        return Derive(password, RandomNumberGenerator.GetBytes(16), iterations);
    }

    /// <summary>Reads the text form; false if it is another scheme's, or damaged.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ScramVerifier? verifier)
    {
        verifier = null;
        if (text?.Split('$') is not [Scheme, var first, var second] || first.Split(':') is not [var rounds, var salt] ||
            second.Split(':') is not [var storedKey, var serverKey])
        {
            return false;
        }

        if (!int.TryParse(rounds, NumberStyles.None, CultureInfo.InvariantCulture, out int iterations) ||
            iterations is < 1 or > MaxIterations || !TryDecode(salt, out byte[] saltOctets) || saltOctets.Length == 0 ||
            !TryDecode(storedKey, out byte[] stored) || stored.Length != KeyOctets ||
            !TryDecode(serverKey, out byte[] server) || server.Length != KeyOctets)
        {
            return false;
        }

        verifier = new(saltOctets, iterations, stored, server);
        return true;
    }

    /// <summary>Is this the password? Takes as long for a wrong one as for the right one.</summary>
    /// <param name="password">In UTF-8, prepared.</param>
    public bool Verify(ReadOnlySpan<byte> password)
    {
        ScramVerifier same = Derive(password, _salt, Iterations);
        return CryptographicOperations.FixedTimeEquals(same._storedKey, _storedKey);
    }

    /// <summary>Checks a SCRAM client's proof over the exchange's AuthMessage (RFC 5802 §3).</summary>
    public bool VerifyProof(ReadOnlySpan<byte> authMessage, ReadOnlySpan<byte> clientProof)
    {
        if (clientProof.Length != KeyOctets)
            return false;
        Span<byte> key = stackalloc byte[KeyOctets];
        HMACSHA256.HashData(_storedKey, authMessage, key); // ClientSignature
        for (int index = 0; index < key.Length; index++)
            key[index] ^= clientProof[index]; // ClientKey := ClientProof XOR ClientSignature
        Span<byte> storedKey = stackalloc byte[KeyOctets];
        SHA256.HashData(key, storedKey);
        CryptographicOperations.ZeroMemory(key);
        return CryptographicOperations.FixedTimeEquals(storedKey, _storedKey);
    }

    /// <summary>ServerSignature: proves to a SCRAM client that we know its verifier (RFC 5802 §3).</summary>
    public byte[] ServerSignature(ReadOnlySpan<byte> authMessage) => HMACSHA256.HashData(_serverKey, authMessage);

    /// <summary>The text form, for the store.</summary>
    public string ToText() => string.Create(CultureInfo.InvariantCulture,
        $"{Scheme}${Iterations}:{Convert.ToBase64String(_salt)}${Convert.ToBase64String(_storedKey)}:{Convert.ToBase64String(_serverKey)}");

    /// <summary>Not the text form, which must not get into logs.</summary>
    public override string ToString() => $"{Scheme} verifier";

    internal static ScramVerifier Derive(ReadOnlySpan<byte> password, byte[] salt, int iterations)
    {
        Span<byte> salted = stackalloc byte[KeyOctets];
        Span<byte> clientKey = stackalloc byte[KeyOctets];
        Rfc2898DeriveBytes.Pbkdf2(password, salt, salted, iterations, HashAlgorithmName.SHA256);
        HMACSHA256.HashData(salted, "Client Key"u8, clientKey);
        var derived = new ScramVerifier(salt, iterations, SHA256.HashData(clientKey), HMACSHA256.HashData(salted, "Server Key"u8));
        CryptographicOperations.ZeroMemory(salted);
        CryptographicOperations.ZeroMemory(clientKey);
        return derived;
    }

    /// <summary>A verifier that no password fits, for names that do not exist: same salt each time, same work.</summary>
    internal static ScramVerifier Fake(ReadOnlySpan<byte> key, string name)
    {
        byte[] octets = HMACSHA256.HashData(key, System.Text.Encoding.UTF8.GetBytes(name));
        return new(octets[..16], DefaultIterations, RandomNumberGenerator.GetBytes(KeyOctets), octets);
    }

    private static bool TryDecode(string base64, out byte[] octets)
    {
        octets = new byte[base64.Length];
        bool isBase64 = Convert.TryFromBase64String(base64, octets, out int length);
        octets = octets[..length];
        return isBase64;
    }
}
