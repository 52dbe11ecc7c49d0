namespace Postroom.Store.Engine;

/// <summary>The storage cannot do this now (disk full, failed disk, closed for writing): nothing happened. IMAP says NO [UNAVAILABLE] (RFC 5530).</summary>
public sealed class StoreUnavailableException : Exception
{
    /// <summary>With what happened, in a sentence for the log.</summary>
    public StoreUnavailableException(string message) : base(message) { }

    /// <summary>With what happened and what the system said.</summary>
    public StoreUnavailableException(string message, Exception inner) : base(message, inner) { }

    /// <summary>Without a word.</summary>
    public StoreUnavailableException() { }

    /// <summary>True when space or quota of the file system ran out: only what grows is refused (INVARIANTS 19).</summary>
    public bool IsFull { get; init; }
}
