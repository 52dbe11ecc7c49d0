using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>IMAP4rev2: what comes, goes and is read (RFC 9051 §6.3.12 to §6.4.9, §8).</summary>
[AnnouncedAs("IMAP4rev2")]
public sealed class Rev2MessageTranscripts
{
    private const string Rev2 = """

        C: rev2 ENABLE IMAP4rev2
        S: * ENABLED IMAP4rev2
        S: rev2 OK
        """;

    /// <summary>RFC 9051 §6.3.12, both examples, but for the mailbox whose identifiers do not last.</summary>
    [Theory, EveryStore]
    public Task Append_and_copy(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 10 messages, none recent, 3:5 expunged
        GIVEN mailbox saved-messages
        GIVEN mailbox meeting with 1 message
        """ + Rev2 + """

        C: A002 APPEND saved-messages (\Seen) {}
        S: + Ready for literal data
        C| Date: Mon, 7 Feb 1994 21:52:25 -0800 (PST)
        C| From: Fred Foobar <foobar@Blurdybloop.example>
        C| Subject: afternoon meeting
        C| To: mooch@owatagu.siam.edu.example
        C| Message-Id: <B27397-0100000@Blurdybloop.example>
        C| MIME-Version: 1.0
        C| Content-Type: TEXT/PLAIN; CHARSET=US-ASCII
        C|
        C| Hello Joe, do you think we can meet at 3:30 tomorrow?
        C|
        S: A002 OK [APPENDUID {validity} 1] APPEND completed
        C: A003 APPEND saved-messages (\Seen) {+}
        C| Date: Mon, 7 Feb 1994 21:52:25 -0800 (PST)
        C| From: Fred Foobar <foobar@example.com>
        C| Subject: afternoon meeting
        C| To: mooch@example.com
        C| Message-Id: <B27397-0100000@example.com>
        C| MIME-Version: 1.0
        C| Content-Type: TEXT/PLAIN; CHARSET=US-ASCII
        C|
        C| Hello Joe, do you think we can meet at 3:30 tomorrow?
        C|
        S: A003 OK [APPENDUID {validity} 2] APPEND completed
        C: x SELECT INBOX
        C: A004 COPY 2:4 meeting
        S: A004 OK [COPYUID {_} 2,6:7 2:4] Done
        C: A005 UID COPY 3:5 meeting
        S: A005 OK [] No matching messages, so nothing copied
        C: A006 COPY 2:4 MEETING
        S: A006 NO [TRYCREATE]
        C: A007 MOVE 2:4 MEETING
        S: A007 NO [TRYCREATE]
        C: A008 APPEND MEETING {1+}
        C: x
        S: A008 NO [TRYCREATE]
        """);

    /// <summary>RFC 9051 §6.3.12: "8-bit characters are permitted in the message"; a header in UTF-8 comes back as strings in UTF-8.</summary>
    [Theory, EveryStore]
    public Task A_header_in_utf8(TestStore store) => Transcript.RunAsync(store, Rev2[1..] + """

        C: a APPEND INBOX {}
        C| From: Jürgen Grün <jürgen@grün.example>
        C| Subject: Grüße aus 日本
        C| Content-Type: text/plain; charset=utf-8; name="größe.txt"
        C|
        C| Schöne Grüße.
        S: a OK [APPENDUID {_} 1]
        C: b SELECT INBOX
        C: c FETCH 1 (ENVELOPE BODY BODY.PEEK[HEADER.FIELDS (SUBJECT)])
        S: * 1 FETCH (ENVELOPE (NIL "Grüße aus 日本" (("Jürgen Grün" NIL "jürgen" "grün.example"))
            (("Jürgen Grün" NIL "jürgen" "grün.example")) (("Jürgen Grün" NIL "jürgen" "grün.example")) NIL NIL NIL NIL NIL)
            BODY ("text" "plain" ("charset" "utf-8" "name" "größe.txt") NIL NIL "7bit" 18 1)
            BODY[HEADER.FIELDS (SUBJECT)] {"Subject: Gr\xc3\xbc\xc3\x9fe aus \xe6\x97\xa5\xe6\x9c\xac\r\n\r\n"})
        S: c OK
        C: d SEARCH FROM "grün.example" SUBJECT "GRÜSSE"
        S: * ESEARCH (TAG "d")
        S: d OK
        C: e SEARCH FROM "GRÜN.example" SUBJECT "aus 日本"
        S: * ESEARCH (TAG "e") ALL 1
        S: e OK
        # Who has enabled nothing sees the same octets, as literals (CHAR8).
        C2: x EXAMINE INBOX
        C2: y FETCH 1 ENVELOPE
        S2: * 1 FETCH (ENVELOPE (NIL {"Gr\xc3\xbc\xc3\x9fe aus \xe6\x97\xa5\xe6\x9c\xac"} (({"J\xc3\xbcrgen Gr\xc3\xbcn"} NIL {"j\xc3\xbcrgen"} {"gr\xc3\xbcn.example"}))
            (({"J\xc3\xbcrgen Gr\xc3\xbcn"} NIL {"j\xc3\xbcrgen"} {"gr\xc3\xbcn.example"})) (({"J\xc3\xbcrgen Gr\xc3\xbcn"} NIL {"j\xc3\xbcrgen"} {"gr\xc3\xbcn.example"})) NIL NIL NIL NIL NIL))
        S2: y OK
        """);

    /// <summary>RFC 9051 §6.4.1 to §6.4.3, §6.4.9: EXPUNGE of 3, 4, 7 and 11; UID EXPUNGE; UNSELECT; CLOSE.</summary>
    [Theory, EveryStore]
    public Task Expunge(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 14 messages, none recent, 3:4 (\Deleted), 7 (\Deleted), 11 (\Deleted)
        """ + Rev2 + """

        C: a SELECT INBOX
        C: A202 EXPUNGE
        S: * 3 EXPUNGE
        S: * 3 EXPUNGE
        S: * 5 EXPUNGE
        S: * 8 EXPUNGE
        S: A202 OK EXPUNGE completed
        C: b STORE 1:9 +FLAGS.SILENT (\Deleted)
        C: A003 UID EXPUNGE 5:8
        S: * 3 EXPUNGE
        S: * 3 EXPUNGE
        S: * 3 EXPUNGE
        S: A003 OK UID EXPUNGE completed
        C: A342 UNSELECT
        S: A342 OK Unselect completed
        C: c STATUS INBOX (MESSAGES DELETED)
        S: * STATUS INBOX (MESSAGES 7 DELETED 6)
        S: c OK
        C: d SELECT INBOX
        C: A341 CLOSE
        S: A341 OK CLOSE completed
        C: e STATUS INBOX (MESSAGES DELETED)
        S: * STATUS INBOX (MESSAGES 1 DELETED 0)
        S: e OK
        C: f UNSELECT
        S: f BAD no mailbox selected
        """);

    /// <summary>RFC 9051 §6.4.8, the example: COPYUID comes before the first EXPUNGE, for MOVE as for UID MOVE.</summary>
    [Theory, EveryStore]
    public Task Move(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 30 messages, none recent
        GIVEN mailbox foo
        """ + Rev2 + """

        C: x SELECT INBOX
        C: a UID MOVE 22:24 foo
        S: * OK [COPYUID {validity} 22:24 1:3]
        S: * 22 EXPUNGE
        S: * 22 EXPUNGE
        S: * 22 EXPUNGE
        S: a OK Done
        C: b MOVE 1 foo
        S: * OK [COPYUID {validity} 1 4]
        S: * 1 EXPUNGE
        S: b OK Done
        """);

    /// <summary>RFC 9051 §6.4.5, §6.4.6, §6.4.7, §6.4.9, the examples.</summary>
    [Theory, EveryStore]
    public Task Fetch_store_copy(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 4 messages, none recent, 2 (\Seen), 4 (\Flagged \Seen)
        GIVEN mailbox MEETING
        """ + Rev2 + """

        C: a SELECT INBOX
        C: A654 FETCH 2 (FLAGS BODY[HEADER.FIELDS (DATE FROM)])
        S: * 2 FETCH (FLAGS (\Seen) BODY[HEADER.FIELDS (DATE FROM)] {})
        S| Date: Mon, 7 Feb 1994 21:00:02 -0800 (PST)
        S| From: Fred Foobar <foobar@Blurdybloop.example>
        S|
        S: A654 OK FETCH completed
        C: A003 STORE 2:4 +FLAGS (\Deleted)
        S: * 2 FETCH (FLAGS (\Deleted \Seen) UID 2)
        S: * 3 FETCH (FLAGS (\Deleted) UID 3)
        S: * 4 FETCH (FLAGS (\Deleted \Flagged \Seen) UID 4)
        S: A003 OK STORE completed
        C: A004 COPY 2:4 MEETING
        S: A004 OK [COPYUID {_} 2:4 1:3] COPY completed
        C: A999 UID FETCH 1:2 FLAGS
        S: * 1 FETCH (FLAGS () UID 1)
        S: * 2 FETCH (FLAGS (\Deleted \Seen) UID 2)
        S: A999 OK UID FETCH completed
        C: b UID STORE 1 +FLAGS.SILENT (\Seen)
        S: b OK
        C: c UID FETCH 99 FLAGS
        S: c OK
        """);

    /// <summary>RFC 9051 §6.4.5, appendix B: BINARY, its PEEK and its SIZE; what is not encoded in a way that is known is NO (§7.5.2).</summary>
    [Theory, EveryStore]
    public Task Binary(TestStore store) => Transcript.RunAsync(store, """
        GIVEN message in INBOX
        | From: Smith <smith@example.org>
        | MIME-Version: 1.0
        | Content-Type: multipart/mixed; boundary=b
        |
        | --b
        | Content-Transfer-Encoding: base64
        |
        | SGVsbG8=
        | --b
        | Content-Transfer-Encoding: x-rot13
        |
        | Uryyb
        | --b--
        """ + Rev2 + """

        C: a SELECT INBOX
        C: b FETCH 1 (BINARY.SIZE[1] BINARY.PEEK[1]<1.3>)
        S: * 1 FETCH (BINARY.SIZE[1] 5 BINARY[1]<1> "ell")
        S: b OK
        C: c FETCH 1 BINARY[1]
        S: * 1 FETCH (BINARY[1] "Hello" FLAGS (\Seen) UID 1)
        S: c OK
        C: d FETCH 1 BINARY[2]
        S: d NO [UNKNOWN-CTE]
        """);

    /// <summary>RFC 9051 §7.5.2, RFC 9755: message/global is told as message/rfc822 is to who has enabled UTF-8, and as any other part to who has not.</summary>
    [Theory, EveryStore]
    public Task A_message_global(TestStore store) => Transcript.RunAsync(store, """
        GIVEN message in INBOX (\Seen)
        | MIME-Version: 1.0
        | Content-Type: message/global
        |
        | Subject: inside
        |
        | Hello.
        """ + Rev2 + """

        C: a SELECT INBOX
        C: b FETCH 1 (BODY BODY[1.1] BODY[1.HEADER])
        S: * 1 FETCH (BODY ("message" "global" NIL NIL NIL "7bit" 27
            (NIL "inside" NIL NIL NIL NIL NIL NIL NIL NIL) ("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 8 1) 3)
            BODY[1.1] {"Hello.\r\n"} BODY[1.HEADER] {"Subject: inside\r\n\r\n"})
        S: b OK
        C2: x EXAMINE INBOX
        C2: y FETCH 1 (BODY BODYSTRUCTURE)
        S2: * 1 FETCH (BODY ("message" "global" NIL NIL NIL "7bit" 27)
            BODYSTRUCTURE ("message" "global" NIL NIL NIL "7bit" 27 NIL NIL NIL NIL))
        S2: y OK
        """);

    /// <summary>RFC 9051 §8, the sample connection, with another mechanism.</summary>
    [Theory, EveryStore]
    public Task The_sample_connection(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 11 messages, none recent
        GIVEN message in INBOX (\Seen) "17-Jul-1996 02:44:25 -0700"
        | Date: Wed, 17 Jul 1996 02:23:25 -0700 (PDT)
        | From: Terry Gray <gray@cac.washington.edu>
        | Subject: IMAP4rev2 WG mtg summary and minutes
        | To: imap@cac.washington.edu
        | cc: minutes@CNRI.Reston.VA.US, John Klensin <KLENSIN@MIT.EDU>
        | Message-Id: <B27397-0100000@cac.washington.edu>
        | MIME-Version: 1.0
        | Content-Type: TEXT/PLAIN; CHARSET=US-ASCII
        |
        | Minutes.
        S: * OK [CAPABILITY STARTTLS AUTH=PLAIN IMAP4rev2 ...] IMAP4rev2 Service Ready
        C: a000 starttls
        S: a000 OK Proceed with TLS negotiation
        <TLS negotiation>
        C: A001 AUTHENTICATE PLAIN {plain}
        S: A001 OK authentication successful
        C: babc ENABLE IMAP4rev2
        S: * ENABLED IMAP4rev2
        S: babc OK Some capabilities enabled
        C: a002 select inbox
        S: * 12 EXISTS
        S: * FLAGS (\Answered \Flagged \Deleted \Seen \Draft)
        S: * OK [UIDVALIDITY {_}] UIDs valid
        S: * LIST (\HasNoChildren) "/" INBOX ("OLDNAME" ("inbox"))
        S: ...
        S: a002 OK [READ-WRITE] SELECT completed
        C: a003 fetch 12 full
        S: * 12 FETCH (FLAGS (\Seen) INTERNALDATE
            "17-Jul-1996 02:44:25 -0700" RFC822.SIZE 352 ENVELOPE (
            "Wed, 17 Jul 1996 02:23:25 -0700 (PDT)"
            "IMAP4rev2 WG mtg summary and minutes"
            (("Terry Gray" NIL "gray" "cac.washington.edu"))
            (("Terry Gray" NIL "gray" "cac.washington.edu"))
            (("Terry Gray" NIL "gray" "cac.washington.edu"))
            ((NIL NIL "imap" "cac.washington.edu"))
            ((NIL NIL "minutes" "CNRI.Reston.VA.US")
            ("John Klensin" NIL "KLENSIN" "MIT.EDU")) NIL NIL
            "<B27397-0100000@cac.washington.edu>")
            BODY ("TEXT" "PLAIN" ("CHARSET" "US-ASCII") NIL NIL "7BIT"
            10 1))
        S: a003 OK FETCH completed
        C: a004 fetch 12 body[header]
        S: * 12 FETCH (BODY[HEADER] {})
        S| Date: Wed, 17 Jul 1996 02:23:25 -0700 (PDT)
        S| From: Terry Gray <gray@cac.washington.edu>
        S| Subject: IMAP4rev2 WG mtg summary and minutes
        S| To: imap@cac.washington.edu
        S| cc: minutes@CNRI.Reston.VA.US, John Klensin <KLENSIN@MIT.EDU>
        S| Message-Id: <B27397-0100000@cac.washington.edu>
        S| MIME-Version: 1.0
        S| Content-Type: TEXT/PLAIN; CHARSET=US-ASCII
        S|
        S: a004 OK FETCH completed
        C: a005 store 12 +flags \deleted
        S: * 12 FETCH (UID 12 FLAGS (\Seen \Deleted))
        S: a005 OK +FLAGS completed
        C: a006 logout
        S: * BYE IMAP4rev2 server terminating connection
        S: a006 OK LOGOUT completed
        """);
}
