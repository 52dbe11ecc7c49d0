using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>CHECK (RFC 3501 §6.4.1).</summary>
public sealed class CheckTranscripts
{
    /// <summary>RFC 3501 §6.4.1, the example.</summary>
    [Theory, EveryStore]
    public Task Check(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 1 message, none recent
        C: a SELECT INBOX
        C: FXXZ CHECK
        S: FXXZ OK CHECK Completed
        """);
}
