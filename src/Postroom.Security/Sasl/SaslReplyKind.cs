namespace Postroom.Security;

/// <summary>What a door does after a SASL line.</summary>
public enum SaslReplyKind
{
    /// <summary>Send the challenge, read a line, go on.</summary>
    Challenge,

    /// <summary>The client is in.</summary>
    Succeeded,

    /// <summary>Refuse: NO.</summary>
    Failed,

    /// <summary>The client sent <c>*</c>: BAD in IMAP (RFC 9051 §6.2.2).</summary>
    Cancelled,

    /// <summary>No base64, or not the mechanism's grammar: BAD.</summary>
    Malformed,
}
