namespace Postroom.Security;

/// <summary>OAUTHBEARER: an OAuth 2.0 access token (RFC 7628).</summary>
/// <param name="verifier">Judges tokens.</param>
/// <param name="advice">What a refused client is told.</param>
public sealed class OAuthBearerMechanism(ITokenVerifier verifier, OAuthAdvice advice) : ISaslMechanism
{
    /// <inheritdoc/>
    public string Name => "OAUTHBEARER";

    /// <inheritdoc/>
    public ISaslExchange Start(SaslContext context) => new OAuthExchange(verifier, advice, context, isBearer: true);
}
