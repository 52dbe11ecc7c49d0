namespace Postroom.Testing.Transcripts;

/// <summary>The script itself is wrong: a mistake of who wrote it, whatever the server does.</summary>
/// <param name="line">The line of the script, from 1.</param>
/// <param name="message">What is wrong with it.</param>
public sealed class TranscriptScriptException(int line, string message) : Exception($"Line {line} of the script: {message}.")
{
    /// <summary>The line of the script, from 1.</summary>
    public int Line { get; } = line;
}
