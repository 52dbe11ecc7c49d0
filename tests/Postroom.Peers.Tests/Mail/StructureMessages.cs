namespace Postroom.Peers.Tests.Mail;

/// <summary>Multiparts and nested messages: RFC 2046's examples, and every way in which a boundary can be wrong.</summary>
internal static class StructureMessages
{
    public static IEnumerable<TestMessage> All { get; } =
    [
        Of("RFC 2046 5.1.1", """
            Content-type: multipart/mixed; boundary="simple boundary"

            This is the preamble.  It is to be ignored, though it
            is a handy place for composition agents to include an
            explanatory note to non-MIME conformant readers.

            --simple boundary

            This is implicitly typed plain US-ASCII text.
            It does NOT end with a linebreak.
            --simple boundary
            Content-type: text/plain; charset=us-ascii

            This is explicitly typed plain US-ASCII text.
            It DOES end with a linebreak.

            --simple boundary--

            This is the epilogue.  It is also to be ignored.

            """),
        Of("an empty parameter before the boundary", """
            Content-Type: multipart/mixed;;
              Boundary="one _ two"

            --one _ two
            Content-Type: text/plain

            first
            --one _ two
            Content-Type: message/rfc822

            Subject: inner

            second
            --one _ two--

            """),
        Of("RFC 2049 appendix A", """
            Content-Type: multipart/mixed;
                          boundary=unique-boundary-1

            This is the preamble area of a multipart message.

            --unique-boundary-1

              ... Some text appears here ...

            --unique-boundary-1
            Content-type: text/plain; charset=US-ASCII

            This could have been part of the previous part, but
            illustrates explicit versus implicit typing of body parts.

            --unique-boundary-1
            Content-Type: multipart/parallel; boundary=unique-boundary-2

            --unique-boundary-2
            Content-Type: audio/basic
            Content-Transfer-Encoding: base64

              ... base64-encoded 8000 Hz single-channel
                  mu-law-format audio data goes here ...

            --unique-boundary-2
            Content-Type: image/jpeg
            Content-Transfer-Encoding: base64

              ... base64-encoded image data goes here ...

            --unique-boundary-2--

            --unique-boundary-1
            Content-type: text/enriched

            This is <bold><italic>enriched.</italic></bold>

            --unique-boundary-1
            Content-Type: message/rfc822

            From: (mailbox in US-ASCII)
            To: (address in US-ASCII)
            Subject: (subject in US-ASCII)
            Content-Type: Text/plain; charset=ISO-8859-1
            Content-Transfer-Encoding: Quoted-printable

              ... Additional text in ISO-8859-1 goes here ...

            --unique-boundary-1--

            """),
        Of("RFC 3501 6.4.5's part numbers", """
            Content-Type: multipart/mixed; boundary=0

            --0
            Content-Type: text/plain

            1
            --0
            Content-Type: application/octet-stream

            2
            --0
            Content-Type: message/rfc822

            From: three@example.org
            Subject: 3
            Content-Type: multipart/mixed; boundary=3

            --3
            Content-Type: text/plain

            3.1
            --3
            Content-Type: application/octet-stream

            3.2
            --3--
            --0
            Content-Type: multipart/mixed; boundary=4

            --4
            Content-Type: image/gif

            4.1
            --4
            Content-Type: message/rfc822

            From: four@example.org
            Subject: 4.2
            Content-Type: multipart/mixed; boundary=42

            --42
            Content-Type: text/plain

            4.2.1
            --42
            Content-Type: multipart/alternative; boundary=422

            --422
            Content-Type: text/plain

            4.2.2.1
            --422
            Content-Type: text/richtext

            4.2.2.2
            --422--
            --42--
            --4--
            --0--

            """),
        Of("message in message in message", """
            Content-Type: message/rfc822

            Subject: second
            Content-Type: message/rfc822

            Subject: third

            body

            """),
        Of("an empty message in a message", "Content-Type: message/rfc822\n\n"),
        Of("a message of header only in a multipart", "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\nSubject: inner\n--b--\n"),
        Of("a message with encoding base64", "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nU3ViamVjdDogeA0KDQp4DQo=\n"),
        Of("digest: parts are messages", "Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: one\n\n1\n--b\nContent-Type: text/plain\n\n2\n--b\n\nSubject: three\n\n3\n--b--\n"),
        Of("no boundary parameter", "Content-Type: multipart/mixed\n\n--b\n\none\n--b--\n"),
        Of("empty boundary", "Content-Type: multipart/mixed; boundary=\"\"\n\n--\n\none\n----\n"),
        Of("boundary never comes", "Content-Type: multipart/mixed; boundary=b\n\nonly a preamble\n"),
        Of("empty multipart", "Content-Type: multipart/mixed; boundary=b\n\n--b--\n"),
        Of("multipart with empty body", "Content-Type: multipart/mixed; boundary=b\n\n"),
        Of("multipart without a body", "Content-Type: multipart/mixed; boundary=b\n"),
        Of("not closed", "Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b\n\ntwo\n"),
        Of("ends right after a boundary", "Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b\n"),
        Of("ends within a boundary", "Content-Type: multipart/mixed; boundary=bbb\n\n--bbb\n\none\n--bb"),
        Of("close without line end", "Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b--"),
        Of("part without empty line", "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html\n--b--\n"),
        Of("part quite empty", "Content-Type: multipart/mixed; boundary=b\n\n--b\n--b\n\n--b\n\n\n--b--\n"),
        Of("space after boundary", "Content-Type: multipart/mixed; boundary=b\n\n--b  \t\n\none\n--b \n\ntwo\n--b-- \t\n"),
        Of("text after boundary", "Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--bother\n\nstill one\n--b--\n"),
        Of("text after close", "Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b--text\nepilogue\n"),
        Of("boundary with trailing spaces", "Content-Type: multipart/mixed; boundary=\"b  \"\n\n--b  \n\none\n--b  --\n"),
        Of("boundary of 70 characters", $"Content-Type: multipart/mixed; boundary=\"{new string('b', 70)}\"\n\n--{new string('b', 70)}\n\none\n--{new string('b', 70)}--\n"),
        Of("boundary of 200 characters", $"Content-Type: multipart/mixed; boundary=\"{new string('b', 200)}\"\n\n--{new string('b', 200)}\n\none\n--{new string('b', 200)}--\n"),
        Of("boundary with specials", "Content-Type: multipart/mixed; boundary=\"'()+_,-./:=? x\"\n\n--'()+_,-./:=? x\n\none\n--'()+_,-./:=? x--\n"),
        Of("boundary with escaped quote", "Content-Type: multipart/mixed; boundary=\"a\\\"b\"\n\n--a\"b\n\none\n--a\"b--\n"),
        Of("boundary by RFC 2231", "Content-Type: multipart/mixed; boundary*0=ab; boundary*1=cd\n\n--abcd\n\none\n--abcd--\n"),
        Of("inner boundary begins as the outer", "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/mixed; boundary=bb\n\n--bb\n\none\n--bb--\n--b\n\ntwo\n--b--\n"),
        Of("outer boundary begins as the inner", "Content-Type: multipart/mixed; boundary=bb\n\n--bb\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b--\n--bb\n\ntwo\n--bb--\n"),
        Of("inner and outer boundary the same", "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/alternative; boundary=b\n\n--b\n\none\n--b--\n--b\n\ntwo\n--b--\n"),
        Of("inner not closed", "Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: multipart/mixed; boundary=i\n\n--i\n\none\n--o\n\ntwo\n--o--\n"),
        Of("outer boundary within a message within", "Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: message/rfc822\n\nSubject: cut\n--o\n\ntwo\n--o--\n"),
        Of("boundary in the header of a part", "Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: text/plain;\n--o\n\ntwo\n--o--\n"),
        Of("parts after close", "Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b--\n--b\n\nafter\n--b--\n"),
        Of("boundary is the first line of the message", "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\none\n--b--\n"),
        Of("multipart with transfer encoding", "Content-Type: multipart/mixed; boundary=b\nContent-Transfer-Encoding: base64\n\n--b\n\none\n--b--\n"),
        Of("depth 20", Nested(20)),
        Of("fifty parts", "Content-Type: multipart/mixed; boundary=b\n\n" + string.Concat(Enumerable.Range(0, 50).Select(i => $"--b\nContent-ID: <{i}>\n\n{i}\n")) + "--b--\n"),
        Of("report", """
            From: MAILER-DAEMON@example.org
            Subject: Returned mail
            Content-Type: multipart/report; report-type=delivery-status; boundary=r

            --r

            It did not work.
            --r
            Content-Type: message/delivery-status

            Reporting-MTA: dns; mx.example.org

            Final-Recipient: rfc822; bob@example.net
            Action: failed
            Status: 5.1.1
            --r
            Content-Type: text/rfc822-headers

            From: ann@example.org
            Subject: lost
            --r--

            """),
        Of("partial and external-body", "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/partial; id=\"x@y\"; number=1; total=2\n\nSubject: half\n\nx\n--b\nContent-Type: message/external-body; access-type=URL; URL=\"ftp://x/y\"\n\nContent-Type: text/plain\n\n--b--\n"),
        Of("signed", "Content-Type: multipart/signed; micalg=pgp-sha256; protocol=\"application/pgp-signature\"; boundary=\"s\"\n\n--s\nContent-Type: text/plain\n\nsigned\n\n--s\nContent-Type: application/pgp-signature; name=signature.asc\nContent-Description: OpenPGP digital signature\nContent-Disposition: attachment; filename=signature.asc\n\n-----BEGIN PGP SIGNATURE-----\n--s--\n"),
        Of("related", "Content-Type: multipart/related; type=\"text/html\"; start=\"<root@x>\"; boundary=r\n\n--r\nContent-Type: text/html\nContent-ID: <root@x>\nContent-Location: http://example.org/\n\n<img src=cid:i@x>\n--r\nContent-Type: image/png\nContent-ID: <i@x>\nContent-Transfer-Encoding: base64\nContent-Disposition: inline\n\niVBORw0KGgo=\n--r--\n"),
        Of("lines end in LF only", "Content-Type: multipart/mixed; boundary=b␊␊--b␊␊one␊--b␊Content-Type: text/html␊␊two␊--b--␊"),
        Of("boundary after a lone CR", "Content-Type: multipart/mixed; boundary=b\n\n--b\n\none␍--b\n\ntwo\n--b--\n"),
        Of("message/global", "Content-Type: message/global\n\nSubject: " + TestMessage.Utf8("ü") + "\n\nx\n"),
        Of("message/http", "Content-Type: message/http\n\nGET / HTTP/1.0\n\n"),
    ];

    private static TestMessage Of(string name, string text) =>
        TestMessage.Of("structure: " + name, "From: a@example.org\nMIME-Version: 1.0\nSubject: x\n" + text);

    private static string Nested(int depth) => depth == 0
        ? "Content-Type: text/plain\n\nthe innermost\n"
        : $"Content-Type: multipart/mixed; boundary=level{depth}x\n\n--level{depth}x\n{Nested(depth - 1)}\n--level{depth}x--\n";
}
