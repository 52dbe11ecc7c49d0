using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>STATUS (RFC 3501 §6.3.10, §7.2.4).</summary>
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
