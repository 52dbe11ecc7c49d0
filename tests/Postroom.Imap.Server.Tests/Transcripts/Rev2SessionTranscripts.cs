using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>IMAP4rev2: announcing and enabling it, what stays of IMAP4rev1, and what it is together with others (RFC 9051 §6.3.1, §7.2, appendix A).</summary>
[AnnouncedAs("IMAP4rev2")]
public sealed class Rev2SessionTranscripts
{
    /// <summary>RFC 9051 §7.2.2, §6.3.1: both are announced, with what it took in, and ENABLE changes nothing in that.</summary>
    [Theory, EveryStore]
    public Task Announced_beside_rev1(TestStore store) => Transcript.RunAsync(store, """
        C: t1 CAPABILITY
        S: * CAPABILITY IMAP4rev1 IMAP4rev2 ENABLE NAMESPACE UNSELECT UIDPLUS ESEARCH SEARCHRES IDLE SASL-IR LIST-EXTENDED LIST-STATUS MOVE
            LITERAL+ BINARY STATUS=SIZE CHILDREN ...
        S: t1 OK foo
        C: t2 ENABLE CONDSTORE X-GOOD-IDEA imap4REV2
        S: * ENABLED CONDSTORE IMAP4rev2
        S: t2 OK foo
        C: t3 CAPABILITY
        S: * CAPABILITY IMAP4rev1 IMAP4rev2 ENABLE UTF8=ACCEPT ...
        S: t3 OK foo again
        C: t4 ENABLE IMAP4rev2
        S: * ENABLED
        S: t4 OK
        C: t5 ENABLE
        S: t5 BAD
        """);

    /// <summary>RFC 9051 §6.3.1: "For example, it is possible to send ENABLE and then immediately SELECT".</summary>
    [Theory, EveryStore]
    public Task Pipelined(TestStore store) => Transcript.RunAsync(store, """
        GIVEN not logged in
        GIVEN INBOX with 2 messages
        S: * OK
        C+: a LOGIN {user} {password}
        C+: b ENABLE IMAP4rev2
        C+: c CREATE "Grüße"
        C+: d EXAMINE INBOX
        S: a OK
        S: * ENABLED IMAP4rev2
        S: b OK
        S: c OK
        S!: * {_} RECENT
        S: * LIST (\HasNoChildren) "/" INBOX
        S: ...
        S: d OK [READ-ONLY]
        """);

    /// <summary>RFC 9051 §7.2.2: "server responses MUST conform to [RFC3501] until the client issues a command that uses an additional capability".</summary>
    [Theory, EveryStore]
    public Task Before_it_is_enabled_nothing_differs(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 2 messages, all recent
        C: a SELECT INBOX
        S!: * LIST (...) "/" INBOX
        S: * 2 EXISTS
        S: * 2 RECENT
        S: ...
        S: a OK [READ-WRITE]
        C: b SEARCH ALL
        S: * SEARCH 1 2
        S: b OK
        C: c SEARCH RECENT
        S: * SEARCH 1 2
        S: c OK
        C: d STORE 1 +FLAGS (\Seen)
        S: * 1 FETCH (FLAGS (\Seen \Recent))
        S: d OK
        """);

    /// <summary>Appendix E, 17 to 19: what it only calls deprecated is there still, as IMAP4rev1 is announced; answered in its own dialect.</summary>
    [Theory, EveryStore]
    public Task What_stays_of_rev1(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 1 message, none recent
        C: a ENABLE IMAP4rev2
        C: b SUBSCRIBE "Grün"
        C: c LSUB "" *
        S: * LSUB (...) "/" "Grün"
        S: c OK
        C: d SELECT INBOX
        C: e CHECK
        S: e OK
        C: f FETCH 1 RFC822.TEXT
        S: * 1 FETCH (RFC822.TEXT {"This is message 1.\r\n"} FLAGS (\Seen) UID 1)
        S: f OK
        C: g XLIST "" %
        S: * XLIST (\Inbox \HasNoChildren) "/" INBOX
        S: g OK
        """);

    /// <summary>RFC 8437 §4.1: the next account on this connection may be read by another client.</summary>
    [Theory, EveryStore]
    public Task Unauthenticate_ends_it(TestStore store) => Transcript.RunAsync(store, """
        C: a ENABLE IMAP4rev2 UTF8=ACCEPT
        S: * ENABLED IMAP4rev2 UTF8=ACCEPT
        S: a OK
        C: b CREATE "ä&"
        C: c UNAUTHENTICATE
        C: d LOGIN {user} {password}
        C: e LIST "" *
        S: * LIST (...) "/" INBOX
        S: * LIST (...) "/" "&AOQ-&-"
        S: e OK
        C: f EXAMINE INBOX
        S!: * LIST (...) "/" INBOX
        S: * 0 EXISTS
        S: * 0 RECENT
        S: ...
        S: f OK
        C: g SEARCH CHARSET UTF-8 ALL
        S: * SEARCH
        S: g OK
        """);

    /// <summary>With UIDONLY (RFC 9586): no message number, neither in ESEARCH nor anywhere; LIST and CLOSED as ever.</summary>
    [Theory, EveryStore]
    public Task With_uidonly(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 4 messages, 1 expunged
        C: a ENABLE IMAP4rev2 UIDONLY
        S: * ENABLED IMAP4rev2 UIDONLY
        S: a OK
        C: b SELECT INBOX
        S: * LIST (\HasNoChildren) "/" INBOX
        S: ...
        S: b OK
        C: c UID SEARCH ALL
        S: * ESEARCH (TAG "c") UID ALL 2:4
        S: c OK
        C: d SEARCH ALL
        S: d BAD [UIDREQUIRED]
        C: e UID STORE 2 +FLAGS (\Deleted)
        S: * 2 UIDFETCH (FLAGS (\Deleted))
        S: e OK
        C: f EXPUNGE
        S: * VANISHED 2
        S: f OK
        """);

    /// <summary>With QRESYNC (RFC 7162 §3.2): CLOSED once, VANISHED, MODSEQ and UID with what is told; a page of results is PARTIAL's.</summary>
    [Theory, EveryStore]
    public Task With_qresync(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 4 messages, none recent
        GIVEN mailbox other
        C: a ENABLE QRESYNC IMAP4rev2
        S: * ENABLED QRESYNC IMAP4rev2
        S: a OK
        C: b SELECT INBOX
        S: * OK [UIDVALIDITY {validity}]
        S: * OK [HIGHESTMODSEQ {modseq}]
        S: * LIST (\HasNoChildren) "/" INBOX
        S: ...
        S: b OK
        C: c STORE 2 +FLAGS (\Deleted)
        S: * 2 FETCH (UID 2 FLAGS (\Deleted) MODSEQ ({_}))
        S: c OK
        C: d UID EXPUNGE 2
        S: * VANISHED 2
        S: d OK [HIGHESTMODSEQ {_}]
        C: e SELECT other
        S: * OK [CLOSED]
        S: * LIST (\HasNoChildren) "/" other
        S: ...
        S: e OK
        C: f SELECT INBOX (QRESYNC ({validity} {modseq}))
        S: * OK [CLOSED]
        S: * LIST (\HasNoChildren) "/" INBOX
        S: * VANISHED (EARLIER) 2
        S: ...
        S: f OK
        C: g UID SEARCH RETURN (PARTIAL -1:-2) ALL
        S: * ESEARCH (TAG "g") UID PARTIAL (-1:-2 3:4)
        S: g OK
        """);

    /// <summary>With NOTIFY (RFC 5465): names in UTF-8; what a session did itself is told only where its name became another.</summary>
    [Theory, EveryStore]
    public Task With_notify(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox Entwürfe with 1 message, none recent
        GIVEN INBOX with 1 message, none recent
        C: a ENABLE IMAP4rev2
        C: b NOTIFY SET (selected (MessageNew (FLAGS) MessageExpunge FlagChange)) (personal (MailboxName MessageNew MessageExpunge))
        S: b OK
        C2: x CREATE &ZeVnLIqe-
        S: * LIST (\HasNoChildren) "/" "日本語"
        S: * STATUS "日本語" (MESSAGES 0 UIDNEXT 1 UIDVALIDITY {_})
        C2: y RENAME &ZeVnLIqe- Caf&AOk-
        S: * LIST (\HasNoChildren) "/" "Café" ("OLDNAME" ("日本語"))
        C2: z APPEND Entw&APw-rfe {"Subject: x\r\n\r\ny"}
        S: * STATUS "Entwürfe" (UIDNEXT 3 MESSAGES 2)
        C: c CREATE "Café 2"
        S: * LIST (\HasNoChildren) "/" "Café 2" ("OLDNAME" ("Café 2"))
        S: c OK
        S: * STATUS "Café 2" (MESSAGES 0 UIDNEXT 1 UIDVALIDITY {_})
        C: d SELECT INBOX
        C2: u APPEND INBOX (\Seen) {"Subject: x\r\n\r\ny"}
        S: * 2 EXISTS
        S: * 2 FETCH (UID 2 FLAGS (\Seen))
        C2: v SELECT INBOX
        C2: w STORE 1 +FLAGS.SILENT (\Flagged)
        S: * 1 FETCH (UID 1 FLAGS (\Flagged))
        C: e NOOP
        S: e OK
        """);

    /// <summary>CATENATE, REPLACE, MULTIAPPEND and PREVIEW as in IMAP4rev1; a URL names a mailbox in UTF-8 (RFC 5092 §8).</summary>
    [Theory, EveryStore]
    public Task With_catenate_and_replace(TestStore store) => Transcript.RunAsync(store, """
        C: a ENABLE IMAP4rev2
        C: b CREATE "Büro"
        C: c APPEND "Büro" (\Seen) {+"From: a@example.org\r\n\r\nOne.\r\n"} {+"From: b@example.org\r\n\r\nTwo.\r\n"}
        S: c OK [APPENDUID {_} 1:2]
        C: d SELECT "Büro"
        C: e APPEND "Büro" CATENATE (TEXT {+"Subject: Gr\xc3\xbcn\r\n\r\n"} URL "/B%C3%BCro/;UID=1/;SECTION=TEXT")
        S: * 3 EXISTS
        S: e OK [APPENDUID {_} 3]
        C: f FETCH 3 (BODY.PEEK[] PREVIEW)
        S: * 3 FETCH (BODY[] {"Subject: Gr\xc3\xbcn\r\n\r\nOne.\r\n"} PREVIEW "One.")
        S: f OK
        C: g REPLACE 2 "Büro" {+"Subject: three\r\n\r\n3\r\n"}
        S: * OK [APPENDUID {_} 4]
        S: * 2 EXPUNGE
        S: * 3 EXISTS
        S: g OK
        """);

    /// <summary>Switched off, it is neither announced nor enabled, and nothing of it is told or taken.</summary>
    [Theory, EveryStore]
    public Task Switched_off(TestStore store) => Transcript.RunAsync(store, """
        GIVEN without IMAP4rev2
        GIVEN INBOX with 1 message, all recent
        C: a CAPABILITY
        S!: * CAPABILITY IMAP4rev2 ...
        S: * CAPABILITY IMAP4rev1 ...
        S: a OK
        C: b ENABLE IMAP4rev2
        S: * ENABLED
        S: b OK
        C: c SELECT INBOX
        S: * 1 RECENT
        S: ...
        S: c OK
        C: d STATUS INBOX (DELETED)
        S: d BAD
        C: e SEARCH ALL
        S: * SEARCH 1
        S: e OK
        """);
}
