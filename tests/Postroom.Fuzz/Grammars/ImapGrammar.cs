namespace Postroom.Fuzz.Grammars;

/// <summary>The small productions that commands and responses share (RFC 9051 §9).</summary>
/// <param name="maker">Chooses.</param>
/// <param name="literals">What stands behind a literal's length: "+" where nobody answers with a continuation.</param>
internal sealed class ImapGrammar(Maker maker, string literals = "+")
{
    public Maker Maker => maker;

    public string Word(string keyword) => maker.AnyCase(keyword);

    public string Number() => maker.Pick("0", "1", "7", "4294967295", maker.Below(100_000).ToString(Invariant));

    public string NzNumber() => maker.Pick("1", "2", "7", "4294967295", (1 + maker.Below(100_000)).ToString(Invariant));

    public string Number64() => maker.Pick("0", "1", "4294967296", "9223372036854775807", maker.Below(100_000).ToString(Invariant));

    public string NzNumber64() => maker.Pick("1", "4294967296", "9223372036854775807", (1 + maker.Below(100_000)).ToString(Invariant));

    public string Atom() => maker.Pick("a", "INBOX", "x-y", "A1", "NIL", "foo.bar", "~peter", "b/c", "'", "!#$&");

    public string Quoted() => "\"" + maker.Many(8, () => maker.Pick("a", "Z", " ", "\\\"", "\\\\", "]", ")", "{3}", "%", "*", "\u00c3\u00a4")) + "\"";

    public string QuotedAscii() => "\"" + maker.Many(8, () => maker.Pick("a", "Z", " ", "\\\"", "\\\\", "]", ")", "{3}", "%", "*")) + "\"";

    public string Literal()
    {
        string octets = maker.Many(6, () => maker.Pick("a", "b c", "\r\n", "{5}\r\n", ")", "\"", "\u00c3\u00a4", "\x01"));
        return string.Create(Invariant, $"{{{octets.Length}{literals}}}\r\n{octets}");
    }

    public string Literal8()
    {
        string octets = maker.AnyOctets(12);
        return string.Create(Invariant, $"~{{{octets.Length}{literals}}}\r\n{octets}");
    }

    public string String() => maker.OneIn(3) ? Literal() : QuotedAscii();

    public string NString() => maker.OneIn(3) ? "NIL" : String();

    public string AString() => maker.OneIn(3) ? String() : Atom();

    public string Mailbox() => maker.Pick("INBOX", "inbox", "a", "a/b", "Sent", "\"x y\"", "&AOQ-/b", "&U,BTFw-", "{1" + literals + "}\r\na", "\"new/one\"", "NIL", "a&-b");

    public string Pattern() => maker.Pick("*", "%", "\"\"", "a/%", "\"x *\"", "IN*", "%/%/*", "[x]", "{1" + literals + "}\r\n*");

    public string Flag() => maker.Pick("\\Seen", "\\Deleted", "\\answered", "\\Flagged", "\\Draft", "$Junk", "kw", "[Gmail", "k.w");

    public string Flags() => "(" + maker.Many(4, Flag, " ") + ")";

    public string Set() => maker.OneIn(8) ? "$" : maker.Some(4, () => maker.Pick("1", "*", "1:*", "2:4", "9:3", "*:7", "4294967295", NzNumber()), ",");

    public string UidSet() => maker.Some(4, () => maker.Pick("1", "1:5", "4", "100:200", NzNumber()), ",");

    public string Date()
    {
        string date = $"{1 + maker.Below(28)}-{Month()}-{1970 + maker.Below(100)}";
        return maker.OneIn(2) ? date : $"\"{date}\"";
    }

    public string DateTime() =>
        $"\"{1 + maker.Below(28),2}-{Month()}-{1970 + maker.Below(100)} {maker.Below(24):00}:{maker.Below(60):00}:{maker.Below(60):00} {maker.Pick("+", "-")}{maker.Below(14):00}{maker.Pick("00", "30", "45")}\"";

    public string PartNumber() => maker.Some(4, () => (1 + maker.Below(9)).ToString(Invariant), ".");

    public string Section() => maker.Pick(
        () => "",
        () => Word(maker.Pick("HEADER", "TEXT")),
        () => PartNumber(),
        () => PartNumber() + "." + Word(maker.Pick("HEADER", "TEXT", "MIME")),
        () => $"{maker.Maybe(() => PartNumber() + ".")}{Word(maker.Pick("HEADER.FIELDS", "HEADER.FIELDS.NOT"))} ({maker.Some(3, AString, " ")})");

    public string Partial() => maker.Maybe(() => $"<{Number64()}.{NzNumber64()}>");

    public string ObjectId() => maker.Pick("M1", "T-2_3", "a", "Zz9");

    private string Month() => maker.Pick("Jan", "Feb", "mar", "Apr", "MAY", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");

    private static System.Globalization.CultureInfo Invariant => System.Globalization.CultureInfo.InvariantCulture;
}
