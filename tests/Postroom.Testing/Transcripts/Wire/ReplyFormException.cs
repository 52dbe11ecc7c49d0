namespace Postroom.Testing.Transcripts;

/// <summary>A reply that does not follow the grammar: a finding about the server, not about the test.</summary>
internal sealed class ReplyFormException(string message) : Exception(message);
