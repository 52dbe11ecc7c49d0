using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Postroom.Security.Tests;

/// <summary>An issuer of tokens with one key of each kind, whose every member a test can bend.</summary>
internal sealed class TokenIssuer(TimeProvider time) : IDisposable
{
    public const string Issuer = "https://id.example.org";
    public const string Audience = "mail";

    // One for all tests: it takes long to make.
    private static readonly RSA SharedRsa = RSA.Create(2048);

    private readonly ECDsa _ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public static RSA Rsa => SharedRsa;

    public void Dispose() => _ec.Dispose();

    /// <summary>The public keys, r and e.</summary>
    public string Keys(string rsaId = "r", string ecId = "e")
    {
        RSAParameters rsa = SharedRsa.ExportParameters(false);
        ECParameters ec = _ec.ExportParameters(false);
        return $$"""
            {"keys":[{"kty":"oct","k":"AAAA","kid":"o"},{"kty":"RSA","use":"enc","kid":"x","n":"{{Encode(rsa.Modulus!)}}","e":"{{Encode(rsa.Exponent!)}}"},
            {"kty":"RSA","kid":"{{rsaId}}","alg":"RS256","use":"sig","n":"{{Encode(rsa.Modulus!)}}","e":"{{Encode(rsa.Exponent!)}}"},
            {"kty":"EC","crv":"P-256","kid":"{{ecId}}","x":"{{Encode(ec.Q.X!)}}","y":"{{Encode(ec.Q.Y!)}}"}]}
            """;
    }

    public Dictionary<string, object?> Claims(string account = "ali@example.org") => new()
    {
        ["iss"] = Issuer,
        ["aud"] = Audience,
        ["exp"] = time.GetUtcNow().ToUnixTimeSeconds() + 300,
        ["email"] = account,
        ["scope"] = "openid mail.all",
    };

    public string Token(Dictionary<string, object?> claims, string algorithm = "ES256", Dictionary<string, object?>? header = null)
    {
        header ??= new() { ["alg"] = algorithm, ["kid"] = algorithm == "RS256" ? "r" : "e" };
        return Sign(JsonSerializer.Serialize(header), JsonSerializer.Serialize(claims), algorithm);
    }

    public string Sign(string header, string claims, string algorithm = "ES256")
    {
        string signed = $"{Encode(Encoding.UTF8.GetBytes(header))}.{Encode(Encoding.UTF8.GetBytes(claims))}";
        byte[] octets = Encoding.ASCII.GetBytes(signed);
        byte[] signature = algorithm == "RS256"
            ? SignWithRsa(octets)
            : _ec.SignData(octets, HashAlgorithmName.SHA256);
        return $"{signed}.{Encode(signature)}";
    }

    private static byte[] SignWithRsa(byte[] octets)
    {
        lock (SharedRsa)
            return SharedRsa.SignData(octets, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    public static string Encode(ReadOnlySpan<byte> octets) => Base64Url.EncodeToString(octets);
}
