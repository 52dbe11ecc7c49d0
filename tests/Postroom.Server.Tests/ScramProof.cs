using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Postroom.Server.Tests;

/// <summary>A client's side of SCRAM-SHA-256 without channel binding (RFC 5802 §3), a message at a time, in base64.</summary>
internal sealed class ScramProof(string name, string password)
{
    private readonly string _bare = $"n={name},r={Guid.NewGuid():N}";

    public string First => Encode("n,," + _bare);

    public string Final(string challenge)
    {
        string serverFirst = Encoding.ASCII.GetString(Convert.FromBase64String(challenge));
        string[] parts = serverFirst.Split(',');
        string withoutProof = $"c={Encode("n,,")},{parts[0]}";
        byte[] salted = Rfc2898DeriveBytes.Pbkdf2(
            password, Convert.FromBase64String(parts[1][2..]), int.Parse(parts[2][2..], CultureInfo.InvariantCulture), HashAlgorithmName.SHA256, 32);
        byte[] clientKey = HMACSHA256.HashData(salted, "Client Key"u8);
        byte[] signature = HMACSHA256.HashData(SHA256.HashData(clientKey), Encoding.ASCII.GetBytes($"{_bare},{serverFirst},{withoutProof}"));
        byte[] proof = [.. clientKey.Zip(signature, static (key, octet) => (byte)(key ^ octet))];
        return Encode($"{withoutProof},p={Convert.ToBase64String(proof)}");
    }

    private static string Encode(string text) => Convert.ToBase64String(Encoding.ASCII.GetBytes(text));
}
