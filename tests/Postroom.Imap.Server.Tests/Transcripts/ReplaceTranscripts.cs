using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>REPLACE and UID REPLACE (RFC 8508).</summary>
[AnnouncedAs("REPLACE")]
public sealed class ReplaceTranscripts
{
    /// <summary>RFC 8508 §3.2 and §3.3, the examples one after the other; the EXPUNGE is told before the EXISTS, which then says one less.</summary>
    [Theory, EveryStore]
    public Task Replace_and_uid_replace(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox Drafts with 4 messages, none recent
        C: s SELECT Drafts
        C: A003 REPLACE 4 Drafts (\Seen \Draft) {312}
        S: + Ready for literal data
        C: Date: Thu, 1 Jan 2015 00:05:00 -0500 (EST)
        C: From: Fritz Schmidt <fritz.ze@example.org>
        C: Subject: happy new year !!
        C: To: miss.mitzy@example.org
        C: Message-Id: <B238822388-0100000@example.org>
        C: MIME-Version: 1.0
        C: Content-Type: TEXT/PLAIN; CHARSET=US-ASCII
        C:
        C: Just saw the best fireworks show. Wish you were here.
        C:
        S: * OK [APPENDUID {validity} {uid}] Replacement Message ready
        S: * 4 EXPUNGE
        S: * 4 EXISTS
        S: * 1 RECENT
        S: A003 OK Replace completed
        C: A004 UID REPLACE {uid} Drafts (\Seen \Draft) {350}
        S: + Ready for literal data
        C: Date: Thu, 1 Jan 2015 00:06:00 -0500 (EST)
        C: From: Fritz Schmidt <fritz.ze@example.org>
        C: Subject: happy new year !!
        C: To: miss.mitzy@example.org
        C: Message-Id: <B238822389-0100000@example.org>
        C: MIME-Version: 1.0
        C: Content-Type: TEXT/PLAIN; CHARSET=US-ASCII
        C:
        C: Just saw the best fireworks show. Wish you were here.
        C: Hopefully next year you can join us.
        C:
        S: * OK [APPENDUID {validity} {uid+1}] Replacement Message ready
        S: * 4 EXPUNGE
        S: * 4 EXISTS
        S: ...
        S: A004 OK Replace completed
        C: f FETCH 1:4 (UID FLAGS RFC822.SIZE)
        S: * 4 FETCH (UID {uid+1} FLAGS (\Seen \Draft \Recent) RFC822.SIZE 350)
        S: ...
        S: f OK
        """);

    /// <summary>RFC 8508 §4.2, the example: with CATENATE, from the message that is replaced.</summary>
    [Theory, EveryStore]
    public Task With_catenate(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox Drafts with 3 messages, none recent
        C: s SELECT Drafts
        C: A010 APPEND Drafts (\Seen \Draft) {}
        C| Date: Thu, 1 Jan 2015 00:10:00 -0500 (EST)
        C| From: Fritz Schmidt <fritz.ze@example.org>
        C| Message-ID: <B238822388-0100003@example.org>
        C| MIME-Version: 1.0
        C|
        C| Here is picture from the fireworks
        S: * 4 EXISTS
        S: * 1 RECENT
        S: A010 OK [APPENDUID {validity} {uid}] APPEND complete
        C: A011 UID REPLACE {uid} Drafts CATENATE (TEXT {71}
        S: + Ready for literal data
        C: To: Mitzy <miss.mitzy@example.org>
        C: Subject: My view of the fireworks
        C:  URL "/Drafts/;UID={uid}")
        S: * OK [APPENDUID {validity} {uid+1}] Replacement Message ready
        S: * 4 EXPUNGE
        S: * 4 EXISTS
        S: ...
        S: A011 OK REPLACE completed
        C: f FETCH 4 (FLAGS BODY.PEEK[HEADER.FIELDS (TO DATE)])
        S: * 4 FETCH (FLAGS (\Recent) BODY[HEADER.FIELDS (TO DATE)] {"To: Mitzy <miss.mitzy@example.org>\r\nDate: Thu, 1 Jan 2015 00:10:00 -0500 (EST)\r\n\r\n"})
        S: f OK
        C: g UID REPLACE {uid+1} Drafts CATENATE (URL "/Drafts/;UID={uid}")
        S: g NO [BADURL "/Drafts/;UID={uid}"]
        C: h STATUS Drafts (MESSAGES)
        S: * STATUS Drafts (MESSAGES 4)
        S: h OK
        """);

    /// <summary>RFC 8508 §3.4: the mailboxes need not be the same; nothing is inherited from what is replaced, and others with \Deleted stay.</summary>
    [Theory, EveryStore]
    public Task Into_another_mailbox(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox Sent
        GIVEN INBOX with 3 messages, none recent, 1 (\Deleted), 2 (\Flagged Work)
        C1: s SELECT INBOX
        C2: s SELECT INBOX
        C1: a REPLACE 2 Sent " 7-Feb-1994 22:43:04 -0800" {+"Subject: sent\r\n\r\nx"}
        S1: * OK [APPENDUID {_} 1]
        S1: * 2 EXPUNGE
        S1: a OK
        C2: b NOOP
        S2: * 2 EXPUNGE
        S2: b OK
        C1: c SEARCH DELETED
        S1: * SEARCH 1
        S1: c OK
        C1: d EXAMINE Sent
        C1: e FETCH 1:* (FLAGS INTERNALDATE BODY.PEEK[TEXT])
        S1: * 1 FETCH (FLAGS (\Recent) INTERNALDATE " 7-Feb-1994 22:43:04 -0800" BODY[TEXT] "x")
        S1: e OK
        """);

    /// <summary>RFC 8508 §4.5 with RFC 7162 §3.2.9, §3.2.10: VANISHED without EARLIER, and the HIGHESTMODSEQ.</summary>
    [Theory, EveryStore]
    public Task With_qresync(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 3 messages, none recent
        C: e ENABLE QRESYNC
        C: s SELECT INBOX
        C: a UID REPLACE 2 INBOX (\Seen) {+"Subject: x\r\n\r\nx"}
        S: * OK [APPENDUID {_} 4]
        S: * VANISHED 2
        S: * 3 EXISTS
        S: * 1 RECENT
        S: a OK [HIGHESTMODSEQ {now}]
        C: b STATUS INBOX (HIGHESTMODSEQ MESSAGES)
        S: * STATUS INBOX (HIGHESTMODSEQ {now} MESSAGES 3)
        S: b OK
        """);

    /// <summary>RFC 9586 §3.8: after ENABLE UIDONLY only UID REPLACE; what it removes is VANISHED.</summary>
    [Theory, EveryStore]
    public Task With_uidonly(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 3 messages, none recent
        C: e ENABLE UIDONLY
        C: s SELECT INBOX
        C: a REPLACE 2 INBOX {1000}
        S: a BAD [UIDREQUIRED]
        C: b REPLACE 2 INBOX {+"Subject: x\r\n\r\nx"}
        S: b BAD [UIDREQUIRED]
        C: c UID REPLACE 2 INBOX {+"Subject: x\r\n\r\nx"}
        S: * OK [APPENDUID {_} 4]
        S: * VANISHED 2
        S: * 3 EXISTS
        S: ...
        S: c OK
        C: d UID FETCH 4 (BINARY.PEEK[1] BINARY.SIZE[1])
        S: * 4 UIDFETCH (BINARY[1] "x" BINARY.SIZE[1] 1)
        S: d OK
        """);

    /// <summary>RFC 8508 §3.4: what fails leaves both as they were, and no EXPUNGE is sent.</summary>
    [Theory, EveryStore]
    public Task What_fails_leaves_all_as_it_was(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 2 messages, none recent
        C: s SELECT INBOX
        C: a1 REPLACE 2 nowhere {1000}
        S: a1 NO [TRYCREATE]
        C: a2 REPLACE 2 nowhere {+"Subject: x\r\n\r\nx"}
        S: a2 NO [TRYCREATE]
        C: a3 REPLACE 3 INBOX {+"Subject: x\r\n\r\nx"}
        S: a3 BAD
        C: a4 UID REPLACE 7 INBOX {1000}
        S: a4 NO [NONEXISTENT]
        C: a5 UID REPLACE 7 INBOX {+"Subject: x\r\n\r\nx"}
        S: a5 NO [NONEXISTENT]
        C: a6 REPLACE 1 INBOX (\Nonsense) {1000}
        S: a6 BAD
        C: a7 REPLACE 1 INBOX {+""}
        S: a7 NO [CANNOT]
        C: a8 REPLACE 1 INBOX {+"Subject: x\r\n\r\nx"} {+"Subject: y\r\n\r\ny"}
        S: a8 BAD
        C: a9 REPLACE 1:2 INBOX {+"Subject: x\r\n\r\nx"}
        S: a9 BAD
        C: b1 REPLACE $ INBOX {+"Subject: x\r\n\r\nx"}
        S: b1 BAD
        C: b2 REPLACE 1 INBOX
        S: b2 BAD
        C: b3 REPLACE 1 "bad&" {1000}
        S: b3 NO [CANNOT]
        C: b4 REPLACE 1 INBOX {+"a\0b"}
        S: b4 BAD
        C: c FETCH 1:2 (UID FLAGS)
        S: * 1 FETCH (UID 1 FLAGS ())
        S: * 2 FETCH (UID 2 FLAGS ())
        S: c OK
        C: d STATUS INBOX (UIDNEXT)
        S: * STATUS INBOX (UIDNEXT 3)
        S: d OK
        """);

    /// <summary>RFC 8508 §3.5, RFC 3501 §6.3.2: only where a mailbox is selected, and not read-only; said before the message comes.</summary>
    [Theory, EveryStore]
    public Task Only_in_a_mailbox_that_is_selected_for_writing(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 1 message, none recent
        C: a REPLACE 1 INBOX {+"Subject: x\r\n\r\nx"}
        S: a BAD
        C: s EXAMINE INBOX
        C: b REPLACE 1 INBOX {1000}
        S: b NO
        C: c UID REPLACE 1 INBOX {+"Subject: x\r\n\r\nx"}
        S: c NO
        C: d STATUS INBOX (UIDNEXT MESSAGES)
        S: * STATUS INBOX (UIDNEXT 2 MESSAGES 1)
        S: d OK
        """);

    /// <summary>"*" is a seq-number (RFC 8508 §5, RFC 3501 §9); the mailbox's name may be a literal, the message a literal8.</summary>
    [Theory, EveryStore]
    public Task The_last_message_by_a_star(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox other
        GIVEN INBOX with 3 messages, none recent
        C: s SELECT INBOX
        C: a REPLACE * {+"other"} ~{+"Subject: x\r\n\r\na\0b"}
        S: * OK [APPENDUID {_} 1]
        S: * 3 EXPUNGE
        S: a OK
        C: b UID REPLACE * {"other"} (\Seen) {"Subject: y\r\n\r\ny"}
        S: * OK [APPENDUID {_} 2]
        S: * 2 EXPUNGE
        S: b OK
        C: c STATUS other (MESSAGES UNSEEN)
        S: * STATUS other (MESSAGES 2 UNSEEN 1)
        S: c OK
        """);

    /// <summary>A message that somebody else took out is not replaced: of two who replace it one does.</summary>
    [Theory, EveryStore]
    public Task What_is_gone_is_not_replaced(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 2 messages, none recent
        C1: s SELECT INBOX
        C2: s SELECT INBOX
        C2: a UID REPLACE 2 INBOX {+"Subject: x\r\n\r\nfirst"}
        S2: * OK [APPENDUID {_} 3]
        S2: * 2 EXPUNGE
        S2: * 2 EXISTS
        S2: ...
        S2: a OK
        C1: b REPLACE 2 INBOX {+"Subject: x\r\n\r\nsecond"}
        S1: * 2 EXPUNGE
        S1: * 2 EXISTS
        S1: ...
        S1: b NO [EXPUNGEISSUED]
        C1: c FETCH 2 BODY.PEEK[TEXT]
        S1: * 2 FETCH (BODY[TEXT] "first")
        S1: c OK
        """);

    /// <summary>Without the extension there is no such command; without UIDPLUS none tells the new UID.</summary>
    [Theory, EveryStore]
    public Task Switched_off(TestStore store) => Transcript.RunAsync(store, """
        GIVEN without REPLACE
        GIVEN INBOX with 1 message, none recent
        C: a CAPABILITY
        S!: * CAPABILITY REPLACE ...
        S: ...
        S: a OK
        C: s SELECT INBOX
        C: b REPLACE 1 INBOX {1000}
        S: b BAD
        C: c UID REPLACE 1 INBOX {+"x"}
        S: c BAD
        """);

    /// <summary>RFC 8508 §4.3 asks for APPENDUID of those servers that have UIDPLUS.</summary>
    [Theory, EveryStore]
    public Task Without_uidplus(TestStore store) => Transcript.RunAsync(store, """
        GIVEN without UIDPLUS, QRESYNC, IMAP4rev2
        GIVEN INBOX with 1 message, none recent
        C: s SELECT INBOX
        C: a REPLACE 1 INBOX {+"Subject: x\r\n\r\nx"}
        S: * 1 EXPUNGE
        S: * 1 EXISTS
        S: * 1 RECENT
        S: a OK
        """);
}
