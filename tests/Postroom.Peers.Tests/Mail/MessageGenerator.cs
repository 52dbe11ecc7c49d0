using System.Globalization;
using System.Text;

namespace Postroom.Peers.Tests.Mail;

/// <summary>Makes messages that a mailer could have written, with a fault now and then. Same random numbers, same messages.</summary>
internal sealed class MessageGenerator(Random random)
{
    /// <summary>What texts are made of, so that searches can find some of it.</summary>
    public static IReadOnlyList<string> Words { get; } =
    [
        "meeting", "Report", "invoice", "attached", "tomorrow", "please", "figures", "budget", "Grüße", "Köln", "déjà", "привет", "日本語",
        "lunch", "server", "password", "holiday", "ticket", "delivery", "the", "and", "of", "release", "bug", "naïve", "Straße", "café",
    ];

    public static IReadOnlyList<string> People { get; } =
        ["ann", "bob", "carol", "dave", "erin", "frank", "grace", "heidi", "ivan", "judy"];

    private int _boundaries;

    public TestMessage Next(string name)
    {
        var text = new StringBuilder();
        Header(text);
        Entity(text, depth: 0, digest: false);
        return TestMessage.Of(name, text.ToString());
    }

    private bool Sometimes(int percent) => random.Next(100) < percent;

    private T Any<T>(params IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];

    private string Number(int below) => random.Next(below).ToString(CultureInfo.InvariantCulture);

    private void Header(StringBuilder to)
    {
        List<string> fields =
        [
            "From: " + Address(),
            "To: " + Addresses(1 + random.Next(4)),
            Any("Subject: ", "Subject: ", "SUBJECT: ", "Subject:\t") + Subject(),
            "Date: " + Date(),
            $"Message-ID: <{Number(1_000_000)}.{Number(1_000_000)}@{Any(People)}.example>",
        ];
        if (Sometimes(30))
            fields.Add("Cc: " + Addresses(1 + random.Next(5)));
        if (Sometimes(10))
            fields.Add("Bcc: " + Addresses(1));
        if (Sometimes(15))
            fields.Add("Reply-To: " + Addresses(1 + random.Next(2)));
        if (Sometimes(10))
            fields.Add("Sender: " + Address());
        if (Sometimes(40))
            fields.Add($"In-Reply-To: <{Number(1000)}@{Any(People)}.example>\nReferences: <1@a.example>\n\t<{Number(1000)}@b.example>");
        for (int i = random.Next(4); i > 0; i--)
            fields.Add($"Received: from {Any(People)}.example (unknown [192.0.2.{Number(255)}])\n\tby mx.example.org (Postfix) with ESMTP id {Number(99999)}\n\tfor <{Any(People)}@example.org>; {Date()}");
        if (Sometimes(95))
            fields.Add("MIME-Version: 1.0");
        if (Sometimes(30))
            fields.Add("X-Mailer: " + TestMessage.Utf8(Text(3)));
        if (Sometimes(4))
            fields.RemoveAt(random.Next(fields.Count));
        if (Sometimes(4))
            fields.Add(fields[random.Next(fields.Count)]);
        if (Sometimes(3))
            fields.Add("a line that is no field");
        random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(fields));
        foreach (string field in fields)
            to.Append(field).Append('\n');
    }

    private string Address()
    {
        string who = Any(People);
        string address = who + Any("@example.org", "@example.com", "@mail.example.net", "@[192.0.2.7]");
        return random.Next(12) switch
        {
            0 => address,
            1 => $"<{address}>",
            2 => $"{address} ({who})",
            3 => $"\"{who}, {Any("jr.", "esq.", "the \\\"great\\\"")}\" <{address}>",
            4 => $"=?utf-8?Q?{who}_M=C3=BCller?= <{address}>",
            5 => $"=?iso-8859-1?B?{Convert.ToBase64String(Encoding.Latin1.GetBytes(who + " Müller"))}?=\n <{address}>",
            6 => $"{TestMessage.Utf8(Any("Jürgen", "Ольга", "山田"))} <{address}>",
            7 => $"{who.ToUpperInvariant()} {who[0]}. <{address}>",
            8 when Sometimes(30) => $"{who} <@relay.example:{address}>",
            9 when Sometimes(20) => $"{who} <{who}>",
            _ => $"{char.ToUpperInvariant(who[0])}{who[1..]} Example <{address}>",
        };
    }

    private string Addresses(int count)
    {
        if (Sometimes(4))
            return "undisclosed-recipients:;";
        string all = string.Join(Any(", ", ",", ",\n\t", ",\n "), Enumerable.Range(0, count).Select(_ => Address()));
        return Sometimes(5) ? $"A Group: {all};" : all;
    }

    private string Subject() => random.Next(8) switch
    {
        0 => $"=?utf-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(Any(Words) + " " + Any(Words)))}?=",
        1 => $"=?utf-8?Q?{Encode(Encoding.UTF8.GetBytes(Any(Words)))}?= =?utf-8?Q?_{Encode(Encoding.UTF8.GetBytes(Any(Words)))}?=",
        2 => TestMessage.Utf8(Text(3)),
        3 => $"Re: {Ascii(4)}\n\t{Ascii(3)}\n  {Ascii(2)}",
        4 => $"[list-{Number(9)}] \"{Ascii(2)}\" \\ {Ascii(2)}",
        5 when Sometimes(30) => "",
        _ => Any("", "Re: ", "Fwd: ", "AW: ") + Ascii(2 + random.Next(6)),
    };

    private string Date()
    {
        var date = new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(random.Next(800_000));
        string text = date.ToString("ddd, d MMM yyyy HH:mm:ss ", CultureInfo.InvariantCulture) + Any("+0000", "-0800", "+0530", "+0100", "GMT", "EST");
        return random.Next(20) switch
        {
            0 => text + " (a zone)",
            1 => date.ToString("d MMM yy HH:mm ", CultureInfo.InvariantCulture) + "GMT",
            2 when Sometimes(40) => "not a date",
            _ => text,
        };
    }

    private string Text(int words) => string.Join(' ', Enumerable.Range(0, words).Select(_ => Any(Words)));

    private string Ascii(int words) => string.Join(' ', Enumerable.Range(0, words).Select(_ => Any(Words)).Where(w => System.Text.Ascii.IsValid(w)));

    private static string Encode(byte[] octets) =>
        string.Concat(octets.Select(b => char.IsAsciiLetterOrDigit((char)b) ? ((char)b).ToString() : string.Create(CultureInfo.InvariantCulture, $"={b:X2}")));

    // The Content- fields, the empty line and the body.
    private void Entity(StringBuilder to, int depth, bool digest)
    {
        int kind = random.Next(depth < 4 ? 10 : 5);
        if (Sometimes(15))
            to.Append("Content-ID: <").Append(Number(100_000)).Append("@example.org>\n");
        if (Sometimes(10))
            to.Append("Content-Description: ").Append(Sometimes(50) ? Ascii(2) : TestMessage.Utf8(Text(2))).Append('\n');
        if (Sometimes(5))
            to.Append("Content-Language: ").Append(Any("en", "de, en", "fr")).Append('\n');
        if (Sometimes(3))
            to.Append("Content-MD5: Q2hlY2sgSW50ZWdyaXR5IQ==\n");
        if (Sometimes(3))
            to.Append("Content-Location: http://example.org/").Append(Number(100)).Append('\n');
        switch (kind)
        {
            case 0 when !digest:
                to.Append('\n');
                Lines(to, ascii: true);
                break;
            case <= 3:
                TextPart(to);
                break;
            case 4:
                Attachment(to);
                break;
            case 5:
                to.Append("Content-Type: message/rfc822\n");
                Disposition(to, "forwarded.eml");
                to.Append('\n');
                Header(to);
                Entity(to, depth + 1, digest: false);
                break;
            default:
                Multipart(to, depth);
                break;
        }
    }

    private void TextPart(StringBuilder to)
    {
        to.Append(Any("Content-Type: text/plain", "Content-Type: text/html", "content-type: Text/Plain", "Content-Type: text/x-custom"));
        string charset = Any("utf-8", "iso-8859-1", "us-ascii", "windows-1252");
        to.Append(Any($"; charset={charset}", $"; charset=\"{charset}\"", $";\n\tcharset={charset}; format=flowed", "")).Append('\n');
        Disposition(to, "text.txt");
        Encoding encoding = charset == "utf-8" ? Encoding.UTF8 : Encoding.Latin1;
        switch (random.Next(4))
        {
            case 0:
                to.Append("Content-Transfer-Encoding: quoted-printable\n\n");
                for (int i = random.Next(12); i > 0; i--)
                    to.Append(string.Join(' ', Text(6).Split(' ').Select(w => Encode(encoding.GetBytes(w))))).Append(Any("\n", "=\n", " =20\n"));
                break;
            case 1:
                to.Append("Content-Transfer-Encoding: ").Append(Any("base64", "BASE64")).Append("\n\n");
                to.Append(Convert.ToBase64String(encoding.GetBytes(string.Join("\r\n", Enumerable.Range(0, random.Next(10)).Select(_ => Text(5)))), Base64FormattingOptions.InsertLineBreaks).ReplaceLineEndings("\n")).Append('\n');
                break;
            default:
                to.Append(Any("Content-Transfer-Encoding: 8bit\n", "")).Append('\n');
                Lines(to, ascii: charset == "us-ascii");
                break;
        }
    }

    private void Lines(StringBuilder to, bool ascii)
    {
        for (int i = random.Next(15); i > 0; i--)
            to.Append(ascii ? Ascii(1 + random.Next(10)) : TestMessage.Utf8(Text(1 + random.Next(10)))).Append('\n');
        if (Sometimes(15))
            to.Append("an unfinished line");
    }

    private void Attachment(StringBuilder to)
    {
        string name = Any("report.pdf", "two words.doc", "picture.png");
        to.Append("Content-Type: ").Append(Any("application/pdf", "application/octet-stream", "image/png", "audio/basic"));
        to.Append(Any($"; name=\"{name}\"", $";\n name=\"{name}\"; x-unix-mode=0644", "; name*=utf-8''%e2%82%ac%20" + Number(100), "")).Append('\n');
        Disposition(to, name);
        to.Append("Content-Transfer-Encoding: base64\n\n");
        byte[] data = new byte[random.Next(3000)];
        random.NextBytes(data);
        to.Append(Convert.ToBase64String(data, Base64FormattingOptions.InsertLineBreaks).ReplaceLineEndings("\n")).Append('\n');
    }

    private void Disposition(StringBuilder to, string name)
    {
        if (Sometimes(50))
            return;
        to.Append(Any($"Content-Disposition: attachment; filename=\"{name}\"", "Content-Disposition: inline", $"Content-Disposition: attachment;\n\tfilename=\"{name}\"; size={Number(5000)}")).Append('\n');
    }

    private void Multipart(StringBuilder to, int depth)
    {
        string subtype = Any("mixed", "mixed", "alternative", "related", "digest", "signed", "x-made-up");
        string boundary = Any("", "=_Part_", "----=_NextPart_", "b ") + FormattableString.Invariant($"{_boundaries++}") + Any("", "'", "=", "_x");
        to.Append("Content-Type: multipart/").Append(subtype).Append(Any("; boundary=\"", ";\n\tboundary=\"", "; charset=utf-8; boundary=\"")).Append(boundary).Append("\"\n\n");
        if (Sometimes(40))
            to.Append("This is a multi-part message in MIME format.\n").Append(Any("", "\n"));
        for (int i = Sometimes(3) ? 0 : 1 + random.Next(4); i > 0; i--)
        {
            to.Append("--").Append(boundary).Append(Any("\n", "\n", "\n", " \n"));
            Entity(to, depth + 1, subtype == "digest");
            to.Append('\n');
        }
        if (!Sometimes(5))
            to.Append("--").Append(boundary).Append("--\n");
        if (Sometimes(20))
            to.Append(Any("\n", "An epilogue.\n", "\n\n"));
    }
}
