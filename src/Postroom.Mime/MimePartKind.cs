namespace Postroom.Mime;

/// <summary>What a part holds, which decides its shape in BODYSTRUCTURE (RFC 9051 §7.5.2).</summary>
public enum MimePartKind
{
    /// <summary>Octets: text, an image, whatever is not taken apart.</summary>
    Leaf,

    /// <summary>Other parts between boundary delimiters (RFC 2046 §5.1); never without a child.</summary>
    Multipart,

    /// <summary>One message: message/rfc822 (RFC 2046 §5.2.1) or message/global (RFC 6532 §3.7).</summary>
    Message,
}
