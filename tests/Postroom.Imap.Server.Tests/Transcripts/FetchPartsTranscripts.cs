using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>FETCH of the parts of a message (RFC 3501 §6.4.5): the RFC's own example of part specifiers.</summary>
public sealed class FetchPartsTranscripts
{
    /// <summary>RFC 3501 §6.4.5, "an example of a complex message with some of its part specifiers".</summary>
    [Theory, EveryStore]
    public Task Every_part_has_its_number(TestStore store) => Transcript.RunAsync(store, """
        GIVEN message in INBOX (\Seen)
        | From: a@example.org
        | Subject: parts
        | MIME-Version: 1.0
        | Content-Type: multipart/mixed; boundary=b0
        |
        | --b0
        | Content-Type: text/plain
        |
        | one
        | --b0
        | Content-Type: application/octet-stream
        |
        | two
        | --b0
        | Content-Type: message/rfc822
        |
        | Subject: inner
        | MIME-Version: 1.0
        | Content-Type: multipart/mixed; boundary=b3
        |
        | --b3
        | Content-Type: text/plain
        |
        | three-one
        | --b3
        | Content-Type: application/octet-stream
        |
        | three-two
        | --b3--
        | --b0
        | Content-Type: multipart/mixed; boundary=b4
        |
        | --b4
        | Content-Type: image/gif
        |
        | gif
        | --b4
        | Content-Type: message/rfc822
        |
        | Subject: deeper
        | MIME-Version: 1.0
        | Content-Type: multipart/mixed; boundary=b42
        |
        | --b42
        | Content-Type: text/plain
        |
        | four-two-one
        | --b42
        | Content-Type: multipart/alternative; boundary=b422
        |
        | --b422
        | Content-Type: text/plain
        |
        | plain
        | --b422
        | Content-Type: text/richtext
        |
        | rich
        | --b422--
        | --b42--
        | --b4--
        | --b0--
        C: s SELECT INBOX
        C: a0 FETCH 1 BODY.PEEK[HEADER]
        S: * 1 FETCH (BODY[HEADER] {"From: a@example.org\r\nSubject: parts\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b0\r\n\r\n"})
        S: a0 OK
        C: a1 FETCH 1 BODY.PEEK[1]
        S: * 1 FETCH (BODY[1] "one")
        S: a1 OK
        C: a2 FETCH 1 BODY.PEEK[1.MIME]
        S: * 1 FETCH (BODY[1.MIME] {"Content-Type: text/plain\r\n\r\n"})
        S: a2 OK
        C: a3 FETCH 1 BODY.PEEK[2]
        S: * 1 FETCH (BODY[2] "two")
        S: a3 OK
        C: a4 FETCH 1 BODY.PEEK[3.HEADER]
        S: * 1 FETCH (BODY[3.HEADER] {"Subject: inner\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b3\r\n\r\n"})
        S: a4 OK
        C: a5 FETCH 1 BODY.PEEK[3.1]
        S: * 1 FETCH (BODY[3.1] "three-one")
        S: a5 OK
        C: a6 FETCH 1 BODY.PEEK[3.2]
        S: * 1 FETCH (BODY[3.2] "three-two")
        S: a6 OK
        C: a7 FETCH 1 BODY.PEEK[3.HEADER.FIELDS (SUBJECT)]
        S: * 1 FETCH (BODY[3.HEADER.FIELDS (SUBJECT)] {"Subject: inner\r\n\r\n"})
        S: a7 OK
        C: a8 FETCH 1 BODY.PEEK[3.HEADER.FIELDS.NOT (SUBJECT)]
        S: * 1 FETCH (BODY[3.HEADER.FIELDS.NOT (SUBJECT)] {"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b3\r\n\r\n"})
        S: a8 OK
        C: a9 FETCH 1 BODY.PEEK[4.1]
        S: * 1 FETCH (BODY[4.1] "gif")
        S: a9 OK
        C: a10 FETCH 1 BODY.PEEK[4.1.MIME]
        S: * 1 FETCH (BODY[4.1.MIME] {"Content-Type: image/gif\r\n\r\n"})
        S: a10 OK
        C: a11 FETCH 1 BODY.PEEK[4.2.HEADER]
        S: * 1 FETCH (BODY[4.2.HEADER] {"Subject: deeper\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b42\r\n\r\n"})
        S: a11 OK
        C: a12 FETCH 1 BODY.PEEK[4.2.1]
        S: * 1 FETCH (BODY[4.2.1] "four-two-one")
        S: a12 OK
        C: a13 FETCH 1 BODY.PEEK[4.2.2.1]
        S: * 1 FETCH (BODY[4.2.2.1] "plain")
        S: a13 OK
        C: a14 FETCH 1 BODY.PEEK[4.2.2.2]
        S: * 1 FETCH (BODY[4.2.2.2] "rich")
        S: a14 OK
        C: a15 FETCH 1 BODY.PEEK[4.2.2.MIME]
        S: * 1 FETCH (BODY[4.2.2.MIME] {"Content-Type: multipart/alternative; boundary=b422\r\n\r\n"})
        S: a15 OK
        """);

    /// <summary>RFC 2046 §5.1.1: "The CRLF preceding the boundary delimiter line is conceptually attached to the boundary".</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "counts it to a message whose last part is a multipart")]
    public Task The_line_break_before_a_delimiter_belongs_to_it(TestStore store) => Transcript.RunAsync(store, """
        GIVEN message in INBOX (\Seen)
        | From: a@example.org
        | Subject: parts
        | MIME-Version: 1.0
        | Content-Type: multipart/mixed; boundary=b0
        |
        | --b0
        | Content-Type: text/plain
        |
        | one
        | --b0
        | Content-Type: application/octet-stream
        |
        | two
        | --b0
        | Content-Type: message/rfc822
        |
        | Subject: inner
        | MIME-Version: 1.0
        | Content-Type: multipart/mixed; boundary=b3
        |
        | --b3
        | Content-Type: text/plain
        |
        | three-one
        | --b3
        | Content-Type: application/octet-stream
        |
        | three-two
        | --b3--
        | --b0
        | Content-Type: multipart/mixed; boundary=b4
        |
        | --b4
        | Content-Type: image/gif
        |
        | gif
        | --b4
        | Content-Type: message/rfc822
        |
        | Subject: deeper
        | MIME-Version: 1.0
        | Content-Type: multipart/mixed; boundary=b42
        |
        | --b42
        | Content-Type: text/plain
        |
        | four-two-one
        | --b42
        | Content-Type: multipart/alternative; boundary=b422
        |
        | --b422
        | Content-Type: text/plain
        |
        | plain
        | --b422
        | Content-Type: text/richtext
        |
        | rich
        | --b422--
        | --b42--
        | --b4--
        | --b0--
        C: s SELECT INBOX
        C: a FETCH 1 BODY.PEEK[3.TEXT]
        S: * 1 FETCH (BODY[3.TEXT] {"--b3\r\nContent-Type: text/plain\r\n\r\nthree-one\r\n--b3\r\nContent-Type: application/octet-stream\r\n\r\nthree-two\r\n--b3--"})
        S: a OK
        C: b FETCH 1 BODY.PEEK[3]
        S: * 1 FETCH (BODY[3] {"Subject: inner\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b3\r\n\r\n--b3\r\nContent-Type: text/plain\r\n\r\nthree-one\r\n--b3\r\nContent-Type: application/octet-stream\r\n\r\nthree-two\r\n--b3--"})
        S: b OK
        """);

    /// <summary>The same message, its structure (RFC 3501 §7.4.2).</summary>
    [Theory, EveryStore]
    public Task And_the_structure_says_which(TestStore store) => Transcript.RunAsync(store, """
        GIVEN message in INBOX (\Seen)
        | From: a@example.org
        | Subject: parts
        | MIME-Version: 1.0
        | Content-Type: multipart/mixed; boundary=b0
        |
        | --b0
        | Content-Type: text/plain
        |
        | one
        | --b0
        | Content-Type: application/octet-stream
        |
        | two
        | --b0
        | Content-Type: message/rfc822
        |
        | Subject: inner
        | MIME-Version: 1.0
        | Content-Type: multipart/mixed; boundary=b3
        |
        | --b3
        | Content-Type: text/plain
        |
        | three-one
        | --b3
        | Content-Type: application/octet-stream
        |
        | three-two
        | --b3--
        | --b0
        | Content-Type: multipart/mixed; boundary=b4
        |
        | --b4
        | Content-Type: image/gif
        |
        | gif
        | --b4
        | Content-Type: message/rfc822
        |
        | Subject: deeper
        | MIME-Version: 1.0
        | Content-Type: multipart/mixed; boundary=b42
        |
        | --b42
        | Content-Type: text/plain
        |
        | four-two-one
        | --b42
        | Content-Type: multipart/alternative; boundary=b422
        |
        | --b422
        | Content-Type: text/plain
        |
        | plain
        | --b422
        | Content-Type: text/richtext
        |
        | rich
        | --b422--
        | --b42--
        | --b4--
        | --b0--
        C: a SELECT INBOX
        C: b FETCH 1 BODY
        S: * 1 FETCH (BODY (("TEXT" "PLAIN" {_} NIL NIL "7BIT" 3 0)("APPLICATION" "OCTET-STREAM" NIL NIL NIL "7BIT" 3)
           ("MESSAGE" "RFC822" NIL NIL NIL "7BIT" {_} (NIL "inner" NIL NIL NIL NIL NIL NIL NIL NIL)
           (("TEXT" "PLAIN" {_} NIL NIL "7BIT" 9 0)("APPLICATION" "OCTET-STREAM" NIL NIL NIL "7BIT" 9) "MIXED") {_})
           (("IMAGE" "GIF" NIL NIL NIL "7BIT" 3)("MESSAGE" "RFC822" NIL NIL NIL "7BIT" {_} (NIL "deeper" NIL NIL NIL NIL NIL NIL NIL NIL)
           (("TEXT" "PLAIN" {_} NIL NIL "7BIT" 12 0)(("TEXT" "PLAIN" {_} NIL NIL "7BIT" 5 0)("TEXT" "RICHTEXT" {_} NIL NIL "7BIT" 4 0) "ALTERNATIVE") "MIXED") {_}) "MIXED") "MIXED"))
        S: b OK
        """);

    /// <summary>RFC 3501 §6.4.5 names no error: the message is answered all the same.</summary>
    [Theory, EveryStore]
    public Task A_part_that_is_not_there_is_nil_or_empty(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 1 message, 1 (\Seen)
        C: a SELECT INBOX
        C: b FETCH 1 BODY.PEEK[7]
        S: * 1 FETCH (BODY[7] {_})
        S: b OK
        C: c FETCH 1 BODY.PEEK[1]
        S: * 1 FETCH (BODY[1] {"This is message 1.\r\n"})
        S: c OK
        """);
}
