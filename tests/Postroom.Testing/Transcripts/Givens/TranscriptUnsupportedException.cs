namespace Postroom.Testing.Transcripts;

/// <summary>This server cannot be brought to what the script says is given; about the server's answers that says nothing.</summary>
public sealed class TranscriptUnsupportedException(string message) : Exception(message);
