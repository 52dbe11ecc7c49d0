namespace Postroom.Testing.Transcripts;

internal enum ExpectationKind
{
    Must,
    MustNot,
    May,
    Closed,
}

/// <summary>One reply that a script expects.</summary>
/// <param name="Line">Where the script says so.</param>
/// <param name="Text">As written, for the failure's message.</param>
/// <param name="Reply">What must come, or must not; null for the end of the connection.</param>
internal sealed record Expectation(int Line, string Text, ExpectationKind Kind, Reply? Reply)
{
    /// <summary>Is it one after which nothing of its group can follow?</summary>
    public bool Ends => Kind == ExpectationKind.Closed || Kind == ExpectationKind.Must && Reply!.Kind == ReplyKind.Tagged;
}
