using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Postroom.Security.Tests;

public sealed class JwtTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly TokenIssuer _issuer;
    private readonly JwtVerifier _verifier;
    private readonly List<string> _reports = [];
    private Func<string> _keys;
    private int _fetches;

    public JwtTests()
    {
        _issuer = new TokenIssuer(_time);
        _keys = () => _issuer.Keys();
        _verifier = JwtVerifier.From(
            _ =>
            {
                _fetches++;
                return Task.FromResult(Encoding.UTF8.GetBytes(_keys()));
            },
            new TokenDemands { Issuer = TokenIssuer.Issuer, Audience = TokenIssuer.Audience, Scope = "mail.all" }, _time, _reports.Add);
    }

    public void Dispose()
    {
        _verifier.Dispose();
        _issuer.Dispose();
    }

    [Theory]
    [InlineData("RS256")]
    [InlineData("ES256")]
    public async Task A_token_of_the_issuers_is_taken(string algorithm) =>
        Assert.Equal("ali@example.org", (await VerifyAsync(_issuer.Token(_issuer.Claims(), algorithm))).Account);

    /// <summary>RFC 8725 §2.1, §3.1: the token does not choose how it is checked.</summary>
    [Fact]
    public async Task Without_a_signature_nothing_is_taken()
    {
        foreach (string none in (string[])["none", "None", "NONE", ""])
        {
            string signed = _issuer.Token(_issuer.Claims(), header: new() { ["alg"] = none, ["kid"] = "e" });
            string body = signed[..(signed.LastIndexOf('.') + 1)];
            await RefusesAsync(signed);
            await RefusesAsync(body);
            await RefusesAsync(body + "AA");
        }

        await RefusesAsync(_issuer.Token(_issuer.Claims(), header: new() { ["kid"] = "e" }));
    }

    /// <summary>RFC 8725 §2.1: the public key, which everybody has, used as the secret of an HMAC.</summary>
    [Fact]
    public async Task A_public_key_is_no_secret()
    {
        byte[][] secrets = [TokenIssuer.Rsa.ExportSubjectPublicKeyInfo(), Encoding.ASCII.GetBytes(TokenIssuer.Rsa.ExportSubjectPublicKeyInfoPem()), [0, 0, 0]];
        foreach (byte[] secret in secrets)
        {
            foreach (string kid in (string[])["r", "e", "o"])
            {
                string body = _issuer.Token(_issuer.Claims(), header: new() { ["alg"] = "HS256", ["kid"] = kid });
                body = body[..body.LastIndexOf('.')];
                await RefusesAsync($"{body}.{TokenIssuer.Encode(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(body)))}");
            }
        }
    }

    /// <summary>RFC 8725 §3.10: keys that a token brings, or says where to find, are nobody's.</summary>
    [Fact]
    public async Task A_key_that_comes_with_the_token_is_not_looked_at()
    {
        using var stranger = new TokenIssuer(_time);
        using JsonDocument keys = JsonDocument.Parse(stranger.Keys());
        JsonElement own = keys.RootElement.GetProperty("keys")[3].Clone();
        await RefusesAsync(stranger.Token(_issuer.Claims(), header: new() { ["alg"] = "ES256", ["jwk"] = own, ["kid"] = "e" }));
        await RefusesAsync(stranger.Token(_issuer.Claims(), header: new() { ["alg"] = "ES256", ["jku"] = "https://evil.example/keys" }));
        await RefusesAsync(stranger.Token(_issuer.Claims(), header: new() { ["alg"] = "ES256", ["kid"] = "../../evil" }));
        await RefusesAsync(stranger.Token(_issuer.Claims()));
    }

    [Fact]
    public async Task A_key_is_for_its_own_algorithm_and_use()
    {
        await RefusesAsync(_issuer.Token(_issuer.Claims(), "RS256", new() { ["alg"] = "RS256", ["kid"] = "e" }));
        await RefusesAsync(_issuer.Token(_issuer.Claims(), "ES256", new() { ["alg"] = "ES256", ["kid"] = "r" }));
        await RefusesAsync(_issuer.Token(_issuer.Claims(), "RS256", new() { ["alg"] = "RS256", ["kid"] = "x" })); // for encryption
    }

    [Fact]
    public async Task What_is_changed_is_refused()
    {
        string[] parts = _issuer.Token(_issuer.Claims()).Split('.');
        string other = TokenIssuer.Encode(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(_issuer.Claims("bea@example.org"))));
        await RefusesAsync($"{parts[0]}.{other}.{parts[2]}");
        await RefusesAsync($"{parts[0]}.{parts[1]}.{TokenIssuer.Encode(new byte[64])}"); // r = s = 0
        await RefusesAsync($"{parts[0]}.{parts[1]}.{parts[2]}\n");
        await RefusesAsync($"{parts[0]}.{parts[1]} .{parts[2]}");
        await RefusesAsync($"{parts[0]}.{parts[1]}.{parts[2]}.{parts[2]}");
    }

    public static TheoryData<string, object?> Bent => new()
    {
        { "exp", 0L }, { "exp", null }, { "exp", "soon" }, { "exp", 1e300 }, { "exp", -1 }, { "nbf", 4_000_000_000L }, { "nbf", "now" },
        { "iss", "https://id.example.org/" }, { "iss", null }, { "iss", new[] { TokenIssuer.Issuer } },
        { "aud", "calendar" }, { "aud", null }, { "aud", new[] { "calendar", "MAIL" } },
        { "email", null }, { "email", "" }, { "email", 7 }, { "email_verified", false }, { "email_verified", "true" },
        { "scope", "openid" }, { "scope", null }, { "scope", "mail.all.not" },
    };

    [Theory, MemberData(nameof(Bent))]
    public async Task A_claim_that_does_not_fit_is_refused(string claim, object? value)
    {
        Dictionary<string, object?> claims = _issuer.Claims();
        if (value is null)
            claims.Remove(claim);
        else
            claims[claim] = value;
        TokenVerdict verdict = await RefusesAsync(_issuer.Token(claims));
        Assert.Equal(claim == "scope", verdict.LacksScope);
    }

    [Fact]
    public async Task A_token_expires_and_clocks_may_differ_by_a_minute()
    {
        string token = _issuer.Token(_issuer.Claims());
        _time.Advance(TimeSpan.FromSeconds(359));
        Assert.NotNull((await VerifyAsync(token)).Account);
        _time.Advance(TimeSpan.FromSeconds(2));
        await RefusesAsync(token);
    }

    [Fact]
    public async Task Audiences_and_scopes_may_be_lists()
    {
        Dictionary<string, object?> claims = _issuer.Claims();
        claims["aud"] = new[] { "calendar", "mail" };
        claims.Remove("scope");
        claims["scp"] = new[] { "mail.all" };
        claims["email_verified"] = true;
        Assert.NotNull((await VerifyAsync(_issuer.Token(claims))).Account);
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a.b.c")]
    [InlineData("e30.e30.e30")]
    [InlineData("bnVsbA.bnVsbA.AAAA")]
    [InlineData("W10.W10.AAAA")]
    public async Task What_is_no_jwt_is_refused(string token)
    {
        await RefusesAsync(token);
        Assert.Equal(0, _fetches);
    }

    [Fact]
    public async Task Members_given_twice_critical_ones_and_deep_ones_are_refused()
    {
        string claims = JsonSerializer.Serialize(_issuer.Claims());
        await RefusesAsync(_issuer.Sign("""{"alg":"ES256","alg":"ES256","kid":"e"}""", claims));
        await RefusesAsync(_issuer.Sign("""{"alg":"ES256","kid":"e","crit":["exp"],"exp":1}""", claims));
        await RefusesAsync(_issuer.Sign("""{"alg":"ES256","kid":7}""", claims));
        await RefusesAsync(_issuer.Sign("""{"alg":"ES256","kid":"e"}""", claims.Replace("\"iss\"", "\"email\":\"bea@example.org\",\"iss\"", StringComparison.Ordinal)));
        await RefusesAsync(_issuer.Sign("""{"alg":"ES256","kid":"e"}""", string.Concat(Enumerable.Repeat("[", 1000))));
        await RefusesAsync(_issuer.Token(_issuer.Claims(new string('a', Jwt.MaxLength))));
    }

    /// <summary>A new key is noticed when a token names it; who makes names up does not make us ask more than once a minute.</summary>
    [Fact]
    public async Task Keys_are_fetched_again_when_one_is_not_known_but_not_for_each_token()
    {
        Assert.NotNull((await VerifyAsync(_issuer.Token(_issuer.Claims()))).Account);
        _keys = () => _issuer.Keys(ecId: "new");
        string renewed = _issuer.Token(_issuer.Claims(), header: new() { ["alg"] = "ES256", ["kid"] = "new" });
        for (int attempt = 0; attempt < 10; attempt++)
            await RefusesAsync(renewed);
        Assert.Equal(1, _fetches);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.NotNull((await VerifyAsync(renewed)).Account);
        Assert.Equal(2, _fetches);
        Assert.NotNull((await VerifyAsync(renewed)).Account);
        Assert.Equal(2, _fetches);
    }

    [Fact]
    public async Task Keys_from_before_are_good_while_new_ones_cannot_be_had()
    {
        Assert.NotNull((await VerifyAsync(_issuer.Token(_issuer.Claims()))).Account);
        _time.Advance(TimeSpan.FromHours(1));
        foreach (string broken in (string[])["", "[]", """{"keys":7}"""])
        {
            _keys = () => broken;
            Assert.NotNull((await VerifyAsync(_issuer.Token(_issuer.Claims()))).Account);
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(3, _reports.Count);
        Assert.DoesNotContain(_reports, static report => report.Contains("eyJ", StringComparison.Ordinal)); // never a token
    }

    /// <summary>A key too short, a point off the curve and a curve that is another are passed over, and the rest is good.</summary>
    [Fact]
    public void Keys_that_are_none_are_passed_over()
    {
        using var weak = RSA.Create(1024);
        RSAParameters rsa = weak.ExportParameters(false);
        string zeros = TokenIssuer.Encode(new byte[32]);
        JsonWebKeys keys = JsonWebKeys.Parse(Encoding.UTF8.GetBytes($$"""
            {"keys":[7,{},{"kty":"RSA","n":"{{TokenIssuer.Encode(rsa.Modulus!)}}","e":"AQAB"},{"kty":"EC","crv":"P-256","x":"{{zeros}}","y":"{{zeros}}"},
            {"kty":"EC","crv":"secp256k1","x":"{{zeros}}","y":"{{zeros}}"},{"kty":"OKP","crv":"Ed25519","x":"{{zeros}}"}]}
            """));
        Assert.Equal(0, keys.Count);
        Assert.Equal(2, JsonWebKeys.Parse(Encoding.UTF8.GetBytes(_issuer.Keys())).Count);
    }

    [Fact]
    public void Of_too_many_keys_the_first_hundred_count()
    {
        // Of the issuer's four the last two are for signatures that we know.
        string all = _issuer.Keys(), inner = all[(all.IndexOf('[', StringComparison.Ordinal) + 1)..all.LastIndexOf(']')];
        string Behind(int others) => $$"""{"keys":[{{string.Concat(Enumerable.Repeat("{},", others))}}{{inner}}]}""";
        Assert.Equal(2, JsonWebKeys.Parse(Encoding.UTF8.GetBytes(Behind(96))).Count);
        Assert.Equal(1, JsonWebKeys.Parse(Encoding.UTF8.GetBytes(Behind(97))).Count);
        Assert.Equal(0, JsonWebKeys.Parse(Encoding.UTF8.GetBytes(Behind(98))).Count);
    }

    [Fact]
    public void Keys_are_fetched_over_https_or_from_this_machine()
    {
        var demands = new TokenDemands { Issuer = "i", Audience = "a" };
        Assert.Throws<ArgumentException>(() => JwtVerifier.FromAddress(new Uri("http://id.example.org/keys"), demands, _time, _reports.Add));
        JwtVerifier.FromAddress(new Uri("https://id.example.org/keys"), demands, _time, _reports.Add).Dispose();
    }

    private async Task<TokenVerdict> VerifyAsync(string token) => await _verifier.VerifyAsync(token, default);

    private async Task<TokenVerdict> RefusesAsync(string token)
    {
        TokenVerdict verdict = await VerifyAsync(token);
        Assert.Null(verdict.Account);
        Assert.NotNull(verdict.Why);
        return verdict;
    }
}
