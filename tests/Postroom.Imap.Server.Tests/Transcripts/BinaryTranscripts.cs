using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>BINARY (RFC 3516). In which form a literal comes is in BinaryFetchTests.</summary>
[AnnouncedAs("BINARY")]
public sealed class BinaryTranscripts
{
    /// <summary>RFC 3516 §4.2, §4.3: each part without its transfer encoding, and its size; what is no leaf has none to undo.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "gives a message as a literal8 whether or not it holds NUL")]
    [DiffersOn("Cyrus", "counts the line end before a boundary to the multipart in front of it (docs/differences.md)")]
    public Task Parts_come_decoded(TestStore store) => Transcript.RunAsync(store, """
        GIVEN message in INBOX (\Seen)
        | From: a@example.org
        | MIME-Version: 1.0
        | Content-Type: multipart/mixed; boundary=b0
        |
        | --b0
        | Content-Type: text/plain; charset=utf-8
        | Content-Transfer-Encoding: quoted-printable
        |
        | caf=C3=A9 =
        | au lait
        | --b0
        | Content-Type: application/octet-stream
        | Content-Transfer-Encoding: base64
        |
        | YQBi
        | Yw==
        | --b0
        | Content-Type: message/rfc822
        |
        | Subject: inner
        | MIME-Version: 1.0
        | Content-Type: text/plain
        | Content-Transfer-Encoding: base64
        |
        | aGVs
        | bG8=
        | --b0
        | Content-Type: multipart/alternative; boundary=b4
        |
        | --b4
        | Content-Transfer-Encoding: 8bit
        |
        | as it is
        | --b4--
        | --b0--
        C: s SELECT INBOX
        C: a FETCH 1 (BINARY.PEEK[1] BINARY.SIZE[1] BINARY.PEEK[2] BINARY.SIZE[2])
        S: * 1 FETCH (BINARY[1] {"caf\xc3\xa9 au lait"} BINARY.SIZE[1] 13 BINARY[2] ~{"a\0bc"} BINARY.SIZE[2] 4)
        S: a OK
        C: b FETCH 1 (BINARY.PEEK[3] BINARY.SIZE[3] BINARY.PEEK[3.1] BINARY.SIZE[3.1])
        S: * 1 FETCH (BINARY[3] {"Subject: inner\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\naGVs\r\nbG8="}
           BINARY.SIZE[3] 108 BINARY[3.1] "hello" BINARY.SIZE[3.1] 5)
        S: b OK
        C: c UID FETCH 1 (BINARY.PEEK[4] BINARY.SIZE[4] BINARY.PEEK[4.1] BINARY.SIZE[4.1])
        S: * 1 FETCH (UID 1 BINARY[4] {"--b4\r\nContent-Transfer-Encoding: 8bit\r\n\r\nas it is\r\n--b4--"} BINARY.SIZE[4] 57 BINARY[4.1] "as it is" BINARY.SIZE[4.1] 8)
        S: c OK
        C: d FETCH 1 (BINARY.PEEK[9] BINARY.SIZE[9])
        S: * 1 FETCH (BINARY[9] NIL BINARY.SIZE[9] 0)
        S: d OK
        C: e FETCH 1 (BODY.PEEK[2] BODY.PEEK[2.MIME])
        S: * 1 FETCH (BODY[2] {"YQBi\r\nYw=="} BODY[2.MIME] {"Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n"})
        S: e OK
        """);

    /// <summary>RFC 3516 §4.2: "the partial arguments refer to the DECODED section data".</summary>
    [Theory, EveryStore]
    public Task A_partial_counts_decoded_octets(TestStore store) => Transcript.RunAsync(store, """
        GIVEN message in INBOX (\Seen)
        | MIME-Version: 1.0
        | Content-Type: application/octet-stream
        | Content-Transfer-Encoding: base64
        |
        | SGVsbG8s
        | IHdvcmxk
        C: s SELECT INBOX
        C: a FETCH 1 (BINARY.SIZE[1] BINARY.PEEK[1]<3.6>)
        S: * 1 FETCH (BINARY.SIZE[1] 12 BINARY[1]<3> "lo, wo")
        S: a OK
        C: b FETCH 1 (BINARY.PEEK[1]<0.1> BINARY.PEEK[1]<11.4000000000>)
        S: * 1 FETCH (BINARY[1]<0> "H" BINARY[1]<11> "d")
        S: b OK
        C: c FETCH 1 BINARY.PEEK[1]<12.1>
        S: * 1 FETCH (BINARY[1]<12> "")
        S: c OK
        C: d FETCH 1 BINARY.PEEK[]<0.17>
        S: * 1 FETCH (BINARY[]<0> "MIME-Version: 1.0")
        S: d OK
        """);

    /// <summary>RFC 3516 §4.2: BINARY sets \Seen as BODY does, PEEK and SIZE do not.</summary>
    [Theory, EveryStore]
    public Task Reading_sets_seen_and_peeking_does_not(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 2 messages, none recent
        C1: s SELECT INBOX
        C2: s SELECT INBOX
        C1: a FETCH 1:2 (BINARY.PEEK[1]<0.4> BINARY.SIZE[1])
        S1: * 1 FETCH (BINARY[1]<0> "This" BINARY.SIZE[1] 20)
        S1: * 2 FETCH (BINARY[1]<0> "This" BINARY.SIZE[1] 20)
        S1: a OK
        C1: b FETCH 2 BINARY[1]
        S1: * 2 FETCH (BINARY[1] {"This is message 2.\r\n"} FLAGS (\Seen))
        S1: b OK
        C2: c NOOP
        S2: * 2 FETCH (FLAGS (\Seen))
        S2: c OK
        C1: d EXAMINE INBOX
        C1: e FETCH 1 BINARY[1]
        S1: * 1 FETCH (BINARY[1] {"This is message 1.\r\n"})
        S1: e OK
        """);

    /// <summary>RFC 3516 §4.3: NO [UNKNOWN-CTE]; what was asked for beside it of other messages comes, and what was not given was not read.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "stops at the first message that it cannot decode")]
    [DiffersOn("Cyrus", "answers NO without a code to what it cannot decode, gives none of the others, and makes it \\Seen")]
    public Task What_cannot_be_decoded_is_refused(TestStore store) => Transcript.RunAsync(store, """
        GIVEN message in INBOX
        | MIME-Version: 1.0
        | Content-Type: multipart/mixed; boundary=b0
        |
        | --b0
        | Content-Transfer-Encoding: x-strange
        |
        | one
        | --b0
        |
        | two
        | --b0--
        GIVEN message in INBOX
        | MIME-Version: 1.0
        |
        | second
        C: s SELECT INBOX
        C: a FETCH 1:2 BINARY[1]
        S: * 2 FETCH (BINARY[1] {"second\r\n"} FLAGS (\Seen \Recent))
        S: a NO [UNKNOWN-CTE]
        C: b FETCH 1 BINARY.SIZE[1]
        S: b NO [UNKNOWN-CTE]
        C: c UID FETCH 1 BINARY.PEEK[1]
        S: c NO [UNKNOWN-CTE]
        C: d FETCH 1 (FLAGS BODY.PEEK[1] BINARY.PEEK[2] BINARY.SIZE[2])
        S: * 1 FETCH (FLAGS (\Recent) BODY[1] "one" BINARY[2] "two" BINARY.SIZE[2] 3)
        S: d OK
        """);

    /// <summary>RFC 3516 §4.4, §6: a literal8 brings any octet. BINARY gives the part as it came, BODY in an encoding that literals can hold; what has no NUL stays as it was.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "turns parts that are binary into base64 whether or not they hold NUL")]
    [DiffersOn("Cyrus", "answers NO to NUL in a literal; RFC 3516 §4.4 needs a literal8")]
    public Task A_message_may_hold_NUL(TestStore store) => Transcript.RunAsync(store, """
        C: a APPEND INBOX (\Seen) ~{"Content-Transfer-Encoding: binary\r\n\r\n\0a\0\n"}
        S: a OK
        C: b APPEND INBOX (\Seen) ~{+"Content-Transfer-Encoding: binary\r\n\r\nno such octet"}
        S: b OK
        C: c APPEND INBOX {"Subject: x\r\n\r\na\0b"}
        S: c BAD
        C: s SELECT INBOX
        C: d FETCH 1 (RFC822.SIZE BINARY.PEEK[1] BINARY.SIZE[1] BINARY.PEEK[1]<1.1> BODY.PEEK[1])
        S: * 1 FETCH (RFC822.SIZE 66 BINARY[1] ~{"\0a\0\n"} BINARY.SIZE[1] 4 BINARY[1]<1> "a" BODY[1] {"AGEACg==\r\n"})
        S: d OK
        C: e FETCH 1 (BINARY.PEEK[] BODY)
        S: * 1 FETCH (BINARY[] {"Content-Transfer-Encoding: base64\r\nMIME-Version: 1.0\r\n\r\nAGEACg==\r\n"} BODY ("text" "plain" ("charset" "us-ascii") NIL NIL "base64" 10 1))
        S: e OK
        C: f FETCH 2 (BINARY.PEEK[1] BODY.PEEK[] BODY)
        S: * 2 FETCH (BINARY[1] "no such octet" BODY[] {"Content-Transfer-Encoding: binary\r\n\r\nno such octet"} BODY ("text" "plain" ("charset" "us-ascii") NIL NIL "binary" 13 0))
        S: f OK
        C: g STATUS INBOX (MESSAGES)
        S: * STATUS INBOX (MESSAGES 2)
        S: g OK
        """);

    /// <summary>RFC 3516 §6: "the results of a FETCH BODY MUST return the message body content in the format described by the corresponding FETCH BODYSTRUCTURE response".</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "turns parts that are binary into base64 whether or not they hold NUL")]
    [DiffersOn("Cyrus", "counts the line end before a boundary to the multipart in front of it (docs/differences.md)")]
    public Task Parts_that_hold_NUL_are_told_in_base64(TestStore store) => Transcript.RunAsync(store, """
        C: a APPEND INBOX ~{+"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\nContent-Transfer-Encoding: binary\r\n\r\n--b\r\nContent-Transfer-Encoding: binary\r\n\r\nsigned\n\r\n--b\r\nContent-Type: image/gif\r\nContent-Transfer-Encoding:\r\n BINARY\r\nContent-ID: <x@y>\r\n\r\nGIF\0\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\n\0\r\n--b--\r\n"}
        S: a OK [APPENDUID {_} 1]
        C: s EXAMINE INBOX
        C: b FETCH 1 (BODY BODY[])
        S: * 1 FETCH (BODY (("text" "plain" ("charset" "us-ascii") NIL NIL "binary" 7 1)("image" "gif" NIL "<x@y>" NIL "base64" 8)("message" "rfc822" NIL NIL NIL "7bit" 57 (NIL "inner" NIL NIL NIL NIL NIL NIL NIL NIL) ("text" "plain" ("charset" "us-ascii") NIL NIL "base64" 4 0) 3) "mixed")
           BODY[] {"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\nContent-Transfer-Encoding: binary\r\n\r\n--b\r\nContent-Transfer-Encoding: binary\r\n\r\nsigned\n\r\n--b\r\nContent-Type: image/gif\r\nContent-Transfer-Encoding: base64\r\nContent-ID: <x@y>\r\n\r\nR0lGAA0K\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner\r\nContent-Transfer-Encoding: base64\r\n\r\nAA==\r\n--b--\r\n"})
        S: b OK
        C: c FETCH 1 (BINARY[1] BINARY[2] BINARY.SIZE[2] BINARY[3.1] BODY[2] BODY[2.MIME])
        S: * 1 FETCH (BINARY[1] {"signed\n"} BINARY[2] ~{"GIF\0\r\n"} BINARY.SIZE[2] 6 BINARY[3.1] ~{"\0"} BODY[2] "R0lGAA0K" BODY[2.MIME] {"Content-Type: image/gif\r\nContent-Transfer-Encoding: base64\r\nContent-ID: <x@y>\r\n\r\n"})
        S: c OK
        """);

    /// <summary>INVARIANTS 17: NUL that no encoding can carry, in a header or between parts, is shown as 0x80 in BODY[].</summary>
    [Theory, EveryStore]
    [DiffersOn("Cyrus", "answers NO to NUL in a literal; RFC 3516 §4.4 needs a literal8")]
    public Task NUL_in_a_header(TestStore store) => Transcript.RunAsync(store, """
        C: a APPEND INBOX ~{+"X-Note: a\0b\r\n\r\nx\r\n"}
        S: a OK [APPENDUID {_} 1]
        C: s EXAMINE INBOX
        C: b FETCH 1 (RFC822.SIZE BODY[] BINARY[])
        S: * 1 FETCH (RFC822.SIZE 18 BODY[] {"X-Note: a\x80b\r\n\r\nx\r\n"} BINARY[] ~{"X-Note: a\0b\r\n\r\nx\r\n"})
        S: b OK
        """);

    /// <summary>The other commands that bring messages do the same.</summary>
    [Theory, EveryStore]
    [DiffersOn("Cyrus", "answers NO to NUL in a literal; RFC 3516 §4.4 needs a literal8")]
    [DiffersOn("Dovecot", "takes a literal8 in CATENATE only where the first part is one too")]
    public Task Whatever_brings_NUL(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 1 message, none recent
        C: a APPEND INBOX CATENATE (TEXT {+"Subject: x\r\nMIME-Version: 1.0\r\n\r\n"} TEXT ~{+"\0"}) {+"Subject: y\r\n\r\ny"} ~{+"Subject: z\r\n\r\n\0"}
        S: a OK [APPENDUID {_} 2:4]
        C: s SELECT INBOX
        C: b REPLACE 1 INBOX ~{+"Subject: r\r\n\r\n\0r"}
        S: ...
        S: b OK
        C: c UID FETCH 2,4,5 (BODY.PEEK[TEXT] BINARY.PEEK[1])
        S: * 1 FETCH (UID 2 BODY[TEXT] {"AA==\r\n"} BINARY[1] ~{"\0"})
        S: * 3 FETCH (UID 4 BODY[TEXT] {"AA==\r\n"} BINARY[1] ~{"\0"})
        S: * 4 FETCH (UID 5 BODY[TEXT] {"AHI=\r\n"} BINARY[1] ~{"\0r"})
        S: c OK
        """);

    /// <summary>RFC 3516 §4.4 with RFC 3502: one of several messages.</summary>
    [Theory, EveryStore]
    public Task Several_messages_at_once(TestStore store) => Transcript.RunAsync(store, """
        C: a APPEND INBOX ~{+"Subject: x\r\n\r\n\0"} (\Seen) {+"Subject: y\r\n\r\ny"} ~{"Subject: z\r\n\r\n\0z"}
        S: a OK [APPENDUID {_} 1:3]
        C: s EXAMINE INBOX
        C: b FETCH 1:3 BINARY.SIZE[1]
        S: * 1 FETCH (BINARY.SIZE[1] 1)
        S: * 2 FETCH (BINARY.SIZE[1] 1)
        S: * 3 FETCH (BINARY.SIZE[1] 2)
        S: b OK
        """);

    /// <summary>RFC 3516 §7: section-binary is a part and nothing more; BINARY.SIZE has no partial.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "takes BINARY[HEADER]; RFC 3516 §7: section-part is numbers")]
    public Task What_the_grammar_does_not_have(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 1 message, none recent
        C: s SELECT INBOX
        C: a FETCH 1 BINARY[HEADER]
        S: a BAD
        C: b FETCH 1 BINARY[1.MIME]
        S: b BAD
        C: c FETCH 1 BINARY[0]
        S: c BAD
        C: d FETCH 1 BINARY
        S: d BAD
        C: e FETCH 1 BINARY.SIZE[1]<0.1>
        S: e BAD
        C: f FETCH 1 BINARY[1]<0.0>
        S: f BAD
        C: g FETCH 1 BINARY.SIZE
        S: g BAD
        C: h FETCH 1 FLAGS
        S: * 1 FETCH (FLAGS ())
        S: h OK
        """);

    /// <summary>Without the extension: neither announced nor accepted, and a literal8 is refused before it comes.</summary>
    [Theory, EveryStore]
    public Task Switched_off(TestStore store) => Transcript.RunAsync(store, """
        GIVEN without BINARY, IMAP4rev2
        GIVEN INBOX with 1 message, none recent
        C: a CAPABILITY
        S!: * CAPABILITY BINARY ...
        S: ...
        S: a OK
        C: s SELECT INBOX
        C: b FETCH 1 BINARY[1]
        S: b BAD
        C: c FETCH 1 BINARY.SIZE[1]
        S: c BAD
        C: d APPEND INBOX ~{1000000}
        S: d BAD
        C: e APPEND INBOX ~{+"Subject: x\r\n\r\nx"}
        S: e BAD
        C: f STATUS INBOX (MESSAGES)
        S: * STATUS INBOX (MESSAGES 1)
        S: f OK
        """);
}
