namespace Postroom.Security;

/// <summary>What a client whose token was refused is told, to get a better one (RFC 7628 §3.2.2).</summary>
/// <param name="Scope">The scope to ask for; empty for none.</param>
/// <param name="Discovery">The URL of the OpenID provider's configuration; empty for none.</param>
public sealed record OAuthAdvice(string Scope, string Discovery);
