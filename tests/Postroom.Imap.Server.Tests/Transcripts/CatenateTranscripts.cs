using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>CATENATE (RFC 4469): the RFC's examples, with UIDs that the server chose.</summary>
[AnnouncedAs("CATENATE")]
public sealed class CatenateTranscripts
{
    /// <summary>RFC 4469, example 1: an attachment of a draft is replaced.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "shows a part that is not there as an empty string (docs/differences.md)")]
    [DiffersOn("Cyrus", "shows no \\Recent of what this session was told of as recent")]
    public Task An_attachment_is_replaced(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox Drafts
        GIVEN message in Drafts (\Draft)
        | From: Bob Ar <bar@example.org>
        | Subject: About our holiday trip
        | MIME-Version: 1.0
        | Content-Type: multipart/mixed;
        |  boundary="------------030308070208000400050907"
        |
        | --------------030308070208000400050907
        | Content-Type: text/plain; charset=us-ascii
        |
        | Our schedule is attached.
        | --------------030308070208000400050907
        | Content-Type: application/x-zip-compressed
        | Content-Transfer-Encoding: base64
        |
        | b2xk
        | --------------030308070208000400050907--
        GIVEN message in Drafts (\Draft)
        | Content-Type: application/x-zip-compressed
        | Content-Transfer-Encoding: base64
        |
        | bmV3
        C: s STATUS Drafts (UIDVALIDITY UIDNEXT)
        S: * STATUS Drafts (UIDVALIDITY {validity} UIDNEXT {next})
        S: s OK
        C: A003 APPEND Drafts (\Seen \Draft $MDNSent) CATENATE (URL "/Drafts;UIDVALIDITY={validity}/;UID={next-2}/;section=HEADER" TEXT {42}
        S: + Ready for literal data
        C:
        C: --------------030308070208000400050907
        C:  URL "/Drafts;UIDVALIDITY={validity}/;UID={next-2}/;section=1.MIME" URL "/Drafts;UIDVALIDITY={validity}/;UID={next-2}/;section=1" TEXT {42}
        S: + Ready for literal data
        C:
        C: --------------030308070208000400050907
        C:  URL "/Drafts;UIDVALIDITY={validity}/;UID={next-1}" TEXT {44}
        S: + Ready for literal data
        C:
        C: --------------030308070208000400050907--
        C: )
        S: A003 OK catenate append completed
        C: b SELECT Drafts
        C: c FETCH 3 (UID FLAGS BODY.PEEK[HEADER.FIELDS (SUBJECT)] BODY.PEEK[1] BODY.PEEK[2.MIME] BODY.PEEK[2] BODY.PEEK[3])
        S: * 3 FETCH (UID {next} FLAGS (\Seen \Draft $MDNSent \Recent) BODY[HEADER.FIELDS (SUBJECT)] {"Subject: About our holiday trip\r\n\r\n"}
           BODY[1] "Our schedule is attached." BODY[2.MIME] {"Content-Type: application/x-zip-compressed\r\nContent-Transfer-Encoding: base64\r\n\r\n"}
           BODY[2] {"bmV3\r\n"} BODY[3] NIL)
        S: c OK
        C: d FETCH 1:2 FLAGS
        S: * 1 FETCH (FLAGS (\Draft \Recent))
        S: * 2 FETCH (FLAGS (\Draft \Recent))
        S: d OK
        """);

    /// <summary>RFC 4469, example 2: a draft's text and header are replaced; its literal of 738 octets has 721 as it is printed, so the test counts.</summary>
    [Theory, EveryStore]
    [DiffersOn("Cyrus", "tells UID STORE FLAGS.SILENT of the flags all the same")]
    public Task The_text_is_replaced(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox Drafts
        GIVEN message in Drafts (\Draft)
        | Subject: the old one
        | MIME-Version: 1.0
        | Content-Type: multipart/mixed; boundary=old
        |
        | --old
        |
        | old text
        | --old
        | Content-Type: application/x-zip-compressed
        | Content-Transfer-Encoding: base64
        |
        | b2xk
        | --old--
        C: s STATUS Drafts (UIDVALIDITY UIDNEXT)
        S: * STATUS Drafts (UIDVALIDITY {validity} UIDNEXT {next})
        S: s OK
        C: t SELECT Drafts
        C: A003 APPEND Drafts (\Seen \Draft $MDNSent) CATENATE (TEXT {} URL "/Drafts;UIDVALIDITY={validity}/;UID={next-1}/;Section=2.MIME" URL "/Drafts;UIDVALIDITY={validity}/;UID={next-1}/;Section=2" TEXT {"\r\n--------------030308070208000400050907--\r\n"})
        C| Return-Path: <bar@example.org>
        C| Received: from [127.0.0.2]
        C|           by rufus.example.org via TCP (internal) with ESMTPA;
        C|           Thu, 11 Nov 2004 16:57:07 +0000
        C| Message-ID: <419399E1.6000505@example.org>
        C| Date: Thu, 12 Nov 2004 16:57:05 +0000
        C| From: Bob Ar <bar@example.org>
        C| X-Accept-Language: en-us, en
        C| MIME-Version: 1.0
        C| To: foo@example.net
        C| Subject: About our holiday trip
        C| Content-Type: multipart/mixed;
        C|               boundary="------------030308070208000400050907"
        C|
        C| --------------030308070208000400050907
        C| Content-Type: text/plain; charset=us-ascii; format=flowed
        C| Content-Transfer-Encoding: 7bit
        C|
        C| Our travel agent has sent the updated schedule.
        C|
        C| Cheers,
        C| Bob
        C| --------------030308070208000400050907
        S: * 2 EXISTS
        S: ...
        S: A003 OK [APPENDUID {validity} {next}] append Completed
        C: A004 UID STORE {next-1} +FLAGS.SILENT (\Deleted)
        S: A004 OK STORE completed
        C: c FETCH 2 (BODY.PEEK[1] BODY.PEEK[2] ENVELOPE)
        S: * 2 FETCH (BODY[1] {"Our travel agent has sent the updated schedule.\r\n\r\nCheers,\r\nBob"} BODY[2] "b2xk"
           ENVELOPE ("Thu, 12 Nov 2004 16:57:05 +0000" "About our holiday trip" ...))
        S: c OK
        """);

    /// <summary>RFC 4469, example 3: an attachment is taken out.</summary>
    [Theory, EveryStore]
    public Task An_attachment_is_taken_out(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox Drafts
        GIVEN message in Drafts (\Draft)
        | Subject: slides
        | MIME-Version: 1.0
        | Content-Type: multipart/mixed; boundary="------------030308070208000400050903"
        |
        | --------------030308070208000400050903
        | Content-Type: text/plain
        |
        | See below.
        | --------------030308070208000400050903
        | Content-Type: application/vnd.ms-powerpoint
        |
        | many slides
        | --------------030308070208000400050903--
        C: s STATUS Drafts (UIDVALIDITY UIDNEXT)
        S: * STATUS Drafts (UIDVALIDITY {validity} UIDNEXT {next})
        S: s OK
        C: A003 APPEND Drafts (\Seen \Draft $MDNSent) CATENATE (URL "/Drafts;UIDVALIDITY={validity}/;UID={next-1}/;section=HEADER" TEXT {42}
        S: + Ready for literal data
        C:
        C: --------------030308070208000400050903
        C:  URL "/Drafts;UIDVALIDITY={validity}/;UID={next-1}/;section=1.MIME" URL "/Drafts;UIDVALIDITY={validity}/;UID={next-1}/;section=1" TEXT {255}
        S: + Ready for literal data
        C:
        C: --------------030308070208000400050903
        C: Content-type: text/plain; charset="us-ascii"
        C: Content-transfer-encoding: 7bit
        C:
        C: This body part contained a Power Point presentation that was
        C: deleted upon your request.
        C: --------------030308070208000400050903--
        C: )
        S: A003 OK append Completed
        C: b EXAMINE Drafts
        C: c FETCH 2 (BODY.PEEK[1] BODY.PEEK[2])
        S: * 2 FETCH (BODY[1] "See below." BODY[2] {"This body part contained a Power Point presentation that was\r\ndeleted upon your request."})
        S: c OK
        """);

    /// <summary>RFC 4469, example 4: a digest, of which one message is gone. The URL comes back as it was sent; nothing is kept.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "looks a URL up at once, and leaves the literals behind it unread")]
    [DiffersOn("Cyrus", "looks a URL up at once, and leaves the literals behind it unread")]
    public Task A_message_is_gone(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox Sent
        GIVEN INBOX with 3 messages, none recent, 2 expunged
        C: s STATUS INBOX (UIDVALIDITY UIDNEXT)
        S: * STATUS INBOX (UIDVALIDITY {validity} UIDNEXT {next})
        S: s OK
        C: A003 APPEND Sent (\Seen $MDNSent) CATENATE (TEXT {} URL "/INBOX;UIDVALIDITY={validity}/;UID={next-3}" TEXT {42}
        C| From: Farren Oo <foo@example.org>
        C| MIME-Version: 1.0
        C| Subject: Digest of the mailing list for today
        C| Content-Type: multipart/digest;
        C|               boundary="------------030308070208000400050904"
        C|
        C| --------------030308070208000400050904
        S: + Ready for literal data
        C:
        C: --------------030308070208000400050904
        C:  URL "/INBOX;UIDVALIDITY={validity}/;UID={next-2}/;section=1.5.9" TEXT {42}
        S: + Ready for literal data
        C:
        C: --------------030308070208000400050904
        C:  URL "/INBOX;UIDVALIDITY={validity}/;UID={next-1}" TEXT {44}
        S: + Ready for literal data
        C:
        C: --------------030308070208000400050904--
        C: )
        S: A003 NO [BADURL "/INBOX;UIDVALIDITY={validity}/;UID={next-2}/;section=1.5.9"] CATENATE append has failed, one message expunged
        C: b STATUS Sent (MESSAGES UIDNEXT)
        S: * STATUS Sent (MESSAGES 0 UIDNEXT 1)
        S: b OK
        """);

    /// <summary>RFC 5092 §11: sections and partials of every kind, percent-encoded names; RFC 4469 §3: \Seen is not set.</summary>
    [Theory, EveryStore]
    [DiffersOn("Cyrus", "takes no HEADER.FIELDS in a URL; RFC 5092 §11 does")]
    public Task Sections_and_partials(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox "a b/日本"
        GIVEN message in "a b/日本"
        | Subject: one two
        | X-Other: three
        | MIME-Version: 1.0
        | Content-Type: multipart/mixed; boundary=b
        |
        | --b
        | Content-Type: message/rfc822
        |
        | Subject: inner
        |
        | inner text
        | --b--
        C: s EXAMINE INBOX
        C: a APPEND INBOX CATENATE (URL "/a%20b/%E6%97%A5%E6%9C%AC/;UID=1/;SECTION=HEADER.FIELDS%20(Subject)" URL {+"/a%20b/%E6%97%A5%E6%9C%AC/;uid=1/;section=1.text"})
        S: * 1 EXISTS
        S: ...
        S: a OK
        C: b FETCH 1 BODY.PEEK[]
        S: * 1 FETCH (BODY[] {"Subject: one two\r\n\r\ninner text"})
        S: b OK
        C: c APPEND INBOX CATENATE (URL "/INBOX/;UID=1/;PARTIAL=0.9" TEXT {+"x\r\n\r\n"} URL /INBOX/;UID=1/;SECTION=TEXT/;PARTIAL=6 URL "/x/../INBOX/;UID=1/;SECTION=TEXT/;PARTIAL=5.1" URL "/inbox/;UID=1/;PARTIAL=4000.1" URL "/a%20b/%e6%97%a5%e6%9c%ac/;UID=1/;SECTION=1.HEADER.FIELDS.NOT%20(X)/;PARTIAL=9.5")
        S: * 2 EXISTS
        S: ...
        S: c OK
        C: d FETCH 2 BODY.PEEK[]
        S: * 2 FETCH (BODY[] {"Subject: x\r\n\r\ntext inner"})
        S: d OK
        C: e EXAMINE "a b/&ZeVnLA-"
        C: f FETCH 1 FLAGS
        S: * 1 FETCH (FLAGS (\Recent))
        S: f OK
        """);

    /// <summary>RFC 4469 §3, §4.1, RFC 5092 §7: NO [BADURL] with the URL as it was sent, percent-encoded where a response code cannot hold it.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "takes a part that is not there for an empty one; RFC 4469 §4.1 has BADURL for it")]
    [DiffersOn("Cyrus", "answers NO without BADURL; RFC 4469 §4.1")]
    public Task Urls_that_name_nothing(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 1 message, none recent
        C: s SELECT INBOX
        C: a1 APPEND INBOX CATENATE (URL /INBOX/;UID=2)
        S: a1 NO [BADURL /INBOX/;UID=2]
        C: a2 APPEND INBOX CATENATE (URL /nowhere/;UID=1)
        S: a2 NO [BADURL /nowhere/;UID=1]
        C: a3 APPEND INBOX CATENATE (URL /INBOX;UIDVALIDITY=4294967295/;UID=1)
        S: a3 NO [BADURL /INBOX;UIDVALIDITY=4294967295/;UID=1]
        C: a4 APPEND INBOX CATENATE (URL /INBOX/;UID=1/;SECTION=2)
        S: a4 NO [BADURL /INBOX/;UID=1/;SECTION=2]
        C: a5 APPEND INBOX CATENATE (URL imap://server/INBOX/;UID=1)
        S: a5 NO [BADURL imap://server/INBOX/;UID=1]
        C: a6 APPEND INBOX CATENATE (URL //server/INBOX/;UID=1)
        S: a6 NO [BADURL //server/INBOX/;UID=1]
        C: a7 APPEND INBOX CATENATE (URL ;UID=2)
        S: a7 NO [BADURL ;UID=2]
        C: a8 APPEND INBOX CATENATE (URL /INBOX)
        S: a8 NO [BADURL /INBOX]
        C: a9 APPEND INBOX CATENATE (URL "/INBOX/;UID=1/;URLAUTH=anonymous")
        S: a9 NO [BADURL /INBOX/;UID=1/;URLAUTH=anonymous]
        C: b1 APPEND INBOX CATENATE (URL {+"/INBOX/;UID=1]\r\nb1 OK \xff"})
        S: b1 NO [BADURL /INBOX/;UID=1%5D%0D%0Ab1 OK %FF]
        C: b2 APPEND INBOX CATENATE (URL "")
        S: b2 NO [BADURL ""]
        C: b3 APPEND INBOX CATENATE (URL /INBOX/;UID=1 URL /INBOX/;UID=3 URL /INBOX/;UID=4)
        S: b3 NO [BADURL /INBOX/;UID=3]
        C: b4 APPEND INBOX CATENATE (URL /INBOX/;UID=1/;SECTION=1/;PARTIAL=x)
        S: b4 NO [BADURL /INBOX/;UID=1/;SECTION=1/;PARTIAL=x]
        C: c STATUS INBOX (MESSAGES)
        S: * STATUS INBOX (MESSAGES 1)
        S: c OK
        """);

    /// <summary>RFC 4469 §3: a relative URL counts from the selected mailbox, whatever that is called now.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "takes a mailbox that was renamed for deleted where it is selected")]
    [DiffersOn("Cyrus", "takes a mailbox that was renamed for emptied where it is selected")]
    public Task A_url_within_the_selected_mailbox(TestStore store) => Transcript.RunAsync(store, """
        GIVEN Drafts with 2 messages, none recent
        C: a APPEND INBOX CATENATE (URL ;UID=2)
        S: a NO [BADURL ;UID=2]
        C: b SELECT Drafts
        C: c APPEND INBOX CATENATE (TEXT {+"Subject: x\r\n\r\n"} URL ";UID=2/;SECTION=TEXT" URL ;uid=1/;section=TEXT/;PARTIAL=0.4)
        S: c OK [APPENDUID {_} 1]
        C2: d RENAME Drafts "Old drafts"
        C: e APPEND INBOX CATENATE (URL ;UID=2/;SECTION=HEADER)
        S: e OK [APPENDUID {_} 2]
        C: f EXAMINE INBOX
        C: g FETCH 1 BODY.PEEK[]
        S: * 1 FETCH (BODY[] {"Subject: x\r\n\r\nThis is message 2.\r\nThis"})
        S: g OK
        """);

    /// <summary>RFC 4469 §5 and RFC 4466 §3: what is malformed is BAD; TRYCREATE and the rest as without CATENATE; nothing is kept.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "ends the connection at an empty list")]
    [DiffersOn("Cyrus", "answers NO to NUL in a literal; RFC 3516 §4.4 needs a literal8")]
    public Task What_is_wrong_leaves_nothing(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 1 message, none recent
        C: a1 APPEND INBOX CATENATE ()
        S: a1 BAD
        C: a2 APPEND INBOX CATENATE URL /INBOX/;UID=1
        S: a2 BAD
        C: a3 APPEND INBOX CATENATE (URL)
        S: a3 BAD
        C: a4 APPEND INBOX CATENATE (TEXT "no literal")
        S: a4 BAD
        C: a5 APPEND INBOX CATENATE (TEXT {+"x"} FILE {+"y"})
        S: a5 BAD
        C: a6 APPEND INBOX CATENATE (TEXT {+"x"}
        S: a6 BAD
        C: a7 APPEND INBOX CATENATE (TEXT {+"a\0b"})
        S: a7 BAD
        C: a8 APPEND nowhere CATENATE (TEXT {1000}
        S: a8 NO [TRYCREATE]
        C: a9 APPEND nowhere CATENATE (URL /INBOX/;UID=1)
        S: a9 NO [TRYCREATE]
        C: b1 APPEND INBOX CATENATE (TEXT {+""} URL /INBOX/;UID=1/;PARTIAL=9999)
        S: b1 NO [CANNOT]
        C: b2 APPEND INBOX (\Nonsense) CATENATE (URL /INBOX/;UID=1)
        S: b2 BAD
        C: c STATUS INBOX (MESSAGES)
        S: * STATUS INBOX (MESSAGES 1)
        S: c OK
        """);

    /// <summary>RFC 4469 §4.2: TOOBIG, of what the parts come to.</summary>
    [Theory, EveryStore]
    public Task A_message_that_would_be_too_big(TestStore store) => Transcript.RunAsync(store, """
        GIVEN setting Imap:MaxMessageOctets = 3000
        GIVEN INBOX with 1 message, none recent, 1 with a body of 1000 octets
        C: a APPEND INBOX CATENATE (URL /INBOX/;UID=1/;SECTION=1 URL /INBOX/;UID=1/;SECTION=1 URL /INBOX/;UID=1/;SECTION=1)
        S: a OK [APPENDUID {_} 2]
        C: b APPEND INBOX CATENATE (URL /INBOX/;UID=2 TEXT {+"x"})
        S: b NO [TOOBIG]
        C: c APPEND INBOX CATENATE (TEXT {3001}
        S: c NO [TOOBIG]
        C: d STATUS INBOX (MESSAGES SIZE)
        S: * STATUS INBOX (MESSAGES 2 SIZE {_})
        S: d OK
        """);

    /// <summary>RFC 4469 §3 with RFC 3502 and RFC 3516: among several messages any may be catenated, and a text may be a literal8; one that fails leaves none.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "gives the date in the server's own zone")]
    [DiffersOn("Cyrus", "gives the date in the server's own zone")]
    public Task Among_several_messages(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox test
        GIVEN INBOX with 1 message, none recent
        C: a APPEND test {+"Subject: a\r\n\r\na"} (\Seen) CATENATE (TEXT {+"Subject: b\r\n\r\n"} URL /INBOX/;UID=1/;SECTION=TEXT) " 7-Feb-1994 22:43:04 -0800" CATENATE (TEXT ~{+"Subject: c\r\n\r\n\0"})
        S: a OK [APPENDUID {_} 1:3]
        C: b APPEND test {+"Subject: d\r\n\r\nd"} CATENATE (URL /INBOX/;UID=7) {+"Subject: e\r\n\r\ne"}
        S: b NO [BADURL /INBOX/;UID=7]
        C: s EXAMINE test
        S: * 3 EXISTS
        S: ...
        S: s OK
        C: d FETCH 1:3 BINARY.PEEK[1]
        S: * 1 FETCH (BINARY[1] "a")
        S: * 2 FETCH (BINARY[1] {"This is message 1.\r\n"})
        S: * 3 FETCH (BINARY[1] ~{"\0"})
        S: d OK
        C: e FETCH 3 INTERNALDATE
        S: * 3 FETCH (INTERNALDATE " 7-Feb-1994 22:43:04 -0800")
        S: e OK
        """);

    /// <summary>Without the extension: neither announced nor accepted.</summary>
    [Theory, EveryStore]
    public Task Switched_off(TestStore store) => Transcript.RunAsync(store, """
        GIVEN without CATENATE
        GIVEN INBOX with 1 message, none recent
        C: a CAPABILITY
        S!: * CAPABILITY CATENATE ...
        S: ...
        S: a OK
        C: b APPEND INBOX CATENATE (URL /INBOX/;UID=1)
        S: b BAD
        C: c STATUS INBOX (MESSAGES)
        S: * STATUS INBOX (MESSAGES 1)
        S: c OK
        """);
}
