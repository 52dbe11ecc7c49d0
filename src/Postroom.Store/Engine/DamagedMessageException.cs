namespace Postroom.Store.Engine;

/// <summary>A message's stored bytes do not match their checksum. IMAP says NO [SERVERBUG] for that message; others are served.</summary>
public sealed class DamagedMessageException : Exception
{
    /// <summary>With what was found, in a sentence for the log.</summary>
    public DamagedMessageException(string message) : base(message) { }

    /// <summary>With what was found and what the system said.</summary>
    public DamagedMessageException(string message, Exception inner) : base(message, inner) { }

    /// <summary>Without a word.</summary>
    public DamagedMessageException() { }
}
