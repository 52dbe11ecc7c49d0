using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>NOTIFY (RFC 5465): the command, and news of the selected mailbox.</summary>
[AnnouncedAs("NOTIFY")]
[DiffersOn("Dovecot", "tells UNSEEN, and HIGHESTMODSEQ, with every STATUS, of children only who asked for them, and of its own changes as of others'")]
public sealed class NotifyTranscripts
{
    /// <summary>RFC 5465 §3.1, the example, in the form that §8 has: events in parentheses, and MessageExpunge with MessageNew.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "tells UIDVALIDITY each time")]
    public Task News_of_the_selected_mailbox_and_of_others(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 126 messages, none recent
        GIVEN Lists/Lemonade with 5 messages, none recent
        GIVEN mailbox Lists/Im2000
        GIVEN mailbox misc
        C: b notify set status (selected (MessageNew (uid
            body.peek[header.fields (from to subject)]) MessageExpunge))
            (subtree Lists (MessageNew MessageExpunge))
        S: * STATUS Lists/Lemonade (UIDVALIDITY {_} UIDNEXT {next} MESSAGES
            5)
        S: * STATUS Lists/Im2000 (UIDVALIDITY {_} UIDNEXT 1 MESSAGES 0)
        S: b OK done
        C: c select inbox
        S: * OK [UIDNEXT {new}]
        S: ...
        S: c OK INBOX selected
        # (Time passes. A new message is delivered to mailbox Lists/Lemonade.)
        C2: a APPEND Lists/Lemonade {"Subject: x\r\n\r\ny"}
        S1: * STATUS Lists/Lemonade (UIDNEXT {next+1} MESSAGES 6)
        # (Time passes. A new message is delivered to inbox.)
        C2: b APPEND INBOX {}
        C2| Subject: Re: good morning
        C2| From: alice@example.org
        C2| To: bob@example.org
        C2|
        C2| Hello.
        S1: * 127 EXISTS
        S1?: * {_} RECENT
        S1: * 127 FETCH (UID {new} BODY[HEADER.FIELDS (From To
            Subject)] {})
        S1| Subject: Re: good morning
        S1| From: alice@example.org
        S1| To: bob@example.org
        S1|
        # (Time passes. The client decides it wants to know about one more mailbox.)
        C: d STATUS misc (UIDVALIDITY UIDNEXT MESSAGES)
        S: * STATUS misc (UIDVALIDITY {_} UIDNEXT {misc} MESSAGES 0)
        S: d OK STATUS completed
        C: e notify set (selected (MessageNew (uid
            body.peek[header.fields (from to subject)]) MessageExpunge))
            (subtree Lists (MessageNew MessageExpunge))
            (mailboxes misc (MessageNew MessageExpunge))
        S: e OK done
        C2: c APPEND misc {"Subject: x\r\n\r\ny"}
        S1: * STATUS misc (UIDNEXT {misc+1} MESSAGES 1)
        """);

    /// <summary>RFC 5465 §5, §6.1, §8: what must be BAD, the letter of §3.1's example among it.</summary>
    [Theory, EveryStore]
    public Task Bad(TestStore store) => Transcript.RunAsync(store, """
        C: a1 NOTIFY SET (selected MessageNew (uid) MessageExpunge) (subtree Lists MessageNew)
        S: a1 BAD
        C: a2 NOTIFY SET (selected (MessageNew))
        S: a2 BAD
        C: a3 NOTIFY SET (selected (MessageExpunge))
        S: a3 BAD
        C: a4 NOTIFY SET (personal (FlagChange))
        S: a4 BAD
        C: a5 NOTIFY SET (personal (MessageNew FlagChange))
        S: a5 BAD
        C: a6 NOTIFY SET (personal (AnnotationChange))
        S: a6 BAD
        C: a7 NOTIFY SET (personal (MessageNew (UID) MessageExpunge))
        S: a7 BAD
        C: a8 NOTIFY SET (selected (MessageNew (X-NOTHING) MessageExpunge))
        S: a8 BAD
        C: a9 NOTIFY SET (selected (MailboxName))
        S: a9 BAD
        C: a10 NOTIFY SET (selected-delayed (SubscriptionChange))
        S: a10 BAD
        C: a11 NOTIFY SET (selected (MessageNew MessageExpunge)) (selected-delayed NONE)
        S: a11 BAD
        C: a12 NOTIFY SET (everything (MailboxName))
        S: a12 BAD
        C: a13 NOTIFY SET (mailboxes (MailboxName))
        S: a13 BAD
        C: a14 NOTIFY SET (personal ())
        S: a14 BAD
        C: a15 NOTIFY SET ()
        S: a15 BAD
        C: b NOTIFY
        S: b BAD
        C: c NOTIFY SOME
        S: c BAD
        C: d NOTIFY SET STATUS
        S: d BAD
        C: e NOTIFY NONE NONE
        S: e BAD
        """);

    /// <summary>RFC 5465 §3.1: NO, not BAD, for an event that is not told here, with those that are; and what was in force before stays.</summary>
    [Theory, EveryStore]
    public Task Unsupported_events(TestStore store) => Transcript.RunAsync(store, """
        C: a NOTIFY SET (personal (MailboxName))
        S: a OK
        C: b NOTIFY SET (selected (MessageNew MessageExpunge AnnotationChange))
        S: b NO [BADEVENT (MessageNew MessageExpunge FlagChange MailboxName SubscriptionChange)]
        C: c NOTIFY SET (personal (MailboxMetadataChange))
        S: c NO [BADEVENT (MessageNew MessageExpunge FlagChange MailboxName SubscriptionChange)]
        C: d NOTIFY SET (personal (ServerMetadataChange)) (inboxes (SomethingNew))
        S: d NO [BADEVENT (MessageNew MessageExpunge FlagChange MailboxName SubscriptionChange)]
        C2: a CREATE NewMailbox
        S1: * LIST (\HasNoChildren) "/" "NewMailbox"
        """);

    /// <summary>RFC 5465 §5.1, §5.2, §5.3, the examples in the selected mailbox: EXISTS and FETCH, FETCH, and EXPUNGE without a command.</summary>
    [Theory, EveryStore]
    public Task Selected(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 3 messages, none recent
        C: a SELECT INBOX
        S: * OK [UIDNEXT {new}]
        S: ...
        S: a OK
        C: b NOTIFY SET (selected (MessageNew (UID) MessageExpunge FlagChange))
        S: b OK
        C2: a SELECT INBOX
        C2: b STORE 2 FLAGS ($Junk)
        S1: * FLAGS (\Deleted \Seen $Junk ...)
        S1: * OK [PERMANENTFLAGS (...)]
        S1: * 2 FETCH (UID {_} FLAGS ($Junk))
        C2: c APPEND INBOX {"Subject: x\r\n\r\ny"}
        S1: * 4 EXISTS
        S1?: * {_} RECENT
        S1: * 4 FETCH (UID {new})
        C2: d STORE 2 +FLAGS (\Deleted)
        S1: * 2 FETCH (UID {_} FLAGS ($Junk \Deleted))
        C2: e EXPUNGE
        S1: * 2 EXPUNGE
        """);

    /// <summary>RFC 5465 §5.1: the FETCH of a flag change has the UID where the client is aware of CONDSTORE; §5.3: VANISHED with QRESYNC.</summary>
    [Theory, EveryStore]
    public Task Selected_with_qresync(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 3 messages, none recent
        C: a ENABLE QRESYNC
        S: * ENABLED QRESYNC
        S: a OK
        C: b SELECT INBOX
        S: * OK [UIDNEXT {new}]
        S: ...
        S: b OK
        C: c NOTIFY SET (selected (MessageNew (FLAGS) MessageExpunge FlagChange))
        S: c OK
        C2: a SELECT INBOX
        C2: b APPEND INBOX (\Draft) {"Subject: x\r\n\r\ny"}
        S1: * 4 EXISTS
        S1?: * {_} RECENT
        S1: * 4 FETCH (FLAGS (\Draft ...) UID {new} MODSEQ ({_}))
        C2: c STORE 2 +FLAGS (\Deleted)
        S1: * 2 FETCH (UID {second} FLAGS (\Deleted) MODSEQ ({_}))
        C2: d EXPUNGE
        S1: * VANISHED {second}
        S1: * OK [HIGHESTMODSEQ {_}]
        """);

    /// <summary>RFC 5465 §6.1.2: what goes waits for a command that permits it; the rest need not. IDLE permits it.</summary>
    [Theory, EveryStore]
    public Task Selected_delayed(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 4 messages, none recent
        C: a SELECT INBOX
        C: b NOTIFY SET (selected-delayed (MessageNew MessageExpunge FlagChange))
        S: b OK
        C2: a SELECT INBOX
        C2: b STORE 2 +FLAGS (\Deleted)
        S1: * 2 FETCH (UID {_} FLAGS (\Deleted))
        C2: c EXPUNGE
        C2: d APPEND INBOX {"Subject: x\r\n\r\ny"}
        S1: * 5 EXISTS
        S1?: * {_} RECENT
        C: c FETCH 3 (BODY.PEEK[HEADER.FIELDS (SUBJECT)])
        S!: * 2 EXPUNGE
        S: * 3 FETCH (BODY[HEADER.FIELDS (SUBJECT)] {"Subject: message 3\r\n\r\n"})
        S: c OK
        C: d NOOP
        S: * 2 EXPUNGE
        S?: * {_} RECENT
        S: d OK
        C2: e STORE 1 +FLAGS.SILENT (\Deleted)
        S1: * 1 FETCH (UID {_} FLAGS (\Deleted))
        C: e IDLE
        S: + idling
        C2: f EXPUNGE
        S1: * 1 EXPUNGE
        C: DONE
        S: e OK
        """);

    /// <summary>RFC 5465 §3.1, §6.1.2: what happens elsewhere wakes nobody who did not ask for it; HIGHESTMODSEQ, which stays below what waits (RFC 7162 §6), goes with the next answer.</summary>
    [Theory, EveryStore]
    public Task Selected_delayed_hears_nothing_of_elsewhere(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 3 messages, none recent
        GIVEN mailbox Other
        C: a ENABLE QRESYNC
        C: b SELECT INBOX
        C: c NOTIFY SET (selected-delayed (MessageNew MessageExpunge FlagChange))
        S: c OK
        C2: a SELECT INBOX
        C2: b STORE 2 +FLAGS (\Deleted)
        S1: * 2 FETCH (UID {second} FLAGS (\Deleted) MODSEQ ({deleted}))
        C2: c EXPUNGE
        C2: d APPEND Other {"Subject: x\r\n\r\ny"}
        C2: e CREATE another
        C2: f APPEND Other {"Subject: x\r\n\r\ny"}
        # a MODSEQ above what waits is not to be kept
        C2: g STORE 1 +FLAGS (\Flagged)
        S1: * 1 FETCH (UID {_} FLAGS (\Flagged) MODSEQ ({_}))
        S1: * OK [HIGHESTMODSEQ {deleted}]
        C2: h APPEND Other {"Subject: x\r\n\r\ny"}
        C: d FETCH 1 (UID)
        S: * 1 FETCH (UID {_})
        S: * OK [HIGHESTMODSEQ {deleted}]
        S: d OK
        C: e NOOP
        S: * VANISHED {second}
        S: * OK [HIGHESTMODSEQ {_}]
        S: e OK
        """);

    /// <summary>RFC 5465 §3, §4: after NONE an IDLE sleeps through everything.</summary>
    [Theory, EveryStore]
    public Task None_sleeps_in_idle(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 3 messages, none recent
        GIVEN mailbox Other
        C: a SELECT INBOX (CONDSTORE)
        S: * OK [HIGHESTMODSEQ {known}]
        S: ...
        S: a OK
        C: b NOTIFY NONE
        S: b OK
        C: c IDLE
        S: + idling
        C2: a SELECT INBOX
        C2: b STORE 2 +FLAGS (\Flagged)
        C2: c APPEND Other {"Subject: x\r\n\r\ny"}
        C2: d APPEND Other {"Subject: x\r\n\r\ny"}
        C: DONE
        S: * OK [HIGHESTMODSEQ {known}]
        S: c OK
        """);

    /// <summary>RFC 5465 §3.1: without SELECTED there is no news of the selected mailbox, in commands and IDLE neither; NOTIFY SET tells what has accumulated.</summary>
    [Theory, EveryStore]
    public async Task Nothing_of_the_selected_mailbox(TestStore store)
    {
        foreach (string terms in (string[])["SET (personal (MailboxName))", "SET (selected NONE)", "NONE"])
        {
            await Transcript.RunAsync(store, NothingOfTheSelectedMailbox.Replace("TERMS", terms, StringComparison.Ordinal));
        }
    }

    private const string NothingOfTheSelectedMailbox = """
        GIVEN INBOX with 4 messages, none recent
        C: a SELECT INBOX
        C: b NOTIFY TERMS
        S: b OK
        C2: a SELECT INBOX
        C2: b STORE 2 +FLAGS (\Deleted)
        C2: c EXPUNGE
        C2: d STORE 1 +FLAGS (\Flagged)
        C2: e APPEND INBOX {"Subject: x\r\n\r\ny"}
        C: c NOOP
        S: c OK
        C: d IDLE
        S: + idling
        C: DONE
        S: d OK
        # what the client does is answered
        C: e STORE 3 +FLAGS (\Answered)
        S: * 3 FETCH (FLAGS (\Answered))
        S: e OK
        C: f FETCH 4 (UID)
        S: * 4 FETCH (UID {_})
        S: f OK
        C: g FETCH 5 (UID)
        S: g BAD
        C: h NOTIFY SET (selected (MessageNew MessageExpunge FlagChange))
        S: * 2 EXPUNGE
        S: * 4 EXISTS
        S?: * {_} RECENT
        S: * 1 FETCH (FLAGS (\Flagged))
        S?: * 2 FETCH (FLAGS (\Answered))
        S: h OK
        C2: f STORE 1 -FLAGS (\Flagged)
        S1: * 1 FETCH (UID {_} FLAGS ())
        """;

    /// <summary>RFC 5465 §3.1: what a command of the client takes out is its answer, whatever NOTIFY says; what came meanwhile is not told.</summary>
    [Theory, EveryStore]
    public Task Own_expunges_are_answered(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 4 messages, none recent, 3 (\Deleted)
        GIVEN mailbox Trash
        C: a SELECT INBOX
        C: b NOTIFY NONE
        S: b OK
        C2: a APPEND INBOX {"Subject: x\r\n\r\ny"}
        C: c EXPUNGE
        S: * 3 EXPUNGE
        S: c OK
        C: d MOVE 1 Trash
        S: * OK [COPYUID {_} {_} {_}]
        S: * 1 EXPUNGE
        S: d OK
        C: e FETCH 3 (UID)
        S: e BAD
        C: f NOTIFY SET (selected (MessageNew (UID) MessageExpunge))
        S: * 3 EXISTS
        S?: * {_} RECENT
        S: f OK
        """);

    /// <summary>RFC 5465 §5.2: of what the client itself brings it is told that it is there, and no more.</summary>
    [Theory, EveryStore]
    public Task Own_messages_are_not_fetched(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 2 messages, none recent
        C: a SELECT INBOX
        C: b NOTIFY SET (selected (MessageNew (UID) MessageExpunge))
        S: b OK
        C: c APPEND INBOX {"Subject: x\r\n\r\ny"}
        S: * 3 EXISTS
        S?: * {_} RECENT
        S: c OK
        C: d UID COPY 1 INBOX
        S: * 4 EXISTS
        S?: * {_} RECENT
        S: d OK [COPYUID {_} {_} {copy}]
        C2: a APPEND INBOX {"Subject: x\r\n\r\ny"}
        S1: * 5 EXISTS
        S1?: * {_} RECENT
        S1: * 5 FETCH (UID {copy+1})
        """);

    /// <summary>RFC 5465 §4: in IDLE the same is told as without it.</summary>
    [Theory, EveryStore]
    public Task In_idle(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 2 messages, none recent
        GIVEN mailbox misc
        C: a SELECT INBOX
        S: * OK [UIDNEXT {new}]
        S: ...
        S: a OK
        C: b NOTIFY SET (selected (MessageNew (UID) MessageExpunge)) (mailboxes misc (MessageNew MessageExpunge)) (personal (MailboxName))
        S: b OK
        C: c IDLE
        S: + idling
        C2: a APPEND INBOX {"Subject: x\r\n\r\ny"}
        S1: * 3 EXISTS
        S1?: * {_} RECENT
        S1: * 3 FETCH (UID {new})
        C2: b APPEND misc {"Subject: x\r\n\r\ny"}
        S1: * STATUS misc (UIDNEXT 2 MESSAGES 1)
        C2: c RENAME misc other
        S1: * LIST (\HasNoChildren) "/" "other" ("OLDNAME" ("misc"))
        C2: d SELECT INBOX
        C2: e STORE 1 +FLAGS (\Flagged)
        C: DONE
        S: c OK
        """);

    /// <summary>RFC 5465 §5.3 after ENABLE UIDONLY (RFC 9586 §3): no message number is told.</summary>
    [Theory, EveryStore]
    public Task With_uidonly(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 3 messages, none recent
        C: a ENABLE UIDONLY
        S: * ENABLED UIDONLY
        S: a OK
        C: b SELECT INBOX
        S: * OK [UIDNEXT {new}]
        S: ...
        S: b OK
        C: c NOTIFY SET (selected (MessageNew (RFC822.SIZE) MessageExpunge FlagChange))
        S: c OK
        C2: a SELECT INBOX
        C2: b APPEND INBOX {"Subject: x\r\n\r\ny"}
        S1: * 4 EXISTS
        S1?: * {_} RECENT
        S1: * {new} UIDFETCH (RFC822.SIZE 15)
        C2: c STORE 4 +FLAGS (\Deleted)
        S1: * {new} UIDFETCH (FLAGS (\Deleted ...))
        C2: d EXPUNGE
        S1: * VANISHED {new}
        """);

    /// <summary>RFC 8437 §3.1: another login hears nothing of what was asked for before.</summary>
    [Theory, EveryStore]
    public Task Unauthenticate_ends_it(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox misc
        C: a NOTIFY SET (personal (MessageNew MessageExpunge MailboxName))
        S: a OK
        C: b UNAUTHENTICATE
        S: b OK
        C: c NOTIFY NONE
        S: c BAD
        C: d LOGIN {user} {password}
        S: d OK
        C2: a APPEND misc {"Subject: x\r\n\r\ny"}
        C2: b CREATE other
        C: e NOOP
        S: e OK
        """);

    /// <summary>Switched off, it is neither announced nor taken.</summary>
    [Theory, EveryStore]
    public Task Without(TestStore store) => Transcript.RunAsync(store, """
        GIVEN without NOTIFY
        C: a CAPABILITY
        S!: * CAPABILITY IMAP4rev1 NOTIFY ...
        S: * CAPABILITY IMAP4rev1 ...
        S: a OK
        C: b NOTIFY NONE
        S: b BAD
        """);
}
