using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>CLOSE (RFC 3501 §6.4.2) and UNSELECT (RFC 3691).</summary>
public sealed class CloseTranscripts
{
    /// <summary>RFC 3501 §6.4.2, the example: no untagged EXPUNGE, and the mailbox is left.</summary>
    [Theory, EveryStore]
    public Task Close_expunges_without_saying_so(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 3 messages, none recent, 2 (\Deleted)
        C: A340 SELECT INBOX
        C: A341 CLOSE
        S: A341 OK CLOSE completed
        C: A342 FETCH 1 FLAGS
        S: A342 BAD
        C: A343 STATUS INBOX (MESSAGES)
        S: * STATUS INBOX (MESSAGES 2)
        S: A343 OK
        """);

    /// <summary>RFC 3501 §6.4.2: "No messages are removed, and no error is given, if the mailbox is selected by an EXAMINE command".</summary>
    [Theory, EveryStore]
    public Task Close_after_examine_removes_nothing(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 3 messages, 2 (\Deleted)
        C: a EXAMINE INBOX
        C: b CLOSE
        S: b OK
        C: c STATUS INBOX (MESSAGES)
        S: * STATUS INBOX (MESSAGES 3)
        S: c OK
        """);

    /// <summary>RFC 3691 §2, the example.</summary>
    [Theory, EveryStore]
    public Task Unselect_removes_nothing(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 3 messages, none recent, 2 (\Deleted)
        C: A340 SELECT INBOX
        C: A341 UNSELECT
        S: A341 OK Unselect completed
        C: A342 FETCH 1 FLAGS
        S: A342 BAD
        C: A343 STATUS INBOX (MESSAGES)
        S: * STATUS INBOX (MESSAGES 3)
        S: A343 OK
        """);

    /// <summary>RFC 3501 §6.4.2: SELECT implicitly closes the mailbox without an expunge.</summary>
    [Theory, EveryStore]
    public Task Another_select_removes_nothing(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 3 messages, none recent, 2 (\Deleted)
        GIVEN mailbox foo
        C: a SELECT INBOX
        C: b SELECT foo
        C: c STATUS INBOX (MESSAGES)
        S: * STATUS INBOX (MESSAGES 3)
        S: c OK
        """);
}
