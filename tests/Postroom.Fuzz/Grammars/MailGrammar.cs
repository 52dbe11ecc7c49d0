namespace Postroom.Fuzz.Grammars;

/// <summary>Mail: header fields and MIME bodies as clients and worms make them (RFC 5322, RFC 2045 to 2047, RFC 2231).</summary>
internal sealed class MailGrammar(Maker maker)
{
    private int _boundaries;

    public string Message(int depth = 3) => Header() + Entity(depth, isPart: false);

    private string Header() => maker.Many(8, () => maker.Pick(
        () => $"{maker.AnyCase(maker.Pick("From", "To", "Cc", "Bcc", "Sender", "Reply-To"))}:{Fold()}{Addresses()}\r\n",
        () => $"Subject:{Fold()}{Text()}\r\n",
        () => $"Date:{Fold()}{Date()}\r\n",
        () => $"{maker.Pick("Message-ID", "In-Reply-To", "References")}: {maker.Some(3, MessageId, maker.Pick(" ", "\r\n "))}\r\n",
        () => $"{maker.Pick("X-Mailer", "Received", "X", "Content-Language", "List-Id")}: {Text()}\r\n"));

    private string Entity(int depth, bool isPart)
    {
        string common = maker.Many(2, () => maker.Pick(
            () => $"Content-ID: {MessageId()}\r\n",
            () => $"Content-Description: {Text()}\r\n",
            () => $"Content-Disposition: {maker.Pick("attachment", "inline")}{maker.Many(2, Parameter)}\r\n",
            () => "Content-MD5: Q2hlY2sgSW50ZWdyaXR5IQ==\r\n",
            () => $"Content-Language: {maker.Some(2, () => maker.Pick("en", "de-AT"), ", ")}\r\n",
            () => "Content-Location: http://example.org/a(b)c\r\n"));
        string mime = isPart ? "" : maker.Maybe(() => "MIME-Version: 1.0\r\n");
        if (depth > 0 && maker.OneIn(2))
        {
            string boundary = $"b{_boundaries++}";
            string type = $"Content-Type: multipart/{maker.Pick("mixed", "alternative", "digest", "related")}; boundary={maker.Pick(boundary, $"\"{boundary}\"")}{maker.Many(1, Parameter)}\r\n";
            string parts = maker.Some(3, () => $"--{boundary}\r\n{Entity(depth - 1, isPart: true)}\r\n");
            return $"{mime}{common}{type}\r\n{maker.Maybe(() => "preamble\r\n")}{parts}{maker.Maybe(() => $"--{boundary}--\r\n")}{maker.Maybe(() => "epilogue")}";
        }

        if (depth > 0 && maker.OneIn(4))
            return $"{mime}{common}Content-Type: message/{maker.Pick("rfc822", "global")}\r\n\r\n{Message(depth - 1)}";
        return $"{mime}{common}{Leaf()}";
    }

    private string Leaf()
    {
        string charset = maker.Maybe(() => $"; charset={maker.Pick("utf-8", "iso-8859-1", "\"us-ascii\"", "iso-2022-jp", "utf-7", "koi8-r", "x-unknown", "windows-1252", "gb18030")}");
        string type = maker.Maybe(() => $"Content-Type: {maker.Pick("text/plain", "TEXT/html", "image/png", "application/octet-stream", "text")}{charset}{maker.Many(2, Parameter)}\r\n");
        return type + maker.Pick(
            () => $"\r\n{Lines()}",
            () => $"Content-Transfer-Encoding: base64\r\n\r\n{maker.Many(4, () => Convert.ToBase64String(maker.Random(maker.Below(57))), "\r\n")}",
            () => $"Content-Transfer-Encoding: {maker.Pick("quoted-printable", "Quoted-Printable")}\r\n\r\n{maker.Many(10, () => maker.Pick("a", "=41", "=\r\n", " ", "=3D", "=C3=A4", "\r\n", "=E4"))}",
            () => $"Content-Transfer-Encoding: {maker.Pick("7bit", "8bit", "binary", "x-strange")}\r\n\r\n{Lines()}",
            () => "Content-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644 a.txt\r\n#86)C\r\n`\r\nend\r\n");
    }

    private string Lines() => maker.Many(5, () => maker.Pick("hello", "", "<p>x &amp; y</p>", "-- ", "> quoted", "\u00c3\u00a4\u00c3\u00b6", "\u00e4", ".", "From x", "+AGE-"), "\r\n");

    public string Parameter() => maker.Pick(
        () => $"; {maker.Pick("name", "filename", "charset", "x")}={maker.Pick("a", "\"b c\"", "\"q\\\"q\"", "a.txt", "\"\u00c3\u00a4\"")}",
        () => $"; name*={maker.Pick("utf-8''%C3%A4.txt", "iso-8859-1'en'%A3", "us-ascii''x")}",
        () => "; name*0=\"ab\"; name*1=\"cd\"",
        () => $"; filename*0*=utf-8''%E2%82;{Fold()}filename*1*=%AC; filename*2=\".txt\"",
        () => ";" + Fold() + "x-y=\"\"");

    public string Addresses() => maker.Some(4, () => maker.OneIn(6) ? $"{maker.Pick("friends", "\"a b\"")}: {maker.Many(2, Address, ", ")};" : Address(), "," + Fold());

    private string Address()
    {
        string spec = maker.Pick("ali@example.org", "\"a b\"@example.org", "x.y@[192.0.2.1]", "a (comment)@ b.c", "\u00c3\u00a4@example.org");
        return maker.Pick(
            () => spec,
            () => $"{maker.Pick("Ali", "\"Ali, the\"", "=?utf-8?Q?=C3=A4?=", "A. B.", "=?iso-8859-1?B?5A==?= x")} <{spec}>",
            () => $"<@a,@b:{spec}>",
            () => $"{spec} ({maker.Pick("Ali", "a (b) \\) c", "=?utf-8?B?w6Q=?=")})");
    }

    public string Text() => maker.Some(5, () => maker.Pick("hello", "=?utf-8?Q?=C3=A4_b?=", "=?UTF-8?B?w6Q=?=", "=?iso-8859-1?q?=E4?=", "=?x?y?z?=", "Re:", "a\tb", "\u00c3\u00a4", "=?utf-8?Q?=C3?= =?utf-8?Q?=A4?="), maker.Pick(" ", "\r\n ", "\r\n\t"));

    public string Date() =>
        $"{maker.Maybe(() => maker.Pick("Mon, ", "Thu,", "Sun , "))}{1 + maker.Below(28)} {maker.Pick("Jan", "feb", "Dec")} {maker.Pick("2024", "99", "1970", "100")} {maker.Below(24):00}:{maker.Below(60):00}{maker.Maybe(() => $":{maker.Below(61):00}")} {maker.Pick("+0000", "-0800", "GMT", "EST", "Z", "(x) +0100", "")}";

    public string MessageId() => $"<{maker.Pick("a", "x.y.z", "\"q\"", "1234")}@{maker.Pick("b", "example.org", "[1.2.3.4]")}>";

    private string Fold() => maker.Pick(" ", " ", "\r\n ", "\r\n\t", "");
}
