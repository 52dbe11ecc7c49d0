using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>IMAP4rev2: SELECT, EXAMINE, and what is told of the mailbox that is selected (RFC 9051 §6.3.2, §7.5).</summary>
[AnnouncedAs("IMAP4rev2")]
public sealed class Rev2SelectTranscripts
{
    private const string Rev2 = """

        C: rev2 ENABLE IMAP4rev2
        S: * ENABLED IMAP4rev2
        S: rev2 OK
        """;

    /// <summary>RFC 9051 §6.3.2, both examples: LIST is told, CLOSED before the next; nothing that IMAP4rev2 took away.</summary>
    [Theory, EveryStore]
    public Task Select(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 172 messages, 12 (\Flagged)
        GIVEN mailbox Drafts with 5 messages
        """ + Rev2 + """

        C: A142 SELECT INBOX
        S!: * {_} RECENT
        S!: * OK [UNSEEN {_}]
        S: * 172 EXISTS
        S: * OK [UIDVALIDITY {_}] UIDs valid
        S: * OK [UIDNEXT {_}] Predicted next UID
        S: * FLAGS (\Answered \Flagged \Deleted \Seen \Draft)
        S: * OK [PERMANENTFLAGS (\Answered \Flagged \Deleted \Seen \Draft \*)] Limited
        S: * LIST (\HasNoChildren) "/" INBOX
        S: ...
        S: A142 OK [READ-WRITE] SELECT completed
        C: A143 SELECT Drafts
        S: * OK [CLOSED] Previous mailbox is now closed
        S: * 5 EXISTS
        S: * OK [UIDVALIDITY {_}] UIDs valid
        S: * OK [UIDNEXT {_}] Predicted next UID
        S: * LIST (\HasNoChildren) "/" Drafts
        S: * FLAGS (\Answered \Flagged \Deleted \Seen \Draft)
        S: * OK [PERMANENTFLAGS (\Deleted \Seen \Answered
            \Flagged \Draft \*)] System flags and keywords allowed
        S: ...
        S: A143 OK [READ-WRITE] SELECT completed
        """);

    /// <summary>RFC 9051 §6.3.3, the example.</summary>
    [Theory, EveryStore]
    public Task Examine(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox blurdybloop with 17 messages
        GIVEN mailbox blurdybloop/below
        """ + Rev2 + """

        C: A932 EXAMINE blurdybloop
        S!: * {_} RECENT
        S: * 17 EXISTS
        S: * OK [UIDVALIDITY {_}] UIDs valid
        S: * OK [UIDNEXT {_}] Predicted next UID
        S: * LIST (\HasChildren) "/" blurdybloop
        S: * FLAGS (\Answered \Flagged \Deleted \Seen \Draft)
        S: * OK [PERMANENTFLAGS ()] No permanent flags permitted
        S: ...
        S: A932 OK [READ-ONLY] EXAMINE completed
        """);

    /// <summary>RFC 9051 §6.3.2: what was selected is closed by a SELECT that fails too, whatever it fails for; but not by one that is no command.</summary>
    [Theory, EveryStore]
    public Task A_failed_select_closes(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 2 messages
        """ + Rev2 + """

        C: a SELECT INBOX
        C: b SELECT nowhere
        S: * OK [CLOSED]
        S: b NO [NONEXISTENT]
        C: c SELECT nowhere
        S: c NO [NONEXISTENT]
        C: d SELECT INBOX
        C: e SELECT INBOX (NONSENSE)
        S: e BAD
        C: f SELECT a//b
        S: * OK [CLOSED]
        S: f NO [CANNOT]
        C: g FETCH 1 FLAGS
        S: g BAD Select a mailbox first
        """);

    /// <summary>RFC 9051 §7.3.1: attributes are accurate: what it is for, that it is subscribed to.</summary>
    [Theory, EveryStore]
    public Task The_attributes_are_told(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox Out for \Sent, subscribed
        GIVEN mailbox Out/2026
        """ + Rev2 + """

        C: a EXAMINE Out
        S: * LIST (\Sent \HasChildren \Subscribed) "/" Out
        S: ...
        S: a OK [READ-ONLY]
        """);

    /// <summary>RFC 9051 §7.1: PERMANENTFLAGS has "\*" while there is room for another keyword; the five keywords of §2.3.2 are kept.</summary>
    [Theory, EveryStore]
    public Task Keywords(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 2 messages
        GIVEN mailbox other
        """ + Rev2 + """

        C: a SELECT INBOX
        C: b STORE 1 FLAGS ($Forwarded $MDNSent $Junk $NotJunk $Phishing)
        S: * FLAGS (\Answered \Flagged \Deleted \Seen \Draft $Forwarded $MDNSent $Junk $NotJunk $Phishing)
        S: * OK [PERMANENTFLAGS (\Answered \Flagged \Deleted \Seen \Draft $Forwarded $MDNSent $Junk $NotJunk $Phishing \*)]
        S: * 1 FETCH (FLAGS ($Forwarded $MDNSent $Junk $NotJunk $Phishing) UID {_})
        S: b OK
        C: c SEARCH KEYWORD $junk UNKEYWORD $x
        S: * ESEARCH (TAG "c") ALL 1
        S: c OK
        C: d COPY 1 other
        C: e APPEND other ($Phishing $Forwarded) {}
        C| From: Smith <smith@example.org>
        C|
        C| Hello.
        C: f MOVE 1 other
        C: g SELECT other
        C: h FETCH 1:* FLAGS
        S: * 1 FETCH (FLAGS ($Forwarded $MDNSent $Junk $NotJunk $Phishing))
        S: * 2 FETCH (FLAGS ($Phishing $Forwarded))
        S: * 3 FETCH (FLAGS ($Forwarded $MDNSent $Junk $NotJunk $Phishing))
        S: h OK
        """);

    /// <summary>RFC 9051 §2.3.2, appendix E, 12: there is no \Recent, nowhere; who asks for it by a name of IMAP4rev1 hears BAD.</summary>
    [Theory, EveryStore]
    public Task Nothing_is_recent(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 2 messages, all recent
        """ + Rev2 + """

        C1: a SELECT INBOX
        C1: b FETCH 1:2 FLAGS
        S1: * 1 FETCH (FLAGS ())
        S1: * 2 FETCH (FLAGS ())
        S1: b OK
        C1: c STATUS INBOX (RECENT)
        S1: c BAD
        C1: d LIST "" % RETURN (STATUS (MESSAGES RECENT))
        S1: d BAD
        C1: e SEARCH NEW
        S1: e BAD
        C1: f SEARCH NOT (SEEN OLD)
        S1: f BAD
        C1: g UID SEARCH RETURN (COUNT) RECENT
        S1: g BAD
        C2: x APPEND INBOX {}
        C2| From: Smith <smith@example.org>
        C2|
        C2| Hello.
        C1: h NOOP
        S1: * 3 EXISTS
        S1: h OK
        # What a session is not told, it takes from nobody.
        C2: y SELECT INBOX
        S2: * 3 EXISTS
        S2: * 3 RECENT
        S2: ...
        S2: y OK
        """);

    /// <summary>RFC 9051 §7.5.2: "If the server chooses to send unsolicited FETCH responses, they MUST include UID"; §6.3.13: in IDLE as well.</summary>
    [Theory, EveryStore]
    public Task What_nobody_asked_for_has_the_uid(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 3 messages, none recent, 1 expunged
        """ + Rev2 + """

        C: a SELECT INBOX
        C: b FETCH 1:2 UID
        S: * 1 FETCH (UID {one})
        S: * 2 FETCH (UID {two})
        S: b OK
        C2: x SELECT INBOX
        C2: y STORE 2 +FLAGS.SILENT (\Seen)
        C: c NOOP
        S: * 2 FETCH (UID {two} FLAGS (\Seen))
        S: c OK
        C: d FETCH 1 BODY[TEXT]
        S: * 1 FETCH (BODY[TEXT] {"This is message 2.\r\n"} FLAGS (\Seen) UID {one})
        S: d OK
        C: e IDLE
        S: + idling
        C2: z STORE 2 +FLAGS.SILENT (\Flagged)
        S: * 2 FETCH (UID {two} FLAGS (\Seen \Flagged))
        C: DONE
        S: e OK
        """);

    /// <summary>RFC 9051 §6.3.13, the example: no RECENT, and whoever idles hears of everything.</summary>
    [Theory, EveryStore]
    public Task Idle(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 3 messages, none recent
        """ + Rev2 + """

        C: A001 SELECT INBOX
        S: * FLAGS (\Deleted \Seen \Flagged ...)
        S: * OK [PERMANENTFLAGS (\Deleted \Seen \Flagged ...)] Limited
        S: * 3 EXISTS
        S: * OK [UIDVALIDITY {_}]
        S: * OK [UIDNEXT {_}]
        S: * LIST (...) "/" INBOX
        S: ...
        S: A001 OK [READ-WRITE] SELECT completed
        C: A002 IDLE
        S: + idling
        C2: B001 APPEND INBOX {}
        C2| From: Smith <smith@example.org>
        C2|
        C2| Hello.
        S: * 4 EXISTS
        C: DONE
        S: A002 OK IDLE terminated
        C2: B002 SELECT INBOX
        C2: B003 STORE 2:3 +FLAGS.SILENT (\Deleted)
        C2: B004 UID EXPUNGE 2
        C: A003 FETCH 4 ALL
        S: * 4 FETCH (...)
        S: * 3 FETCH (UID 3 FLAGS (\Deleted))
        S: A003 OK FETCH completed
        C: A004 IDLE
        S: * 2 EXPUNGE
        S: + idling
        C2: B005 EXPUNGE
        S: * 2 EXPUNGE
        C2: B006 APPEND INBOX {}
        C2| From: Smith <smith@example.org>
        C2|
        C2| Hello.
        S: * 3 EXISTS
        C: DONE
        S: A004 OK IDLE terminated
        C: A005 FETCH 3 ALL
        S: * 3 FETCH (...)
        S: A005 OK FETCH completed
        C: A006 IDLE
        S: + idling
        C: DONE
        S: A006 OK
        """);
}
