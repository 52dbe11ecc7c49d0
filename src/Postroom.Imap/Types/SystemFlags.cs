namespace Postroom.Imap;

/// <summary>The system flags as bits (RFC 9051 §2.3.2, \Recent from RFC 3501 §2.3.2).</summary>
[Flags]
public enum SystemFlags
{
    /// <summary>None of them.</summary>
    None = 0,

    /// <summary>\Answered.</summary>
    Answered = 1,

    /// <summary>\Flagged.</summary>
    Flagged = 2,

    /// <summary>\Deleted.</summary>
    Deleted = 4,

    /// <summary>\Seen.</summary>
    Seen = 8,

    /// <summary>\Draft.</summary>
    Draft = 16,

    /// <summary>\Recent: set by the server only.</summary>
    Recent = 32,
}
