namespace Postroom.Store.Embedded;

/// <summary>A data folder cannot be had: its message is one sentence for whoever started the program.</summary>
public sealed class DataFolderException : Exception
{
    /// <summary>With the sentence.</summary>
    public DataFolderException(string message) : base(message) { }

    /// <summary>With the sentence and what the system said.</summary>
    public DataFolderException(string message, Exception inner) : base(message, inner) { }

    /// <summary>Without a word.</summary>
    public DataFolderException() { }

    /// <summary>True when another process has it open: its control socket may be asked instead.</summary>
    public bool IsInUse { get; init; }
}
