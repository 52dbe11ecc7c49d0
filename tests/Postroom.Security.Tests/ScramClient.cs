using System.Text;

namespace Postroom.Security.Tests;

/// <summary>A SCRAM client, by the book (RFC 5802 §3), with everything in the test's hand.</summary>
internal sealed class ScramClient(ScramHash hash, string name, string password)
{
    private string _serverFirst = "";

    public string Header { get; init; } = "n,,";

    public string Nonce { get; init; } = "fyko+d2lbbFgONRv9qkxdawL";

    public byte[] Binding { get; init; } = [];

    private string Bare => $"n={name},r={Nonce}";

    public byte[] First() => Encoding.UTF8.GetBytes(Header + Bare);

    /// <summary>The final message, and what the server must answer.</summary>
    public (byte[] Message, string ServerFinal) Final(ReadOnlySpan<byte> serverFirst, string? without = null)
    {
        _serverFirst = Encoding.UTF8.GetString(serverFirst);
        string[] parts = _serverFirst.Split(',');
        without ??= $"c={Convert.ToBase64String([.. Encoding.UTF8.GetBytes(Header), .. Binding])},{parts[0]}";
        byte[] salted = new byte[hash.Octets];
        hash.Hi(
            Encoding.UTF8.GetBytes(password), Convert.FromBase64String(parts[1][2..]), int.Parse(parts[2][2..], System.Globalization.CultureInfo.InvariantCulture), salted);
        byte[] authMessage = Encoding.UTF8.GetBytes($"{Bare},{_serverFirst},{without}");
        byte[] clientKey = hash.Hmac(salted, "Client Key"u8);
        byte[] signature = hash.Hmac(hash.H(clientKey), authMessage);
        byte[] proof = [.. clientKey.Zip(signature, static (key, octet) => (byte)(key ^ octet))];
        byte[] serverSignature = hash.Hmac(hash.Hmac(salted, "Server Key"u8), authMessage);
        return (Encoding.UTF8.GetBytes($"{without},p={Convert.ToBase64String(proof)}"), $"v={Convert.ToBase64String(serverSignature)}");
    }
}
