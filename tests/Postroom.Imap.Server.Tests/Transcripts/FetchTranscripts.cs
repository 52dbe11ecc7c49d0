using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>FETCH (RFC 3501 §6.4.5, §7.4.2): flags, dates, sizes, envelopes, headers and texts.</summary>
public sealed class FetchTranscripts
{
    /// <summary>RFC 3501 §6.4.5, the example.</summary>
    [Theory, EveryStore]
    public Task Fetch(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 4 messages, none recent, 2:4 (\Seen)
        C: A653 SELECT INBOX
        C: A654 FETCH 2:4 (FLAGS BODY[HEADER.FIELDS (DATE FROM)])
        S: * 2 FETCH (FLAGS (\Seen) BODY[HEADER.FIELDS (DATE FROM)] {"Date: Mon, 7 Feb 1994 21:00:02 -0800 (PST)\r\nFrom: Fred Foobar <foobar@Blurdybloop.example>\r\n\r\n"})
        S: * 3 FETCH (FLAGS (\Seen) BODY[HEADER.FIELDS (DATE FROM)] {"Date: Mon, 7 Feb 1994 21:00:03 -0800 (PST)\r\nFrom: Fred Foobar <foobar@Blurdybloop.example>\r\n\r\n"})
        S: * 4 FETCH (FLAGS (\Seen) BODY[HEADER.FIELDS (DATE FROM)] {"Date: Mon, 7 Feb 1994 21:00:04 -0800 (PST)\r\nFrom: Fred Foobar <foobar@Blurdybloop.example>\r\n\r\n"})
        S: A654 OK FETCH completed
        """);

    /// <summary>RFC 3501 §7.4.2, the example.</summary>
    [Theory, EveryStore]
    public Task Flags_and_size(TestStore store) => Transcript.RunAsync(store, """
        GIVEN message in INBOX (\Seen) "17-Jul-1996 02:44:25 -0700"
        | Date: Wed, 17 Jul 1996 02:23:25 -0700 (PDT)
        | From: Terry Gray <gray@cac.washington.edu>
        | Subject: IMAP4rev1 WG mtg summary and minutes
        | To: imap@cac.washington.edu
        | cc: minutes@CNRI.Reston.VA.US, John Klensin <KLENSIN@MIT.EDU>
        | Message-Id: <B27397-0100000@cac.washington.edu>
        | MIME-Version: 1.0
        | Content-Type: TEXT/PLAIN; CHARSET=US-ASCII
        |
        | Minutes.
        | The end.
        C: a SELECT INBOX
        C: b FETCH 1 (FLAGS RFC822.SIZE)
        S: * 1 FETCH (FLAGS (\Seen \Recent) RFC822.SIZE 362)
        S: b OK
        """);

    /// <summary>RFC 3501 §6.4.5: FAST, ALL, FULL; the envelope and the body of §8.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "gives INTERNALDATE in the server's own zone")]
    public Task Macros(TestStore store) => Transcript.RunAsync(store, """
        GIVEN message in INBOX (\Seen) "17-Jul-1996 02:44:25 -0700"
        | Date: Wed, 17 Jul 1996 02:23:25 -0700 (PDT)
        | From: Terry Gray <gray@cac.washington.edu>
        | Subject: IMAP4rev1 WG mtg summary and minutes
        | To: imap@cac.washington.edu
        | cc: minutes@CNRI.Reston.VA.US, John Klensin <KLENSIN@MIT.EDU>
        | Message-Id: <B27397-0100000@cac.washington.edu>
        | MIME-Version: 1.0
        | Content-Type: TEXT/PLAIN; CHARSET=US-ASCII
        |
        | Minutes.
        | The end.
        C: a SELECT INBOX
        C: b FETCH 1 FAST
        S: * 1 FETCH (FLAGS (\Seen \Recent) INTERNALDATE "17-Jul-1996 02:44:25 -0700" RFC822.SIZE 362)
        S: b OK
        C: c FETCH 1 ALL
        S: * 1 FETCH (FLAGS (\Seen \Recent) INTERNALDATE "17-Jul-1996 02:44:25 -0700" RFC822.SIZE 362
           ENVELOPE ("Wed, 17 Jul 1996 02:23:25 -0700 (PDT)"
           "IMAP4rev1 WG mtg summary and minutes"
           (("Terry Gray" NIL "gray" "cac.washington.edu"))
           (("Terry Gray" NIL "gray" "cac.washington.edu"))
           (("Terry Gray" NIL "gray" "cac.washington.edu"))
           ((NIL NIL "imap" "cac.washington.edu"))
           ((NIL NIL "minutes" "CNRI.Reston.VA.US")
           ("John Klensin" NIL "KLENSIN" "MIT.EDU")) NIL NIL
           "<B27397-0100000@cac.washington.edu>"))
        S: c OK
        C: d FETCH 1 FULL
        S: * 1 FETCH (FLAGS (\Seen \Recent) INTERNALDATE "17-Jul-1996 02:44:25 -0700" RFC822.SIZE 362
           ENVELOPE ("Wed, 17 Jul 1996 02:23:25 -0700 (PDT)"
           "IMAP4rev1 WG mtg summary and minutes"
           (("Terry Gray" NIL "gray" "cac.washington.edu"))
           (("Terry Gray" NIL "gray" "cac.washington.edu"))
           (("Terry Gray" NIL "gray" "cac.washington.edu"))
           ((NIL NIL "imap" "cac.washington.edu"))
           ((NIL NIL "minutes" "CNRI.Reston.VA.US")
           ("John Klensin" NIL "KLENSIN" "MIT.EDU")) NIL NIL
           "<B27397-0100000@cac.washington.edu>")
           BODY ("TEXT" "PLAIN" ("CHARSET" "US-ASCII") NIL NIL "7BIT" 20 2))
        S: d OK
        """);

    /// <summary>RFC 3501 §7.4.2: BODYSTRUCTURE; BODY is without the extension data.</summary>
    [Theory, EveryStore]
    public Task Bodystructure_has_the_extension_data(TestStore store) => Transcript.RunAsync(store, """
        GIVEN message in INBOX (\Seen) "17-Jul-1996 02:44:25 -0700"
        | Date: Wed, 17 Jul 1996 02:23:25 -0700 (PDT)
        | From: Terry Gray <gray@cac.washington.edu>
        | Subject: IMAP4rev1 WG mtg summary and minutes
        | To: imap@cac.washington.edu
        | cc: minutes@CNRI.Reston.VA.US, John Klensin <KLENSIN@MIT.EDU>
        | Message-Id: <B27397-0100000@cac.washington.edu>
        | MIME-Version: 1.0
        | Content-Type: TEXT/PLAIN; CHARSET=US-ASCII
        |
        | Minutes.
        | The end.
        C: a SELECT INBOX
        C: b FETCH 1 BODYSTRUCTURE
        S: * 1 FETCH (BODYSTRUCTURE ("TEXT" "PLAIN" ("CHARSET" "US-ASCII") NIL NIL "7BIT" 20 2 NIL NIL NIL NIL))
        S: b OK
        """);

    /// <summary>RFC 3501 §7.4.2, the example of a text with an attachment, in small.</summary>
    [Theory, EveryStore]
    public Task A_two_part_message(TestStore store) => Transcript.RunAsync(store, """
        GIVEN message in INBOX (\Seen)
        | Subject: Compiler diff
        | MIME-Version: 1.0
        | Content-Type: MULTIPART/MIXED; BOUNDARY=b
        |
        | --b
        | Content-Type: TEXT/PLAIN; CHARSET=US-ASCII
        |
        | Here it is.
        | And more.
        | --b
        | Content-Type: TEXT/PLAIN; CHARSET=US-ASCII; NAME="cc.diff"
        | Content-ID: <960723163407.20117h@cac.washington.edu>
        | Content-Description: Compiler diff
        | Content-Transfer-Encoding: BASE64
        |
        | SGVsbG8=
        | --b--
        C: a SELECT INBOX
        C: b FETCH 1 BODY
        S: * 1 FETCH (BODY (("TEXT" "PLAIN" ("CHARSET" "US-ASCII") NIL NIL "7BIT" 22 1)("TEXT" "PLAIN" ("CHARSET" "US-ASCII" "NAME" "cc.diff")
           "<960723163407.20117h@cac.washington.edu>" "Compiler diff" "BASE64" 8 0) "MIXED"))
        S: b OK
        C: c FETCH 1 BODYSTRUCTURE
        S: * 1 FETCH (BODYSTRUCTURE (("TEXT" "PLAIN" ("CHARSET" "US-ASCII") NIL NIL "7BIT" 22 1 NIL NIL NIL NIL)
           ("TEXT" "PLAIN" ("CHARSET" "US-ASCII" "NAME" "cc.diff") "<960723163407.20117h@cac.washington.edu>" "Compiler diff" "BASE64" 8 0 NIL NIL NIL NIL)
           "MIXED" ("BOUNDARY" "b") NIL NIL NIL))
        S: c OK
        """);

    /// <summary>RFC 3501 §6.4.5: "The \Seen flag is implicitly set; if this causes the flags to change, they SHOULD be included".</summary>
    [Theory, EveryStore]
    public Task Body_sets_seen_and_peek_does_not(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 1 message, none recent
        C: a SELECT INBOX
        C: b FETCH 1 BODY.PEEK[TEXT]
        S: * 1 FETCH (BODY[TEXT] {"This is message 1.\r\n"})
        S: b OK
        C: c FETCH 1 BODY[TEXT]
        S: * 1 FETCH (BODY[TEXT] {"This is message 1.\r\n"} FLAGS (\Seen))
        S: c OK
        C: d FETCH 1 BODY[TEXT]
        S: * 1 FETCH (BODY[TEXT] {"This is message 1.\r\n"})
        S: d OK
        """);

    /// <summary>RFC 3501 §6.4.5: RFC822, RFC822.HEADER (which sets no \Seen), RFC822.TEXT.</summary>
    [Theory, EveryStore]
    public Task The_old_names(TestStore store) => Transcript.RunAsync(store, """
        GIVEN message in INBOX
        | Subject: x
        |
        | y
        C: a SELECT INBOX
        C: b FETCH 1 RFC822.HEADER
        S: * 1 FETCH (RFC822.HEADER {"Subject: x\r\n\r\n"})
        S: b OK
        C: c FETCH 1 FLAGS
        S: * 1 FETCH (FLAGS (\Recent))
        S: c OK
        C: d FETCH 1 RFC822.TEXT
        S: * 1 FETCH (RFC822.TEXT {"y\r\n"} FLAGS (\Seen \Recent))
        S: d OK
        C: e FETCH 1 RFC822
        S: * 1 FETCH (RFC822 {"Subject: x\r\n\r\ny\r\n"})
        S: e OK
        """);

    /// <summary>RFC 3501 §6.4.5: HEADER.FIELDS.NOT; "The field-matching is case-insensitive but otherwise exact".</summary>
    [Theory, EveryStore]
    public Task Header_fields_and_the_others(TestStore store) => Transcript.RunAsync(store, """
        GIVEN message in INBOX (\Seen)
        | Subject: x
        | To: a
        | to: b
        | X-To: c
        |
        | y
        C: a SELECT INBOX
        C: b FETCH 1 BODY[HEADER.FIELDS (TO)]
        S: * 1 FETCH (BODY[HEADER.FIELDS (TO)] {"To: a\r\nto: b\r\n\r\n"})
        S: b OK
        C: c FETCH 1 BODY[HEADER.FIELDS.NOT ("to" "Nothing")]
        S: * 1 FETCH (BODY[HEADER.FIELDS.NOT (to Nothing)] {"Subject: x\r\nX-To: c\r\n\r\n"})
        S: c OK
        C: d FETCH 1 BODY[HEADER.FIELDS (Nothing)]
        S: * 1 FETCH (BODY[HEADER.FIELDS (Nothing)] {"\r\n"})
        S: d OK
        """);

    /// <summary>RFC 3501 §6.4.5: "BODY[]&lt;0.2048>" on a shorter message is truncated, and one that begins after the end is empty.</summary>
    [Theory, EveryStore]
    public Task Partials(TestStore store) => Transcript.RunAsync(store, """
        GIVEN message in INBOX (\Seen)
        | Subject: x
        |
        | 0123456789
        C: a SELECT INBOX
        C: b FETCH 1 BODY[]<0.2048>
        S: * 1 FETCH (BODY[]<0> {"Subject: x\r\n\r\n0123456789\r\n"})
        S: b OK
        C: c FETCH 1 BODY[TEXT]<2.3>
        S: * 1 FETCH (BODY[TEXT]<2> "234")
        S: c OK
        C: d FETCH 1 BODY[TEXT]<1500.500>
        S: * 1 FETCH (BODY[TEXT]<1500> "")
        S: d OK
        C: e FETCH 1 BODY[HEADER.FIELDS (SUBJECT)]<9.1>
        S: * 1 FETCH (BODY[HEADER.FIELDS (SUBJECT)]<9> "x")
        S: e OK
        """);

    /// <summary>RFC 3501 §2.3.3: the internal date that APPEND was given.</summary>
    [Theory, EveryStore]
    public Task Dates_of_arrival(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 2 messages, none recent, 1 "17-Jul-1996 02:44:25 +0000", 2 "1-Feb-1994 23:59:59 +0000"
        C: a SELECT INBOX
        C: b FETCH 1:2 INTERNALDATE
        S: * 1 FETCH (INTERNALDATE "17-Jul-1996 02:44:25 +0000")
        S: * 2 FETCH (INTERNALDATE " 1-Feb-1994 23:59:59 +0000")
        S: b OK
        """);

    /// <summary>RFC 3501 §9: an error, though * never is in a mailbox with messages.</summary>
    [Theory, EveryStore]
    public Task A_number_beyond_the_last_is_bad(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 2 messages, none recent
        C: a SELECT INBOX
        C: b FETCH 3 FLAGS
        S: b BAD
        C: c FETCH * FLAGS
        S: * 2 FETCH (FLAGS ())
        S: c OK
        """);

    /// <summary>RFC 3501 §9: "sequence-set ... servers MAY coalesce overlaps".</summary>
    [Theory, EveryStore]
    public Task The_same_message_twice_is_once(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 3 messages, none recent
        C: a SELECT INBOX
        C: b FETCH 2,2:3,3 FLAGS
        S: * 2 FETCH (FLAGS ())
        S: * 3 FETCH (FLAGS ())
        S: b OK
        C: c FETCH 3:2 FLAGS
        S: * 2 FETCH (FLAGS ())
        S: * 3 FETCH (FLAGS ())
        S: c OK
        """);
}
