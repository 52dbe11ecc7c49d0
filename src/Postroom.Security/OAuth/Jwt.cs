using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace Postroom.Security;

/// <summary>A JSON Web Token in its compact form, taken apart (RFC 7515 §7.1, RFC 7519). Nothing of it is believed yet.</summary>
internal sealed class Jwt
{
    /// <summary>Longer ones are not looked at.</summary>
    public const int MaxLength = 16 * 1024;

    private static readonly SearchValues<char> Base64UrlChars = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    private Jwt(string algorithm, string? keyId, byte[] signed, byte[] signature, JsonElement claims) =>
        (Algorithm, KeyId, Signed, Signature, Claims) = (algorithm, keyId, signed, signature, claims);

    public string Algorithm { get; }

    public string? KeyId { get; }

    /// <summary>What the signature is over: the first two parts as they came.</summary>
    public byte[] Signed { get; }

    public byte[] Signature { get; }

    public JsonElement Claims { get; }

    public static bool TryParse(string token, [NotNullWhen(true)] out Jwt? jwt)
    {
        jwt = null;
        if (token.Length > MaxLength || token.Split('.') is not [var headerPart, var claimsPart, var signaturePart] ||
            !TryDecode(signaturePart, out byte[]? signature) || !TryReadObject(headerPart, out JsonElement header) || !TryReadObject(claimsPart, out JsonElement claims))
        {
            return false;
        }

        // RFC 7515 §4.1.11: what is critical must be understood, and nothing is.
        if (!header.TryGetProperty("alg", out JsonElement algorithm) || algorithm.ValueKind != JsonValueKind.String || header.TryGetProperty("crit", out _))
            return false;
        bool hasKeyId = header.TryGetProperty("kid", out JsonElement keyId);
        if (hasKeyId && keyId.ValueKind != JsonValueKind.String)
            return false;
        jwt = new(
            algorithm.GetString()!, hasKeyId ? keyId.GetString() : null, Encoding.ASCII.GetBytes($"{headerPart}.{claimsPart}"), signature, claims);
        return true;
    }

    // Base64url without padding, and without the white space that the framework's decoder passes over.
    public static bool TryDecode(string text, [NotNullWhen(true)] out byte[]? octets)
    {
        octets = text.Length > 0 && text.AsSpan().IndexOfAnyExcept(Base64UrlChars) < 0 && Base64Url.IsValid(text) ? Base64Url.DecodeFromChars(text) : null;
        return octets is not null;
    }

    private static bool TryReadObject(string part, out JsonElement element)
    {
        element = default;
        if (!TryDecode(part, out byte[]? octets))
            return false;
        try
        {
            using var document = StrictJson.Parse(octets);
            element = document.RootElement.Clone();
            return element.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false; // a stranger's text: that it is no JSON is an answer, not a fault
        }
    }
}
