using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>PREVIEW (RFC 8970). How text becomes a preview is tested in Postroom.Mime.Tests.</summary>
[AnnouncedAs("PREVIEW")]
public sealed class PreviewTranscripts
{
    /// <summary>RFC 8970 §3.2 and §5, examples 1 and 3; it does not read the message.</summary>
    [Theory, EveryStore]
    public Task Preview(TestStore store) => Transcript.RunAsync(store, """
        GIVEN message in INBOX
        | Subject: lorem
        | From: FOO <foo@example.com>
        |
        | Lorem ipsum dolor sit amet, consectetur adipiscing elit.
        | Curabitur aliquam turpis et ante dictum, et pulvinar dui congue.
        | Maecenas hendrerit, lorem non imperdiet pellentesque, nulla
        | ligula nullam
        GIVEN message in INBOX
        | Subject: nothing
        |
        |
        C: A0 CAPABILITY
        S: * CAPABILITY IMAP4rev1 PREVIEW SEARCHRES ...
        S: A0 OK Capability command completed.
        C: A1 SELECT INBOX
        C: A2 FETCH 1 (RFC822.SIZE PREVIEW)
        S: * 1 FETCH (RFC822.SIZE {_} PREVIEW "Lorem ipsum dolor sit amet, consectetur adipiscing elit. Curabitur aliquam turpis et ante dictum, et pulvinar dui congue. Maecenas hendrerit, lorem non imperdiet pellentesque, nulla ligula nullam")
        S: A2 OK FETCH complete.
        C+: C2 SEARCH RETURN (SAVE) FROM "FOO"
        C: C3 FETCH $ (UID PREVIEW (LAZY))
        S: C2 OK SEARCH completed.
        S: * 1 FETCH (UID 1 PREVIEW "Lorem ipsum dolor sit amet, consectetur adipiscing elit. Curabitur aliquam turpis et ante dictum, et pulvinar dui congue. Maecenas hendrerit, lorem non imperdiet pellentesque, nulla ligula nullam")
        S: C3 OK FETCH completed.
        C: C4 UID FETCH 2 PREVIEW
        S: * 2 FETCH (UID 2 PREVIEW "")
        S: C4 OK FETCH completed.
        """);

    /// <summary>RFC 8970 §3.2, §4.1 and §5, example 2: the first text, whatever else there is; "" without one; with LAZY, NIL where it would take long.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "answers NIL to LAZY wherever it has not made it before")]
    public Task Parts(TestStore store) => Transcript.RunAsync(store, """
        GIVEN message in INBOX
        | Content-Type: multipart/mixed; boundary=b
        |
        | not a part
        | --b
        | Content-Type: text/plain; name=a.txt
        | Content-Disposition: attachment; filename=a.txt
        |
        | attached
        | --b
        | Content-Type: multipart/alternative; boundary=c
        |
        | --c
        | Content-Type: text/plain
        |
        |
        |
        | --c
        | Content-Type: text/html; charset=utf-8
        | Content-Transfer-Encoding: quoted-printable
        |
        | <p>Gr=C3=BC=C3=9Fe,
        | <p>Joe
        | --c--
        | --b--
        GIVEN message in INBOX
        | Content-Type: multipart/encrypted; boundary=b; protocol="application/pgp-encrypted"
        |
        | --b
        | Content-Type: application/pgp-encrypted
        |
        | Version: 1
        | --b
        | Content-Type: application/octet-stream
        |
        | x
        | --b--
        GIVEN message in INBOX
        | Content-Type: multipart/mixed; boundary=b
        |
        | --b
        | Content-Type: message/rfc822
        |
        | Subject: inside
        | Content-Type: multipart/alternative; boundary=d
        |
        | --d
        |
        | Forwarded
        | --d--
        | --b
        | Content-Type: image/png
        |
        | x
        | --b--
        GIVEN message in INBOX
        | Subject: newsletter
        | Content-Type: text/html
        |
        | <style>STYLE</style><h1>News</h1>
        C: s SELECT INBOX
        C: a FETCH 1:4 (UID PREVIEW (LAZY))
        S: * 1 FETCH (UID 1 PREVIEW {"Gr\xC3\xBC\xC3\x9Fe, Joe"})
        S: * 2 FETCH (UID 2 PREVIEW "")
        S: * 3 FETCH (UID 3 PREVIEW "Forwarded")
        S: * 4 FETCH (UID 4 PREVIEW NIL)
        S: a OK
        C: b FETCH 3:4 (PREVIEW)
        S: * 3 FETCH (PREVIEW "Forwarded")
        S: * 4 FETCH (PREVIEW "News")
        S: b OK
        C: c FETCH 4 PREVIEW (LAZY) (CHANGEDSINCE 1)
        S: * OK [HIGHESTMODSEQ {_}]
        S: * 4 FETCH (PREVIEW NIL MODSEQ ({_}))
        S: c OK
        C: d FETCH 4 PREVIEW (CHANGEDSINCE 1)
        S: * 4 FETCH (PREVIEW "News" MODSEQ ({_}))
        S: d OK
        C: e FETCH 2 (PREVIEW (LAZY LAZY) UID)
        S: * 2 FETCH (PREVIEW "" UID 2)
        S: e OK
        C: f FETCH 1 PREVIEW (LAZIER)
        S: f BAD
        C: g FETCH 1 (PREVIEW (FUZZY))
        S: g BAD
        C: h FETCH 1 (PREVIEW ())
        S: h BAD
        C: i FETCH 1 PREVIEW[1]
        S: i BAD
        """.Replace("STYLE", new string('x', 17 << 10), StringComparison.Ordinal));

    /// <summary>Switched off.</summary>
    [Theory, EveryStore]
    public Task Switched_off(TestStore store) => Transcript.RunAsync(store, """
        GIVEN without PREVIEW
        GIVEN INBOX with 1 message, none recent
        C: a SELECT INBOX
        C: b FETCH 1 PREVIEW
        S: b BAD
        C: c FETCH 1 (FLAGS PREVIEW (LAZY))
        S: c BAD
        """);
}
