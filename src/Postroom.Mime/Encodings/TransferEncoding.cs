namespace Postroom.Mime;

/// <summary>Content-Transfer-Encoding (RFC 2045 §6).</summary>
public enum TransferEncoding
{
    /// <summary>7bit, and what is missing.</summary>
    SevenBit,

    /// <summary>8bit.</summary>
    EightBit,

    /// <summary>binary (RFC 3030).</summary>
    Binary,

    /// <summary>quoted-printable (RFC 2045 §6.7).</summary>
    QuotedPrintable,

    /// <summary>base64 (RFC 2045 §6.8).</summary>
    Base64,

    /// <summary>x-uuencode, uuencode, x-uue: what Unix mailers used before MIME.</summary>
    UuEncode,

    /// <summary>Another word: the octets cannot be decoded (BINARY answers NO [UNKNOWN-CTE], RFC 3516 §4.3).</summary>
    Unknown,
}
