namespace Postroom.Store;

/// <summary>A message's flags as one word: five system flags, the mailbox's first 58 keywords, and a bit that says more stand in a side table (INVARIANTS 6).</summary>
/// <remarks>The numbers are in files. \Recent is not a flag here: it is a range of UIDs of the session that claimed it.</remarks>
[Flags]
public enum FlagBits : ulong
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>\Seen.</summary>
    Seen = 1,

    /// <summary>\Answered.</summary>
    Answered = 1 << 1,

    /// <summary>\Flagged.</summary>
    Flagged = 1 << 2,

    /// <summary>\Deleted.</summary>
    Deleted = 1 << 3,

    /// <summary>\Draft.</summary>
    Draft = 1 << 4,

    /// <summary>Keyword number 0; number n (to 57) is this shifted left by n.</summary>
    FirstKeyword = 1 << 5,

    /// <summary>Keywords from number 58 on stand in the mailbox's side table.</summary>
    HasMoreKeywords = 1UL << 63,
}
