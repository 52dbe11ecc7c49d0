using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>SELECT (RFC 3501 §6.3.1).</summary>
public sealed class SelectTranscripts
{
    /// <summary>RFC 3501 §6.3.1, the example: 172 messages, one of them recent, the twelfth is the first unseen.</summary>
    [Theory, EveryStore]
    public Task Select_tells_sizes_flags_and_identifiers(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 172 messages, 1 recent, 1:11 (\Seen), 13:172 (\Seen)
        C: A142 SELECT INBOX
        S: * 172 EXISTS
        S: * 1 RECENT
        S: * OK [UNSEEN 12] Message 12 is first unseen
        S: * OK [UIDVALIDITY {validity}] UIDs valid
        S: * OK [UIDNEXT {next}] Predicted next UID
        S: * FLAGS (\Answered \Flagged \Deleted \Seen \Draft ...)
        S: * OK [PERMANENTFLAGS (\Deleted \Seen \* ...)] Limited
        S: ...
        S: A142 OK [READ-WRITE] SELECT completed
        """);
}
