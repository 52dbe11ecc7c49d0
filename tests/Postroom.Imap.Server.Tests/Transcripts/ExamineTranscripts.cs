using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>EXAMINE (RFC 3501 §6.3.2).</summary>
public sealed class ExamineTranscripts
{
    /// <summary>RFC 3501 §6.3.2, the example.</summary>
    [Theory, EveryStore]
    public Task Examine_is_select_without_writing(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox blurdybloop with 17 messages, 2 recent, 1:7 (\Seen), 9:17 (\Seen)
        C: A932 EXAMINE blurdybloop
        S: * 17 EXISTS
        S: * 2 RECENT
        S: * OK [UNSEEN 8] Message 8 is first unseen
        S: * OK [UIDVALIDITY {validity}] UIDs valid
        S: * OK [UIDNEXT {next}] Predicted next UID
        S: * FLAGS (\Answered \Flagged \Deleted \Seen \Draft ...)
        S: * OK [PERMANENTFLAGS ()] No permanent flags permitted
        S: ...
        S: A932 OK [READ-ONLY] EXAMINE completed
        """);

    /// <summary>RFC 3501 §6.3.2: "EXAMINE MUST NOT cause messages to lose the \Recent flag".</summary>
    [Theory, EveryStore]
    public Task It_leaves_recent_messages_recent(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 2 messages
        C1: a EXAMINE INBOX
        S1: * 2 RECENT
        S1: ...
        S1: a OK [READ-ONLY]
        C2: b SELECT INBOX
        S2: * 2 RECENT
        S2: ...
        S2: b OK [READ-WRITE]
        C1: c LOGOUT
        C3: d SELECT INBOX
        S3: * 0 RECENT
        S3: ...
        S3: d OK [READ-WRITE]
        """);

    /// <summary>RFC 3501 §6.3.2: "no changes to the permanent state of the mailbox ... are permitted".</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "answers OK to a STORE that it does not do")]
    public Task Nothing_can_be_changed(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 2 messages, none recent, 1 (\Deleted)
        C: a EXAMINE INBOX
        C: b STORE 2 +FLAGS (\Seen)
        S: b NO
        C: c EXPUNGE
        S: c NO
        C: d FETCH 2 (BODY[TEXT] FLAGS)
        S: * 2 FETCH (FLAGS () BODY[TEXT] {"This is message 2.\r\n"})
        S: d OK
        C: e CLOSE
        C: f STATUS INBOX (MESSAGES UNSEEN)
        S: * STATUS INBOX (MESSAGES 2 UNSEEN 2)
        S: f OK
        """);
}
