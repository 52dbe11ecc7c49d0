using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Postroom.Security;

/// <summary>What OAUTHBEARER and XOAUTH2 have in common: one message with a token, and a word of JSON for who is refused.</summary>
/// <param name="verifier">Judges tokens.</param>
/// <param name="advice">What a refused client is told.</param>
/// <param name="context">The connection.</param>
/// <param name="isBearer">True for OAUTHBEARER.</param>
internal sealed class OAuthExchange(ITokenVerifier verifier, OAuthAdvice advice, SaslContext context, bool isBearer) : ISaslExchange
{
    private const char Separator = '\u0001';

    public async ValueTask<SaslStep> NextAsync(ReadOnlyMemory<byte>? response, CancellationToken cancellationToken)
    {
        if (response is not { } message)
            return SaslStep.Challenge(default); // the client speaks first
        if (!Utf8.IsValid(message.Span))
            return SaslStep.Malformed;
        string text = Encoding.UTF8.GetString(message.Span);
        if (!(isBearer ? TryReadBearer(text, out string actsAs, out string authorization) : TryReadXOAuth2(text, out actsAs, out authorization)))
            return SaslStep.Malformed;

        // RFC 7628 §4: "Bearer" in any case. A token of none is refused like a wrong one: so clients ask for the scope.
        string[] words = authorization.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        TokenVerdict verdict = words is [var scheme, var token] && scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase)
            ? await verifier.VerifyAsync(token, cancellationToken).ConfigureAwait(false)
            : TokenVerdict.Refused("there is none");
        LoginAttempt attempt = await context.Authenticator.BeginAsync(verdict.Account ?? actsAs, context.Origin, cancellationToken).ConfigureAwait(false);
        AuthenticationResult result = await context.Authenticator.ConcludeAsync(
            attempt, verdict.Account is not null, actsAs, cancellationToken).ConfigureAwait(false);
        if (verdict.Account is null)
            result = result with { Detail = $"the token is not taken: {verdict.Why}" };
        return result.IsSuccess ? SaslStep.End(result) : SaslStep.End(result, Refusal(verdict));
    }

    // client-resp = (gs2-header kvsep *kvpair kvsep) / kvsep; the latter is the answer to a refusal, and never comes here (RFC 7628 §3.1).
    private static bool TryReadBearer(string text, out string actsAs, out string authorization)
    {
        (actsAs, authorization) = ("", "");
        int header = text.IndexOf(Separator, StringComparison.Ordinal);
        if (header < 0 || text[..header].Split(',') is not ["n" or "y", var authzid, ""] || !TryReadPairs(text[(header + 1)..], out Dictionary<string, string> pairs))
            return false;
        if (authzid.Length > 0 && !(ScramMessages.TryGetValue(authzid, 'a', out string? escaped) && ScramMessages.TryReadName(escaped, out actsAs!)))
            return false;
        return pairs.TryGetValue("auth", out authorization!);
    }

    // "user=" NAME ^A "auth=Bearer " TOKEN ^A ^A, as Google wrote it down.
    private static bool TryReadXOAuth2(string text, out string actsAs, out string authorization)
    {
        (actsAs, authorization) = ("", "");
        return TryReadPairs(text, out Dictionary<string, string> pairs) && pairs.TryGetValue("user", out actsAs!) && pairs.TryGetValue("auth", out authorization!);
    }

    // *kvpair kvsep, each kvpair ending with a kvsep.
    private static bool TryReadPairs(string text, out Dictionary<string, string> pairs)
    {
        pairs = [];
        if (!text.EndsWith("\u0001\u0001", StringComparison.Ordinal))
            return false;
        foreach (string pair in text[..^2].Split(Separator))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1 || !pair.Take(equals).All(char.IsAsciiLetter) || !pairs.TryAdd(pair[..equals], pair[(equals + 1)..]))
                return false;
        }

        return true;
    }

    private byte[] Refusal(TokenVerdict verdict)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("status", !isBearer ? verdict.LacksScope ? "403" : "401" : verdict.LacksScope ? "insufficient_scope" : "invalid_token");
            if (!isBearer)
                json.WriteString("schemes", "bearer");
            if (advice.Scope.Length > 0)
                json.WriteString("scope", advice.Scope);
            if (isBearer && advice.Discovery.Length > 0)
                json.WriteString("openid-configuration", advice.Discovery);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
