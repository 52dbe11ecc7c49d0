using System.Text.Json;

namespace Postroom.Security;

/// <summary>Tokens that say nothing themselves: the one who gave them out is asked (RFC 7662).</summary>
public sealed class IntrospectionVerifier : ITokenVerifier, IDisposable
{
    private readonly Uri _address;
    private readonly string _client;
    private readonly string _secret;
    private readonly TokenDemands _demands;
    private readonly TimeProvider _time;
    private readonly Action<string> _report;
    private readonly TokenHttp _http = new();

    /// <param name="address">The introspection endpoint.</param>
    /// <param name="client">Our own name there.</param>
    /// <param name="secret">With which we prove it.</param>
    /// <param name="demands">What a token must say.</param>
    /// <param name="time">The clock.</param>
    /// <param name="report">Hears a sentence when it could not be asked.</param>
    /// <exception cref="ArgumentException">The address is neither HTTPS nor on this machine.</exception>
    public IntrospectionVerifier(Uri address, string client, string secret, TokenDemands demands, TimeProvider time, Action<string> report)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (!TokenHttp.IsAllowed(address))
            throw new ArgumentException("Tokens are shown over HTTPS only.", nameof(address));
        (_address, _client, _secret, _demands, _time, _report) = (address, client, secret, demands, time, report);
    }

    /// <inheritdoc/>
    public async ValueTask<TokenVerdict> VerifyAsync(string token, CancellationToken cancellationToken)
    {
        try
        {
            byte[] answer = await _http.PostAsync(
                _address, [new("token", token), new("token_type_hint", "access_token")], _client, _secret, cancellationToken).ConfigureAwait(false);
            using var document = StrictJson.Parse(answer);
            JsonElement claims = document.RootElement;
            return claims.ValueKind == JsonValueKind.Object && claims.TryGetProperty("active", out JsonElement active) && active.ValueKind == JsonValueKind.True
                ? _demands.Judge(claims, _time.GetUtcNow())
                : TokenVerdict.Refused("it is not active");
        }
        catch (Exception e) when (e is IOException or HttpRequestException or JsonException ||
                                  (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            _report($"The authorization server could not be asked about a token: {e.Message}");
            return TokenVerdict.Refused("it could not be asked about");
        }
    }

    /// <summary>Lets go of connections.</summary>
    public void Dispose() => _http.Dispose();
}
