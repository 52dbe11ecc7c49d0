using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>QRESYNC (RFC 7162 §3.2).</summary>
[AnnouncedAs("QRESYNC")]
public sealed class QResyncTranscripts
{
    /// <summary>RFC 7162 §3.2.5, the example: another UIDVALIDITY, and nothing else counts.</summary>
    [Theory, EveryStore]
    [DiffersOn("Cyrus", "says CONDSTORE where QRESYNC alone was enabled")]
    public Task Another_uidvalidity(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 20 messages, none recent, 1:11 (\Seen)
        C: e ENABLE QRESYNC
        S: * ENABLED QRESYNC
        S: e OK
        C: A02 SELECT INBOX (QRESYNC (7 1
            1,3:11,14:541))
        S?: * OK [MAILBOXID ({_})]
        S: * 20 EXISTS
        S: * 0 RECENT
        S: * OK [UIDVALIDITY {_}] UIDVALIDITY
        S: * OK [UIDNEXT 21] Predicted next UID
        S: * OK [HIGHESTMODSEQ {_}] Highest mailbox mod-sequence
        S: * OK [UNSEEN 12] Message 12 is first unseen
        S: * FLAGS (\Answered \Flagged \Draft \Deleted \Seen)
        S: * OK [PERMANENTFLAGS (\Answered \Flagged \Draft
            \Deleted \Seen \*)] Permanent flags
        S: A02 OK [READ-WRITE] Sorry, UIDVALIDITY mismatch
        """);

    /// <summary>RFC 7162 §3.2.5.1, the example, and the one of §6: what vanished, then what changed, of the UIDs that were named.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "says no HIGHESTMODSEQ before somebody asked for mod-sequences; RFC 7162 §3.1.2.1 lets it")]
    [DiffersOn("Cyrus", "says URLMECH and ANNOTATIONS, too")]
    public Task Back_after_a_while(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 20 messages, none recent, all (\Seen)
        GIVEN Other with 1 message, none recent
        C: s SELECT INBOX
        S: * OK [UIDVALIDITY {validity}]
        S: * OK [HIGHESTMODSEQ {known}]
        S: ...
        S: s OK
        C2: a SELECT INBOX
        C2: b STORE 1:5,7:8 +FLAGS (\Deleted)
        C2: c EXPUNGE
        C2: d UID STORE 9 +FLAGS (\Answered)
        C2: e UID STORE 11 FLAGS (\Draft $MDNSent)
        C2: f UID STORE 20 FLAGS (\Seen $Forwarded)
        C2: g SELECT Other
        C: A01 LOGOUT
        S: * BYE
        S: A01 OK
        C3: e ENABLE QRESYNC
        C3: o SELECT Other
        C3: A03 SELECT INBOX (QRESYNC ({validity}
            {known} 3:19))
        S3?: * OK [MAILBOXID ({_})]
        S3: * OK [CLOSED]
        S3: * 13 EXISTS
        S3: * 0 RECENT
        S3: * OK [UIDVALIDITY {validity}] UIDVALIDITY
        S3: * OK [UIDNEXT 21] Predicted next UID
        S3: * OK [HIGHESTMODSEQ {highest}] Highest
            mailbox mod-sequence
        S3: * OK [UNSEEN 4]
        S3: * FLAGS (\Answered \Flagged \Draft \Deleted \Seen $MDNSent $Forwarded)
        S3: * OK [PERMANENTFLAGS (...)] Permanent flags
        S3: * VANISHED (EARLIER) 3:5,7:8
        S3: * 2 FETCH (UID 9 FLAGS (\Seen \Answered) MODSEQ ({_}))
        S3: * 4 FETCH (UID 11 FLAGS (\Draft $MDNSent) MODSEQ ({_}))
        S3: A03 OK [READ-WRITE] mailbox selected
        C3: A04 EXAMINE INBOX (QRESYNC ({validity} {known}))
        S3?: * OK [MAILBOXID ({_})]
        S3: * OK [CLOSED]
        S3: * VANISHED (EARLIER) 1:5,7:8
        S3: * 2 FETCH (UID 9 FLAGS (\Seen \Answered) MODSEQ ({_}))
        S3: * 4 FETCH (UID 11 FLAGS (\Draft $MDNSent) MODSEQ ({_}))
        S3: * 13 FETCH (UID 20 FLAGS (\Seen $Forwarded) MODSEQ ({highest}))
        S3: * 13 EXISTS
        S3: * 0 RECENT
        S3: * OK [UIDVALIDITY {validity}]
        S3: * OK [UIDNEXT 21]
        S3: * OK [HIGHESTMODSEQ {highest}]
        S3: * OK [UNSEEN 4]
        S3: * FLAGS (...)
        S3: * OK [PERMANENTFLAGS ()]
        S3: A04 OK [READ-ONLY]
        C3: A05 SELECT INBOX (QRESYNC ({validity} {highest}))
        S3?: * OK [MAILBOXID ({_})]
        S3: * OK [CLOSED]
        S3: * 13 EXISTS
        S3: * 0 RECENT
        S3: * OK [UIDVALIDITY {validity}]
        S3: * OK [UIDNEXT 21]
        S3: * OK [HIGHESTMODSEQ {highest}]
        S3: * OK [UNSEEN 4]
        S3: * FLAGS (...)
        S3: * OK [PERMANENTFLAGS (...)]
        S3: A05 OK [READ-WRITE]
        """);

    /// <summary>RFC 7162 §3.2.5.2, both examples, a thousandth of them: pairs that match say what need not be told.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "says no HIGHESTMODSEQ before somebody asked for mod-sequences; RFC 7162 §3.1.2.1 lets it")]
    [DiffersOn("Cyrus", "says URLMECH and ANNOTATIONS, too")]
    public Task Pairs_of_numbers_and_uids(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 33 messages, none recent
        C: s SELECT INBOX
        S: * OK [UIDVALIDITY {validity}]
        S: * OK [HIGHESTMODSEQ {known}]
        S: ...
        S: s OK
        C: a STORE 1,2,4,5,7,8,10,11,13,14,16,17,19,20,22,23,25,26,28,29,31,32 +FLAGS.SILENT (\Deleted)
        C: b CLOSE
        C: e ENABLE QRESYNC
        C: A04 EXAMINE INBOX (QRESYNC ({validity}
            {known} 1:29))
        S: * 11 EXISTS
        S: * VANISHED (EARLIER) 1:2,4:5,7:8,10:11,13:14,16:17,19:20,22:23,25:26,28:29
        S: ...
        S: A04 OK
        C: B04 EXAMINE INBOX (QRESYNC ({validity}
            {known} 1:29 (5,7:9 15,21,24,27)))
        S: * 11 EXISTS
        S: * VANISHED (EARLIER) 28:29
        S: ...
        S: B04 OK
        C: B05 EXAMINE INBOX (QRESYNC ({validity} {known} (4,7 12,22)))
        S: * VANISHED (EARLIER) 13:14,16:17,19:20,22:23,25:26,28:29,31:32
        S: ...
        S: B05 OK
        C: B06 EXAMINE INBOX (QRESYNC ({validity} {known} (1:11 3,6,9,12,15,18,21,24,27,30,33)))
        S?: * OK [MAILBOXID ({_})]
        S: * OK [CLOSED]
        S: * 11 EXISTS
        S: * 0 RECENT
        S: * OK [UIDVALIDITY {validity}]
        S: * OK [UIDNEXT 34]
        S: * OK [HIGHESTMODSEQ {_}]
        S: * OK [UNSEEN 1]
        S: * FLAGS (...)
        S: * OK [PERMANENTFLAGS ()]
        S: B06 OK
        """);

    /// <summary>RFC 7162 §3.2.6, the examples: UID FETCH with VANISHED; "*" is beyond the last that is left.</summary>
    [Theory, EveryStore]
    [DiffersOn("Cyrus", "takes \"*\" for the last message that is there, and tells nothing of what was expunged above it")]
    public Task Fetch_with_vanished(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 12 messages, none recent
        C: e ENABLE QRESYNC
        C: s SELECT INBOX
        S: * OK [HIGHESTMODSEQ {known}]
        S: ...
        S: s OK
        C: a STORE 1:3,5,11:12 +FLAGS.SILENT (\Deleted)
        C: b EXPUNGE
        S: * VANISHED 1:3,5,11:12
        S: b OK [HIGHESTMODSEQ {expunged}]
        C: c UID STORE 4 +FLAGS.SILENT (\Seen)
        C: d UID STORE 8 +FLAGS.SILENT ($NoJunk)
        C: s100 UID FETCH 2:10 (FLAGS) (CHANGEDSINCE {known}
            VANISHED)
        S: * VANISHED (EARLIER) 2:3,5
        S: * 1 FETCH (UID 4 MODSEQ ({_}) FLAGS (\Seen))
        S: * 4 FETCH (UID 8 MODSEQ ({_}) FLAGS ($NoJunk))
        S: s100 OK FETCH completed
        C: s101 UID SEARCH 2:6
        S: * SEARCH 6 7 8 9 10
        S: s101 OK search completed
        C: s102 UID FETCH 6:* (FLAGS) (VANISHED CHANGEDSINCE {known})
        S: * VANISHED (EARLIER) 11:12
        S: * 4 FETCH (UID 8 MODSEQ ({_}) FLAGS ($NoJunk))
        S: s102 OK
        C: s103 UID FETCH 1:* (FLAGS) (VANISHED CHANGEDSINCE {expunged})
        S: * 1 FETCH (UID 4 MODSEQ ({_}) FLAGS (\Seen))
        S: * 4 FETCH (UID 8 MODSEQ ({_}) FLAGS ($NoJunk))
        S: s103 OK
        """);

    /// <summary>RFC 7162 §3.2.7, both examples, and §3.2.9: EXPUNGE without and with QRESYNC.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "says behind VANISHED how far that brings the client in the tagged OK, not before it")]
    [DiffersOn("Cyrus", "does not say behind VANISHED how far that brings the client")]
    public Task Expunge_tells_uids(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 13 messages, none recent
        C1: s SELECT INBOX
        C2: e ENABLE QRESYNC CONDSTORE
        S2: * ENABLED QRESYNC CONDSTORE
        S2: e OK
        C2: s SELECT INBOX
        C1: a STORE 3,4,7,11 +FLAGS.SILENT (\Deleted)
        C1: A202 EXPUNGE
        S1: * 3 EXPUNGE
        S1: * 3 EXPUNGE
        S1: * 5 EXPUNGE
        S1: * 8 EXPUNGE
        S1: A202 OK expunged
        C2: B201 NOOP
        S2: * VANISHED 3:4,7,11
        S2: * OK [HIGHESTMODSEQ {_}]
        S2: B201 OK
        C2: b STORE 1:2 +FLAGS.SILENT (\Deleted)
        C2: B202 EXPUNGE
        S2: * VANISHED 1:2
        S2: B202 OK [HIGHESTMODSEQ {_}] expunged
        C2: B203 EXPUNGE
        S2: B203 OK []
        C2: c STORE 1:3 +FLAGS.SILENT (\Deleted)
        C2: B204 UID EXPUNGE 5:6
        S2: * VANISHED 5:6
        S2: B204 OK [HIGHESTMODSEQ {_}]
        C2: B205 CLOSE
        S2: B205 OK [] done
        """);

    /// <summary>RFC 6851 §4.4: MOVE with QRESYNC.</summary>
    [Theory, EveryStore]
    [DiffersOn("Cyrus", "tells no HIGHESTMODSEQ with MOVE; RFC 6851 §4.4: MUST")]
    public Task Move_tells_uids(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 5 messages, none recent
        GIVEN Other with 0 messages
        C: e ENABLE QRESYNC
        C: s SELECT INBOX
        C: a UID MOVE 2:3 Other
        S: * OK [COPYUID {_} 2:3 1:2]
        S: * VANISHED 2:3
        S: a OK [HIGHESTMODSEQ {_}]
        """);

    /// <summary>RFC 7162 §3.2.10: VANISHED has EXPUNGE's restrictions, and §6: while it is held back, HIGHESTMODSEQ stays below it.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "says nothing of the HIGHESTMODSEQ while it holds VANISHED back; RFC 7162 §3.2.10 lets it")]
    [DiffersOn("Cyrus", "tells FLAGS of what .SILENT stored")]
    public Task Held_back(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 4 messages, none recent
        C1: e ENABLE QRESYNC
        C1: s SELECT INBOX
        S1: * OK [HIGHESTMODSEQ {known}]
        S1: ...
        S1: s OK
        C2: a SELECT INBOX
        C2: b STORE 3 +FLAGS (\Deleted)
        C1: x NOOP
        S1: * 3 FETCH (UID 3 FLAGS (\Deleted) MODSEQ ({deleted}))
        S1: x OK
        C2: c EXPUNGE
        C1: A150 STORE 1:2 (UNCHANGEDSINCE {known}) +FLAGS.SILENT \Seen
        S1: * 1 FETCH (UID 1 MODSEQ ({now}))
        S1: * 2 FETCH (UID 2 MODSEQ ({now}))
        S1: * OK [HIGHESTMODSEQ {deleted}] VANISHED reply is delayed
        S1: A150 OK done
        C1: A151 FETCH 4 (FLAGS MODSEQ)
        S1: * 4 FETCH (FLAGS () MODSEQ ({_}))
        S1: * OK [HIGHESTMODSEQ {deleted}] Still delaying VANISHED
        S1: A151 OK
        C1: A152 NOOP
        S1: * VANISHED 3
        S1: * OK [HIGHESTMODSEQ {reached}] No longer delaying VANISHED
        S1: A152 OK
        C1: A153 UID FETCH 4 (FLAGS)
        S1: * 3 FETCH (UID 4 FLAGS ())
        S1: A153 OK
        C1: A154 STATUS INBOX (HIGHESTMODSEQ)
        S1: * STATUS INBOX (HIGHESTMODSEQ {reached})
        S1: A154 OK
        """);

    /// <summary>RFC 7162 §3.2.6: what the client still knows is not VANISHED (EARLIER); it goes by VANISHED.</summary>
    [Theory, EveryStore]
    [DiffersOn("Cyrus", "says EARLIER of what this session knows; RFC 7162 §3.2.10.2")]
    [DiffersOn("Dovecot", "says behind VANISHED how far that brings the client in the tagged OK, not before it")]
    public Task What_it_knows_vanishes_once(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 4 messages, none recent
        C1: e ENABLE QRESYNC
        C1: s SELECT INBOX
        S1: * OK [HIGHESTMODSEQ {known}]
        S1: ...
        S1: s OK
        C2: a SELECT INBOX
        C2: b STORE 3 +FLAGS (\Deleted)
        C2: c EXPUNGE
        C1: d UID FETCH 1:* FLAGS (CHANGEDSINCE {known} VANISHED)
        S1: * VANISHED 3
        S1: * OK [HIGHESTMODSEQ {_}]
        S1: d OK
        C1: f UID FETCH 1:* FLAGS (CHANGEDSINCE {known} VANISHED)
        S1: * VANISHED (EARLIER) 3
        S1: f OK
        """);

    /// <summary>RFC 7162 §3.2.3, §3.2.5, §3.2.6: what must be BAD, and leaves what was selected selected.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "takes QRESYNC without ENABLE; RFC 7162 §3.2.3: MUST be BAD")]
    [DiffersOn("Cyrus", "takes \"*\" among the known UIDs; RFC 7162 §7 does not")]
    public Task Without_enable(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 3 messages, none recent
        C: s SELECT INBOX
        C: a SELECT INBOX (QRESYNC (1 1))
        S: a BAD
        C: b UID FETCH 1 FLAGS (CHANGEDSINCE 1 VANISHED)
        S: b BAD
        C: c ENABLE QRESYNC
        C: d FETCH 1 FLAGS (CHANGEDSINCE 1 VANISHED)
        S: d BAD
        C: e UID FETCH 1 FLAGS (VANISHED)
        S: e BAD
        C: f SELECT INBOX (QRESYNC (0 1))
        S: f BAD
        C: g SELECT INBOX (QRESYNC (1))
        S: g BAD
        C: h SELECT INBOX (QRESYNC (1 1 1:*))
        S: h BAD
        C: i SELECT INBOX (QRESYNC (1 1 1:3 (1:3 1:2)))
        S: i BAD
        C: j SELECT INBOX (QRESYNC (1 1 1:3 (3,1 1,3)))
        S: j BAD
        C: k SELECT INBOX (QRESYNC (1 1) QRESYNC (1 1))
        S: k BAD
        C: l FETCH 1 UID
        S: * 1 FETCH (UID 1)
        S: l OK
        """);

    /// <summary>A mailbox that never had a message has nothing to tell (RFC 7162 §3.2.5.1).</summary>
    [Theory, EveryStore]
    [DiffersOn("Cyrus", "says URLMECH and ANNOTATIONS, too")]
    public Task An_empty_mailbox(TestStore store) => Transcript.RunAsync(store, """
        GIVEN New with 0 messages
        C: e ENABLE QRESYNC
        C: s EXAMINE New
        S: * OK [UIDVALIDITY {validity}]
        S: ...
        S: s OK
        C: a SELECT New (QRESYNC ({validity} 1))
        S?: * OK [MAILBOXID ({_})]
        S: * OK [CLOSED]
        S: * 0 EXISTS
        S: * 0 RECENT
        S: * OK [UIDVALIDITY {validity}]
        S: * OK [UIDNEXT 1]
        S: * OK [HIGHESTMODSEQ {_}]
        S: * FLAGS (...)
        S: * OK [PERMANENTFLAGS (...)]
        S: a OK
        """);

    /// <summary>IDLE tells VANISHED, and how far that brings the client; and flags with UID and MODSEQ.</summary>
    [Theory, EveryStore]
    [DiffersOn("Cyrus", "does not say behind VANISHED how far that brings the client")]
    public Task While_idle(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 4 messages, none recent
        C1: e ENABLE QRESYNC
        C1: s SELECT INBOX
        C1: a IDLE
        S1: + idling
        C2: a SELECT INBOX
        C2: b STORE 3 +FLAGS (\Deleted)
        S1: * 3 FETCH (UID 3 FLAGS (\Deleted) MODSEQ ({_}))
        C2: c EXPUNGE
        S1: * VANISHED 3
        S1: * OK [HIGHESTMODSEQ {_}]
        C1: DONE
        S1: a OK
        """);

    /// <summary>Clients that know nothing yet ask so; RFC 7162 §7 has numbers from 1.</summary>
    [Theory, EveryStore]
    public Task Since_zero_is_all(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 2 messages, none recent
        C: a ENABLE QRESYNC
        C: b SELECT INBOX
        S: * OK [UIDVALIDITY {validity}]
        S: ...
        S: b OK
        C: c SELECT INBOX (QRESYNC ({validity} 0))
        S: * 1 FETCH (UID 1 FLAGS () MODSEQ ({_}))
        S: * 2 FETCH (UID 2 FLAGS () MODSEQ ({_}))
        S: ...
        S: c OK
        """);
}
