using System.Text.Json;

namespace Postroom.Security;

/// <summary>What a token must say to be taken, whether it says so itself (a JWT) or the one who gave it out does (introspection).</summary>
public sealed record TokenDemands
{
    /// <summary>Who gave it out: its <c>iss</c>, exactly.</summary>
    public required string Issuer { get; init; }

    /// <summary>For whom: one of its <c>aud</c>. Without it, a token for any other service of the issuer would be one for mail.</summary>
    public required string Audience { get; init; }

    /// <summary>A scope that it must have; empty for none.</summary>
    public string Scope { get; init; } = "";

    /// <summary>The claim that names the account.</summary>
    public string AccountClaim { get; init; } = "email";

    /// <summary>So far may our clock and the issuer's differ.</summary>
    public TimeSpan Skew { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Judges claims whose origin is proven.</summary>
    internal TokenVerdict Judge(JsonElement claims, DateTimeOffset now)
    {
        long seconds = now.ToUnixTimeSeconds();
        long skew = (long)Skew.TotalSeconds;
        if (!TryGetTime(claims, "exp", out long expires) || expires <= seconds - skew)
            return TokenVerdict.Refused("it has expired, or never does");
        if (claims.TryGetProperty("nbf", out _) && (!TryGetTime(claims, "nbf", out long from) || from > seconds + skew))
            return TokenVerdict.Refused("it is not valid yet");
        if (!IsText(claims, "iss", out string issuer) || issuer != Issuer)
            return TokenVerdict.Refused("it is of another issuer");
        if (!Texts(claims, "aud", isSeparated: false).Contains(Audience))
            return TokenVerdict.Refused("it is for another audience");
        if (!IsText(claims, AccountClaim, out string account) || account.Length == 0)
            return TokenVerdict.Refused($"it has no {AccountClaim}");
        // Whoever may write any address into his profile at the issuer would otherwise have anybody's mail.
        if (AccountClaim == "email" && claims.TryGetProperty("email_verified", out JsonElement verified) && verified.ValueKind != JsonValueKind.True)
            return TokenVerdict.Refused("its e-mail address is not verified");
        bool hasScope = Scope.Length == 0 || Texts(claims, "scope", isSeparated: true).Concat(Texts(claims, "scp", isSeparated: true)).Contains(Scope);
        return hasScope ? new TokenVerdict(account) : new TokenVerdict(null, $"it lacks the scope {Scope}", LacksScope: true);
    }

    // RFC 7519 §2: a NumericDate may have a fraction.
    private static bool TryGetTime(JsonElement claims, string name, out long seconds)
    {
        seconds = 0;
        if (!claims.TryGetProperty(name, out JsonElement value) || value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out double number) ||
            number is not (>= 0 and < 1e11))
        {
            return false;
        }

        seconds = (long)number;
        return true;
    }

    private static bool IsText(JsonElement claims, string name, out string text)
    {
        text = claims.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
        return text.Length > 0;
    }

    // A text or a list of texts; scopes stand in one text with spaces (RFC 8693 §4.2).
    private static IEnumerable<string> Texts(JsonElement claims, string name, bool isSeparated)
    {
        if (!claims.TryGetProperty(name, out JsonElement value))
            return [];
        IEnumerable<string> texts = value.ValueKind switch
        {
            JsonValueKind.String => [value.GetString()!],
            JsonValueKind.Array => value.EnumerateArray().Where(static item => item.ValueKind == JsonValueKind.String).Select(static item => item.GetString()!),
            _ => [],
        };
        return isSeparated ? texts.SelectMany(static text => text.Split(' ')) : texts;
    }
}
