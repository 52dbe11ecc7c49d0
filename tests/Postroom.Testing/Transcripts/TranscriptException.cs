namespace Postroom.Testing.Transcripts;

/// <summary>The server did not do what the script says. The message has the line, the reason and the whole conversation.</summary>
public sealed class TranscriptException : Exception
{
    /// <summary>A failure at a line of the script.</summary>
    public TranscriptException(string message, int line)
        : base(message) => Line = line;

    /// <summary>The line of the script, from 1.</summary>
    public int Line { get; }
}
