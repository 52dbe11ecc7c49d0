namespace Postroom.Security;

/// <summary>Tokens that say themselves whose they are: JWTs, signed with RS256 or ES256 by one of the issuer's keys (RFC 7519, RFC 8725).</summary>
public sealed class JwtVerifier : ITokenVerifier, IDisposable
{
    private readonly TokenDemands _demands;
    private readonly TimeProvider _time;
    private readonly KeySource _keys;
    private readonly TokenHttp? _http;

    private JwtVerifier(TokenDemands demands, TimeProvider time, KeySource keys, TokenHttp? http) => (_demands, _time, _keys, _http) = (demands, time, keys, http);

    /// <summary>With the keys in a file.</summary>
    public static JwtVerifier FromFile(string path, TokenDemands demands, TimeProvider time, Action<string> report) =>
        From(cancellationToken => File.ReadAllBytesAsync(path, cancellationToken), demands, time, report);

    /// <summary>With the keys at an address.</summary>
    /// <exception cref="ArgumentException">It is neither HTTPS nor on this machine.</exception>
    public static JwtVerifier FromAddress(Uri address, TokenDemands demands, TimeProvider time, Action<string> report)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (!TokenHttp.IsAllowed(address))
            throw new ArgumentException("Keys are fetched over HTTPS.", nameof(address));
        var http = new TokenHttp();
        return new(demands, time, new KeySource(cancellationToken => http.GetAsync(address, cancellationToken), time, report), http);
    }

    internal static JwtVerifier From(Func<CancellationToken, Task<byte[]>> fetch, TokenDemands demands, TimeProvider time, Action<string> report) =>
        new(demands, time, new KeySource(fetch, time, report), null);

    /// <inheritdoc/>
    public async ValueTask<TokenVerdict> VerifyAsync(string token, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(token);
        if (!Jwt.TryParse(token, out Jwt? jwt))
            return TokenVerdict.Refused("it is no JWT");
        if (jwt.Algorithm is not ("RS256" or "ES256"))
            return TokenVerdict.Refused("its algorithm is not taken"); // and asks nobody for keys
        JsonWebKeys? keys = await _keys.ForAsync(jwt, cancellationToken).ConfigureAwait(false);
        return keys?.AreOf(jwt) == true ? _demands.Judge(jwt.Claims, _time.GetUtcNow()) : TokenVerdict.Refused("it is not signed by a key of the issuer's");
    }

    /// <summary>Lets go of connections.</summary>
    public void Dispose()
    {
        _keys.Dispose();
        _http?.Dispose();
    }
}
