using System.Security.Cryptography;
using System.Text.Json;

namespace Postroom.Security;

/// <summary>An issuer's public keys (RFC 7517), those of them that this program can use: RSA for RS256, P-256 for ES256.</summary>
/// <remarks>A key is tied to its algorithm here, once, and the token's header only picks among them: "none", HS256 with a public key as its secret
/// and keys that a token brings along have nothing to fit.</remarks>
internal sealed class JsonWebKeys
{
    private const int MaxKeys = 100;
    private const int LeastRsaBits = 2048;

    private readonly List<Key> _keys;

    private JsonWebKeys(List<Key> keys) => _keys = keys;

    public int Count => _keys.Count;

    /// <exception cref="JsonException">It is no set of keys.</exception>
    public static JsonWebKeys Parse(ReadOnlyMemory<byte> json)
    {
        using var document = StrictJson.Parse(json);
        if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("keys", out JsonElement keys) ||
            keys.ValueKind != JsonValueKind.Array)
        {
            throw new JsonException("There is no array of keys (RFC 7517 §5).");
        }

        List<Key> usable = [];
        foreach (JsonElement key in keys.EnumerateArray().Take(MaxKeys))
        {
            if (key.ValueKind == JsonValueKind.Object && Read(key) is { } read)
                usable.Add(read);
        }

        return new(usable);
    }

    /// <summary>Is there a key that this token names?</summary>
    public bool Knows(Jwt token) => Fitting(token).Any();

    /// <summary>Is it signed by one of the keys that fit what it says of itself?</summary>
    public bool AreOf(Jwt token) => Fitting(token).Any(key => key.Verify(token.Signed, token.Signature));

    private IEnumerable<Key> Fitting(Jwt token) =>
        _keys.Where(key => key.Algorithm == token.Algorithm && (token.KeyId is null || key.Id == token.KeyId));

    // RFC 7517 §4.2 to §4.4: what is for something else is passed over, and so is what we do not know.
    private static Key? Read(JsonElement key)
    {
        if (Text(key, "use") is not (null or "sig"))
            return null;
        try
        {
            Key? read = Text(key, "kty") switch
            {
                "RSA" => Rsa(key),
                "EC" when Text(key, "crv") == "P-256" => Ec(key),
                _ => null,
            };
            return read is not null && Text(key, "alg") is var algorithm && (algorithm is null || algorithm == read.Algorithm) ? read : null;
        }
        catch (CryptographicException)
        {
            return null; // numbers that are no key: as if it were not there
        }
    }

    private static Key? Rsa(JsonElement key)
    {
        if (!TryNumber(key, "n", out byte[]? modulus) || !TryNumber(key, "e", out byte[]? exponent) || modulus.Length * 8 < LeastRsaBits || modulus.Length > 1024)
            return null;
        var rsa = RSA.Create(new RSAParameters { Modulus = modulus, Exponent = exponent });
        return new Key(Text(key, "kid"), "RS256", (signed, signature) =>
        {
            lock (rsa)
                return rsa.VerifyData(signed, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        });
    }

    private static Key? Ec(JsonElement key)
    {
        if (!TryNumber(key, "x", out byte[]? x) || !TryNumber(key, "y", out byte[]? y) || x.Length != 32 || y.Length != 32)
            return null;
        var ec = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = x, Y = y } });
        return new Key(Text(key, "kid"), "ES256", (signed, signature) =>
        {
            lock (ec)
                return ec.VerifyData(signed, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        });
    }

    private static bool TryNumber(JsonElement key, string name, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out byte[]? octets)
    {
        octets = null;
        return Text(key, name) is { } text && Jwt.TryDecode(text, out octets);
    }

    private static string? Text(JsonElement key, string name) =>
        key.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private sealed record Key(string? Id, string Algorithm, Func<byte[], byte[], bool> Verify);
}
