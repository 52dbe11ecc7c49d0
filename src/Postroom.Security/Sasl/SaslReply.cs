namespace Postroom.Security;

/// <summary>What a door does after a SASL line.</summary>
/// <param name="Kind">Says which.</param>
/// <param name="Challenge">For a challenge, and for a success that carries data: base64, without CRLF; may be empty.</param>
/// <param name="Result">For a success or a failure: who, and why.</param>
public readonly record struct SaslReply(SaslReplyKind Kind, ReadOnlyMemory<byte> Challenge = default, AuthenticationResult? Result = null);
