using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>UIDONLY (RFC 9586). That no response has a message number from ENABLE on is looked at in every one of them.</summary>
[AnnouncedAs("UIDONLY")]
public sealed class UidOnlyTranscripts
{
    // 1 and 4 are gone: UIDs 2, 3, 5, 6, 7 and 8.
    private const string Mail = """
        GIVEN INBOX with 8 messages, none recent, 2 (\Seen), 5 (\Flagged \Answered), 7 (\Answered)
        C: u ENABLE UIDONLY
        C: s SELECT INBOX
        C: x UID STORE 1,4 +FLAGS.SILENT (\Deleted)
        C: y EXPUNGE
        S: * VANISHED 1,4
        S: y OK
        """;

    /// <summary>RFC 9586 §3.1, the example, after login; SELECT then leaves [UNSEEN] out, "message sequence numbers in any response" (§3).</summary>
    [Theory, EveryStore]
    public Task Enabling(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 3 messages, none recent
        C: 00 CAPABILITY
        S: * CAPABILITY IMAP4rev1 ENABLE CONDSTORE QRESYNC UIDONLY ...
        S: 00 OK
        C: 01 ENABLE UIDONLY
        S: * ENABLED UIDONLY
        S: 01 OK ENABLE completed
        C: 02 SELECT INBOX
        S?: * OK [MAILBOXID ({_})]
        S: * 3 EXISTS
        S: * 0 RECENT
        S: * OK [UIDVALIDITY {_}]
        S: * OK [UIDNEXT 4]
        S: * OK [HIGHESTMODSEQ {_}]
        S: * FLAGS (...)
        S: * OK [PERMANENTFLAGS (...)]
        S: 02 OK [READ-WRITE]
        C: 03 ENABLE UIDONLY
        S: * ENABLED
        S: 03 OK
        """);

    /// <summary>RFC 9586 §3, the example, and §3.2: what takes numbers is BAD, whatever its arguments are.</summary>
    [Theory, EveryStore]
    public Task Numbers_are_refused(TestStore store) => Transcript.RunAsync(store, Mail + """

        C: 07 FETCH 10000:14589 (UID FLAGS)
        S: 07 BAD [UIDREQUIRED] Message numbers are not allowed
            once UIDONLY is enabled
        C: 08 FETCH * FLAGS
        S: 08 BAD [UIDREQUIRED]
        C: 09 STORE 1 +FLAGS (\Seen)
        S: 09 BAD [UIDREQUIRED]
        C: 10 SEARCH ALL
        S: 10 BAD [UIDREQUIRED]
        C: 11 COPY 1 INBOX
        S: 11 BAD [UIDREQUIRED]
        C: 12 MOVE 1 INBOX
        S: 12 BAD [UIDREQUIRED]
        C: 13 UID FETCH 1:* (FLAGS)
        S: * 2 UIDFETCH (FLAGS (\Seen))
        S: * 3 UIDFETCH (FLAGS ())
        S: * 5 UIDFETCH (FLAGS (\Flagged \Answered))
        S: * 6 UIDFETCH (FLAGS ())
        S: * 7 UIDFETCH (FLAGS (\Answered))
        S: * 8 UIDFETCH (FLAGS ())
        S: 13 OK
        """);

    /// <summary>RFC 9586 §3.3, both examples: UID is an item only for who asks for it.</summary>
    [Theory, EveryStore]
    public Task Uidfetch(TestStore store) => Transcript.RunAsync(store, Mail + """

        C: 10 UID FETCH 5:7 (FLAGS)
        S: * 5 UIDFETCH (FLAGS (\Flagged \Answered))
        S: * 6 UIDFETCH (FLAGS ())
        S: * 7 UIDFETCH (FLAGS (\Answered))
        S: 10 OK FETCH completed
        C: 11 UID FETCH 4:6 (UID FLAGS)
        S: * 5 UIDFETCH (FLAGS (\Flagged \Answered) UID 5)
        S: * 6 UIDFETCH (FLAGS () UID 6)
        S: 11 OK FETCH completed
        C: 12 UID FETCH 8 BODY[TEXT]
        S: * 8 UIDFETCH (BODY[TEXT] {"This is message 8.\r\n"} FLAGS (\Seen))
        S: 12 OK
        C: 13 UID STORE 7:8 +FLAGS (\Draft)
        S: * 7 UIDFETCH (FLAGS (\Answered \Draft))
        S: * 8 UIDFETCH (FLAGS (\Seen \Draft))
        S: 13 OK
        C: 14 UID STORE 7:8 -FLAGS.SILENT (\Draft)
        S: 14 OK
        C: 15 UID FETCH 1:* (RFC822.SIZE) (PARTIAL -1:-1)
        S: * 8 UIDFETCH (RFC822.SIZE {_})
        S: 15 OK
        """);

    /// <summary>RFC 9586 §3.4, the example, and §3.6: UID EXPUNGE and UID MOVE, whose OK has a HIGHESTMODSEQ only for QRESYNC.</summary>
    [Theory, EveryStore]
    public Task Vanished(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 9 messages, none recent, 2 (\Deleted), 4:5 (\Deleted), 8 (\Deleted)
        GIVEN mailbox Archives/2023/2023-05
        C: u ENABLE UIDONLY
        C: s SELECT INBOX
        C: 11 UID EXPUNGE 1:4
        S: * VANISHED 2,4
        S: 11 OK []
        C: 12 EXPUNGE
        S: * VANISHED 5,8
        S: 12 OK [] expunged
        C: 15 UID move 7 "Archives/2023/2023-05"
        S: * OK [COPYUID {_} 7 1] UID MOVE
        S: * VANISHED 7
        S: 15 OK [] UID MOVE Completed
        C: 16 UID COPY 9 INBOX
        S: * 5 EXISTS
        S: * 1 RECENT
        S: 16 OK [COPYUID {_} 9 10]
        """);

    /// <summary>RFC 9586 §3.5: a set without UID is no key; with UID it is, "$" too, and ESEARCH as ever.</summary>
    [Theory, EveryStore]
    public Task Search(TestStore store) => Transcript.RunAsync(store, Mail + """

        C: a UID SEARCH 1:3
        S: a BAD [UIDREQUIRED]
        C: b UID SEARCH NOT (SEEN OR 1 *)
        S: b BAD
        C: c UID SEARCH OR (SEEN NOT *) ALL
        S: c BAD [UIDREQUIRED]
        C: d UID SEARCH RETURN (SAVE) OR SEEN ANSWERED
        S: d OK
        C: e UID SEARCH $
        S: e BAD [UIDREQUIRED]
        C: f UID SEARCH UID $ ANSWERED
        S: * SEARCH 5 7
        S: f OK
        C: g UID SEARCH UID 6:* UNSEEN
        S: * SEARCH 6 7 8
        S: g OK
        C: h UID SEARCH RETURN (MIN COUNT PARTIAL -1:-2) ALL
        S: * ESEARCH (TAG "h") UID MIN 2 COUNT 6 PARTIAL (-1:-2 7:8)
        S: h OK
        C: i UID FETCH $ FLAGS
        S: * 2 UIDFETCH (FLAGS (\Seen))
        S: * 5 UIDFETCH (FLAGS (\Flagged \Answered))
        S: * 7 UIDFETCH (FLAGS (\Answered))
        S: i OK
        """);

    /// <summary>RFC 9586 §3.6: what others did. "This extension doesn't affect EXISTS or RECENT responses."</summary>
    [Theory, EveryStore]
    public Task What_others_did(TestStore store) => Transcript.RunAsync(store, Mail + """

        C2: a SELECT INBOX
        C2: b STORE 3 +FLAGS (\Seen)
        C2: c STORE 2 +FLAGS (\Deleted)
        C2: d EXPUNGE
        S2: * 2 EXPUNGE
        S2: d OK
        C2: e COPY 1 INBOX
        C: z NOOP
        S: * VANISHED 3
        S: * 6 EXISTS
        S: * 0 RECENT
        S: * 5 UIDFETCH (FLAGS (\Flagged \Answered \Seen))
        S: z OK
        C: i IDLE
        S: + idling
        C2: f STORE 2 -FLAGS (\Seen)
        S: * 5 UIDFETCH (FLAGS (\Flagged \Answered))
        C2: g STORE 3 +FLAGS (\Deleted)
        S: * 6 UIDFETCH (FLAGS (\Deleted))
        C2: h EXPUNGE
        S: * VANISHED 6
        C: DONE
        S: i OK
        """);

    /// <summary>What was held back for numbers is told by UID; what is sent behind ENABLE is judged by what it leaves.</summary>
    [Theory, EveryStore]
    public Task In_the_middle(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 4 messages, none recent
        C: a SELECT INBOX
        C2: a SELECT INBOX
        C2: b STORE 2 +FLAGS.SILENT (\Deleted)
        C2: c EXPUNGE
        C: b FETCH 3 FLAGS
        S: * 3 FETCH (FLAGS ())
        S: b OK
        C+: c ENABLE UIDONLY
        C+: d FETCH 1 FLAGS
        C+: e UID FETCH 1 FLAGS
        S: * ENABLED UIDONLY
        S: * VANISHED 2
        S: c OK
        S: d BAD [UIDREQUIRED]
        S: * 1 UIDFETCH (FLAGS ())
        S: e OK
        """);

    /// <summary>RFC 9586 §3.7: CONDSTORE, with MODSEQ in UIDFETCH.</summary>
    [Theory, EveryStore]
    public Task With_condstore(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 4 messages, none recent
        C1: u ENABLE UIDONLY CONDSTORE
        S1: * ENABLED UIDONLY CONDSTORE
        S1: u OK
        C1: s SELECT INBOX
        S1: * OK [HIGHESTMODSEQ {known}]
        S1: ...
        S1: s OK
        C2: a SELECT INBOX
        C2: b STORE 3 +FLAGS (\Flagged)
        C1: a UID STORE 2:3 (UNCHANGEDSINCE {known}) +FLAGS.SILENT (\Seen)
        S1: * 2 UIDFETCH (MODSEQ ({seen}))
        S1: * 3 UIDFETCH (FLAGS (\Flagged) MODSEQ ({flagged}))
        S1: a OK [MODIFIED 3]
        C1: b UID STORE 4 +FLAGS (\Seen)
        S1: * 4 UIDFETCH (FLAGS (\Seen) MODSEQ ({now}))
        S1: b OK
        C1: c UID FETCH 1:4 (FLAGS) (CHANGEDSINCE {flagged})
        S1: * 2 UIDFETCH (FLAGS (\Seen) MODSEQ ({seen}))
        S1: * 4 UIDFETCH (FLAGS (\Seen) MODSEQ ({now}))
        S1: c OK
        C1: d UID FETCH 1 (BODY[TEXT])
        S1: * 1 UIDFETCH (BODY[TEXT] {"This is message 1.\r\n"} FLAGS (\Seen) MODSEQ ({_}))
        S1: d OK
        C1: e UID FETCH 1:4 (FLAGS) (CHANGEDSINCE 1 VANISHED)
        S1: e BAD
        C1: f SELECT INBOX (QRESYNC (1 1))
        S1: f BAD
        """);

    /// <summary>RFC 9586 §3.7: QRESYNC, but for numbers among its parameters; what was selected stays.</summary>
    [Theory, EveryStore]
    public Task With_qresync(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 8 messages, none recent, all (\Seen)
        C: u ENABLE QRESYNC UIDONLY
        S: * ENABLED QRESYNC UIDONLY
        S: u OK
        C: s SELECT INBOX
        S: * OK [UIDVALIDITY {validity}]
        S: * OK [HIGHESTMODSEQ {known}]
        S: ...
        S: s OK
        C: a UID STORE 2 +FLAGS.SILENT (\Flagged)
        S: * 2 UIDFETCH (MODSEQ ({flagged}))
        S: a OK
        C: b UID STORE 3 +FLAGS.SILENT (\Deleted)
        C: c EXPUNGE
        S: * VANISHED 3
        S: c OK [HIGHESTMODSEQ {highest}]
        C: d SELECT INBOX (QRESYNC ({validity} {known} 1:8))
        S?: * OK [MAILBOXID ({_})]
        S: * OK [CLOSED]
        S: * 7 EXISTS
        S: * 0 RECENT
        S: * OK [UIDVALIDITY {validity}]
        S: * OK [UIDNEXT 9]
        S: * OK [HIGHESTMODSEQ {highest}]
        S: * FLAGS (...)
        S: * OK [PERMANENTFLAGS (...)]
        S: * VANISHED (EARLIER) 3
        S: * 2 UIDFETCH (FLAGS (\Seen \Flagged) MODSEQ ({flagged}))
        S: d OK [READ-WRITE]
        C: e SELECT INBOX (QRESYNC ({validity} {known} 1:8 (1:2 1:2)))
        S: e BAD [UIDREQUIRED]
        C: f EXAMINE INBOX (QRESYNC ({validity} {known} (1 1)))
        S: f BAD [UIDREQUIRED]
        C: g UID FETCH 1:8 (FLAGS) (CHANGEDSINCE {known} VANISHED)
        S: * VANISHED (EARLIER) 3
        S: * 2 UIDFETCH (FLAGS (\Seen \Flagged) MODSEQ ({flagged}))
        S: g OK
        """);

    /// <summary>Without the extension, and until it is enabled, numbers are numbers.</summary>
    [Theory, EveryStore]
    public Task Switched_off(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 1 message, none recent
        GIVEN without UIDONLY
        C: a CAPABILITY
        S!: * CAPABILITY UIDONLY ...
        S: * CAPABILITY IMAP4rev1 ...
        S: a OK
        C: b ENABLE UIDONLY
        S: * ENABLED
        S: b OK
        C: c SELECT INBOX
        C: d FETCH 1 FLAGS
        S: * 1 FETCH (FLAGS ())
        S: d OK
        """);
}
