using System.Text;

namespace Postroom.Clients.Tests;

/// <summary>A message to put into a mailbox before a client comes.</summary>
/// <param name="Octets">Each character of the text as one octet.</param>
public sealed record Letter(byte[] Octets, string Flags = "", string? Date = null)
{
    /// <summary>A plain letter; the subject tells it from the others.</summary>
    public static Letter Plain(string subject, string body = "Hello.\r\n", string flags = "", string? date = null) => Of($"""
        From: Ann Example <ann@example.org>
        To: Bob <bob@example.net>
        Subject: {subject}
        Date: Mon, 3 Feb 2025 10:20:30 +0100
        Message-ID: <{Uri.EscapeDataString(subject)}@example.org>

        {body}
        """, flags, date);

    /// <summary>What clients trip over: encoded words, 8-bit text, a nested message, an attachment, a line that starts with "From ", dots.</summary>
    public static Letter Rich(string subject, string flags = "") => Of($"""
        From: =?utf-8?Q?J=C3=BCrgen_M=C3=BCller?= <juergen@example.org>
        To: "Bob, the \"receiver\"" <bob@example.net>, undisclosed: ;
        Subject: {subject}
        Date: Tue, 4 Feb 2025 23:59:60 -0330 (a comment)
        Message-ID: <{Uri.EscapeDataString(subject)}@example.org>
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary="=_outer (1)"

        A preamble that nobody reads.
        --=_outer (1)
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: 8bit

        Gr{"\u00c3\u00bc\u00c3\u009f"}e,
        From here on a naive mbox writer would be confused.
        .
        ..two dots
        --=_outer (1)
        Content-Type: message/rfc822

        From: nested@example.org
        Subject: inside
        Content-Type: multipart/alternative; boundary=inner

        --inner
        Content-Type: text/plain

        plain
        --inner
        Content-Type: text/html

        <p>html</p>
        --inner--
        --=_outer (1)
        Content-Type: application/octet-stream; name*=utf-8''%e2%82%ac.bin
        Content-Transfer-Encoding: base64
        Content-Disposition: attachment; filename*=utf-8''%e2%82%ac.bin

        AAECAwQFBgcICQoLDA0ODw==
        --=_outer (1)--
        An epilogue.

        """, flags);

    /// <summary>Header fields beyond ASCII as bare UTF-8: only who has enabled UTF8=ACCEPT may store it (RFC 9755), and everybody may meet it.</summary>
    public static byte[] Bare { get; } = Encoding.UTF8.GetBytes("""
        From: Jürgen <juergen@example.org>
        To: Ωmega <omega@example.net>
        Subject: Grüße, nackt
        Message-ID: <bare@example.org>

        Schöne Grüße.

        """.ReplaceLineEndings("\r\n"));

    /// <summary>Header fields as encoded words, 8-bit text, and an attachment whose name is not ASCII.</summary>
    public static byte[] Attached { get; } = Encoding.UTF8.GetBytes("""
        From: =?utf-8?q?J=C3=BCrgen?= <juergen@example.org>
        To: =?utf-8?b?zqltZWdh?= <omega@example.net>
        Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe_mit_Anhang?=
        Date: Mon, 3 Feb 2025 10:20:30 +0100
        Message-ID: <attached@example.org>
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary=b

        --b
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: 8bit

        Schöne Grüße.
        --b
        Content-Type: application/pdf; name="=?utf-8?q?Gr=C3=B6=C3=9Fe=2Epdf?="
        Content-Transfer-Encoding: base64
        Content-Disposition: attachment; filename*=utf-8''Gr%C3%B6%C3%9Fe.pdf

        JVBERi0xLjQK
        --b--

        """.ReplaceLineEndings("\r\n"));

    /// <summary>A body of many lines, so that the message does not fit into one buffer.</summary>
    public static Letter Large(string subject, int lines = 20_000) =>
        Plain(subject, string.Concat(Enumerable.Range(0, lines).Select(i => $"line {i} of a long letter, with some text to fill it up\r\n")));

    private static Letter Of(string text, string flags, string? date = null) =>
        new(Encoding.Latin1.GetBytes(text.ReplaceLineEndings("\r\n")), flags, date);
}
