namespace Postroom.Imap;

/// <summary>Why a string is no mailbox name.</summary>
public enum MailboxNameError
{
    /// <summary>It is one.</summary>
    None,

    /// <summary>It is empty.</summary>
    Empty,

    /// <summary>Not canonical modified UTF-7 (RFC 3501 §5.1.3), or not UTF-8 (RFC 9051 §5.1).</summary>
    BadEncoding,

    /// <summary>A control character, U+2028 or U+2029 (RFC 9051 §5.1).</summary>
    ControlCharacter,

    /// <summary>Two separators in a row, or one at an end.</summary>
    EmptyLevel,

    /// <summary>A level is "." or "..".</summary>
    DotLevel,

    /// <summary>Over 1,000 octets of UTF-8.</summary>
    TooLong,

    /// <summary>More than 64 levels.</summary>
    TooDeep,
}
