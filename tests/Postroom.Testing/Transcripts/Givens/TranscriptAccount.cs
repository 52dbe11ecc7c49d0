namespace Postroom.Testing.Transcripts;

/// <summary>An account that a script's connections can log in to: its {user} and {password}.</summary>
public sealed record TranscriptAccount(string Name, string Password);
