namespace Postroom.Security;

/// <summary>XOAUTH2: the same as OAUTHBEARER in the form that Google had before it was standardized, and Microsoft still has.</summary>
/// <param name="verifier">Judges tokens.</param>
/// <param name="advice">What a refused client is told.</param>
public sealed class XOAuth2Mechanism(ITokenVerifier verifier, OAuthAdvice advice) : ISaslMechanism
{
    /// <inheritdoc/>
    public string Name => "XOAUTH2";

    /// <inheritdoc/>
    public ISaslExchange Start(SaslContext context) => new OAuthExchange(verifier, advice, context, isBearer: false);
}
