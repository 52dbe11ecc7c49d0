namespace Postroom.Testing.Transcripts;

/// <summary>Makes true what a script says is given. <see cref="ImapFixture"/> does most of it over IMAP itself.</summary>
public interface ITranscriptFixture
{
    /// <summary>Everything that is given, in the order of the script, before the first connection.</summary>
    /// <returns>Whom connections log in as: the first account that is given, else a fresh one.</returns>
    /// <exception cref="TranscriptUnsupportedException">This server cannot be brought to that.</exception>
    ValueTask<TranscriptAccount> ApplyAsync(IReadOnlyList<Given> givens, CancellationToken cancellationToken);

    /// <summary>Lets the server's clock go on; what was due has begun when this returns.</summary>
    /// <exception cref="TranscriptUnsupportedException">It has a clock of its own.</exception>
    ValueTask AdvanceClockAsync(TimeSpan by, CancellationToken cancellationToken);
}
