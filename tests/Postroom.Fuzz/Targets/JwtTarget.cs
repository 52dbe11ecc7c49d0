using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Postroom.Security;
using static Postroom.Fuzz.FuzzViolationException;

namespace Postroom.Fuzz.Targets;

/// <summary>Tokens, and the sets of keys that they are checked with: only what the issuer signed as it is gets in.</summary>
/// <remarks>The issuer's key is a new one in each process: a seed gives a token that differs in its signature only.</remarks>
internal sealed class JwtTarget : FuzzTarget
{
    private const string Account = "ali@example.org";
    private static readonly ECDsa Key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private static readonly byte[] Keys = Encoding.ASCII.GetBytes(KeySet());
    private static readonly TokenDemands Demands = new() { Issuer = "https://id.example.org", Audience = "mail", Scope = "mail.all" };
    private readonly HashSet<string> _signed = [];
    private readonly JwtVerifier _verifier = JwtVerifier.From(static _ => Task.FromResult(Keys), Demands, TimeProvider.System, static _ => { });

    public override string Name => "jwt";

    public override string Attacks => "tokens, and sets of keys";

    public override IReadOnlyList<string> Words { get; } =
    [
        ".", "..", "=", "-", "_", "{", "}", "[", "]", "\"", ":", ",", "null", "1e999", "\"alg\":\"none\"", "\"alg\":\"HS256\"", "\"crit\":[]", "\"kid\":", "eyJhbGciOiJub25lIn0", "eyJhbGciOiJFUzI1NiJ9", "e30", "\"exp\":9e10", "\"aud\":[\"mail\"]", "\"keys\":[", "\"kty\":\"RSA\"", "\"kty\":\"EC\",\"crv\":\"P-256\"", "\"n\":\"", "\"e\":\"AQAB\"",
    ];

    public override byte[] Make(Maker maker)
    {
        if (maker.OneIn(4))
            return Keys;
        string claims = $$"""{"iss":"https://id.example.org","aud":{{maker.Pick("\"mail\"", "[\"x\",\"mail\"]")}},"exp":{{maker.Pick("99999999999", "9e10")}},"email":"{{Account}}","scope":"{{maker.Pick("mail.all", "openid mail.all")}}"{{maker.Maybe(() => ",\"x\":{\"y\":[1,2,null]}")}}}""";
        string header = maker.Pick("""{"alg":"ES256","kid":"e"}""", """{"alg":"ES256"}""", """{"typ":"JWT","alg":"ES256","kid":"e","x":1}""");
        string signed = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}";
        _signed.Add(signed);
        return Maker.Octets($"{signed}.{Base64Url.EncodeToString(Key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}");
    }

    public override async ValueTask CheckAsync(FuzzInput input)
    {
        string token = Encoding.Latin1.GetString(input.Octets);
        TokenVerdict verdict = await _verifier.VerifyAsync(token, CancellationToken.None);
        bool isToken = input.IsValid && !token.StartsWith('{');
        Demand(!isToken || verdict.Account == Account, $"A token is refused: {verdict.Why}");
        Demand(verdict.Account is null || _signed.Contains(token[..token.LastIndexOf('.')]), "A token that nobody signed is taken.");
        try
        {
            JsonWebKeys keys = JsonWebKeys.Parse(input.Octets);
            Demand(!input.IsValid || keys.Count == 1, "A set of keys is not understood.");
        }
        catch (JsonException)
        {
            Demand(!input.IsValid || isToken, "A set of keys is refused.");
        }
    }

    private static string KeySet()
    {
        ECPoint point = Key.ExportParameters(includePrivateParameters: false).Q;
        return $$"""{"keys":[{"kty":"EC","crv":"P-256","kid":"e","use":"sig","x":"{{Base64Url.EncodeToString(point.X)}}","y":"{{Base64Url.EncodeToString(point.Y)}}"},{"kty":"oct","k":"AAAA"}]}""";
    }
}
