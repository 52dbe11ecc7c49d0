using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>STATUS (RFC 3501 §6.3.10, §7.2.4), and SIZE (RFC 8438).</summary>
public sealed class StatusTranscripts
{
    /// <summary>RFC 3501 §6.3.10 and §7.2.4, the example.</summary>
    [Theory, EveryStore]
    public Task Status(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox blurdybloop with 231 messages
        C: A041 SELECT blurdybloop
        S: * OK [UIDNEXT {next}]
        S: ...
        S: A041 OK
        C: A041b UNSELECT
        C: A042 STATUS blurdybloop (UIDNEXT MESSAGES)
        S: * STATUS blurdybloop (MESSAGES 231 UIDNEXT {next})
        S: A042 OK STATUS completed
        """);

    /// <summary>RFC 3501 §6.3.10: MESSAGES, RECENT, UIDNEXT, UIDVALIDITY, UNSEEN; STATUS claims no recent messages.</summary>
    [Theory, EveryStore]
    public Task All_items(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 5 messages, 2 recent, 1:3 (\Seen)
        C: a STATUS INBOX (MESSAGES RECENT UIDNEXT UIDVALIDITY UNSEEN)
        S: * STATUS INBOX (MESSAGES 5 RECENT 2 UIDNEXT {next} UIDVALIDITY {validity} UNSEEN 2)
        S: a OK
        C: b SELECT INBOX
        S: * 2 RECENT
        S: * OK [UIDVALIDITY {validity}]
        S: * OK [UIDNEXT {next}]
        S: * OK [UNSEEN 4]
        S: ...
        S: b OK
        """);

    /// <summary>RFC 8438 §3, all three examples: SIZE is the sum of what FETCH tells.</summary>
    [Theory, EveryStore]
    [AnnouncedAs("STATUS=SIZE")]
    public Task Size(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox frop
        C: a APPEND frop {"Subject: x\r\n\r\ny"} {"Subject: x\r\n\r\nyyy"}
        C: A01 STATUS frop (MESSAGES SIZE UIDNEXT)
        S: * STATUS frop (MESSAGES 2 SIZE 32 UIDNEXT 3)
        S: A01 OK STATUS completed
        C: A02 SELECT "frop"
        S: * 2 EXISTS
        S: * OK [UIDNEXT 3] Predicted next UID
        S: ...
        S: A02 OK [READ-WRITE] Select completed.
        C: A03 FETCH 1:* (RFC822.SIZE)
        S: * 1 FETCH (RFC822.SIZE 15)
        S: * 2 FETCH (RFC822.SIZE 17)
        S: A03 OK Fetch completed.
        C: A04 LIST "" % RETURN (STATUS (MESSAGES SIZE))
        S: * LIST (...) "/" "INBOX"
        S: * STATUS "INBOX" (MESSAGES 0 SIZE 0)
        S: * LIST (...) "/" "frop"
        S: * STATUS "frop" (MESSAGES 2 SIZE 32)
        S: A04 OK List completed.
        """);

    /// <summary>RFC 3501 §6.3.10: NO, no status for that name; RFC 5530 §3: NONEXISTENT.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "gives no NONEXISTENT with STATUS")]
    public Task A_mailbox_that_is_not_there(TestStore store) => Transcript.RunAsync(store, """
        C: a STATUS nowhere (MESSAGES)
        S: a NO [NONEXISTENT]
        """);

    /// <summary>RFC 3501 §6.3.10: BAD.</summary>
    [Theory, EveryStore]
    public Task An_item_that_is_not_known(TestStore store) => Transcript.RunAsync(store, """
        C: a STATUS INBOX (MESSAGES PIGS)
        S: a BAD
        C: b STATUS INBOX ()
        S: b BAD
        """);
}
