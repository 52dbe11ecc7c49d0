namespace Postroom.Fuzz.Grammars;

/// <summary>What a server says (RFC 9051 §7 and the extensions in src/), one response without its CRLF.</summary>
internal sealed class ImapResponses(ImapGrammar imap)
{
    private readonly Maker _maker = imap.Maker;

    public string Any() => _maker.Pick(
        Status, Status,
        () => "+ " + _maker.Pick("", "idling", "YGgGCSqGSIb3EgECAgIAb1kwV6ADAgEFoQ=="),
        () => $"* CAPABILITY {_maker.Some(5, () => _maker.Pick("IMAP4rev1", "IMAP4rev2", "LITERAL+", "AUTH=PLAIN", "APPENDLIMIT=100"), " ")}",
        () => "* ENABLED" + _maker.Many(3, () => _maker.Pick(" CONDSTORE", " UTF8=ACCEPT", " X")),
        List,
        () => $"* STATUS {imap.Mailbox()} ({_maker.Many(4, StatusItem, " ")})",
        () => $"* SEARCH{_maker.Many(5, () => " " + imap.NzNumber())}{_maker.Maybe(() => $" (MODSEQ {imap.NzNumber64()})")}",
        ESearch,
        () => $"* VANISHED {_maker.Maybe(() => "(EARLIER) ")}{imap.UidSet()}",
        () => "* FLAGS " + imap.Flags(),
        () => $"* {imap.Number()} {_maker.Pick("EXISTS", "RECENT")}",
        () => $"* {imap.NzNumber()} EXPUNGE",
        () => _maker.OneIn(3) ? "* ID NIL" : $"* ID ({_maker.Some(3, () => $"{imap.QuotedAscii()} {imap.NString()}", " ")})",
        () => $"* NAMESPACE (({imap.QuotedAscii()} \"/\")) NIL {_maker.Pick("NIL", "((\"Shared/\" NIL)(\"#x\" \"/\" \"X-P\" (\"A\" \"B\")))")}",
        () => "* X-SOMETHING new (and strange)",
        Fetch, Fetch, Fetch);

    private string Status() =>
        $"{_maker.Pick("*", "a1", "A142", "x.y")} {_maker.Pick("OK", "NO", "BAD", "ok")} {_maker.Maybe(() => $"[{Code()}] ")}{_maker.Pick("done", "it is", "Still here", "a ] b [ c")}";

    private string Code() => _maker.Pick(
        () => _maker.Pick("ALERT", "READ-ONLY", "TRYCREATE", "SERVERBUG", "OVERQUOTA", "CLOSED", "X-UNKNOWN", "X-OTHER some (thing)"),
        () => "CAPABILITY IMAP4rev1 LITERAL+",
        () => $"{_maker.Pick("UIDNEXT", "UIDVALIDITY", "UNSEEN")} {imap.NzNumber()}",
        () => "HIGHESTMODSEQ " + imap.NzNumber64(),
        () => $"APPENDUID {imap.NzNumber()} {imap.UidSet()}",
        () => $"COPYUID {imap.NzNumber()} {imap.UidSet()} {imap.UidSet()}",
        () => $"PERMANENTFLAGS ({_maker.Many(4, () => _maker.OneIn(5) ? "kw" : imap.Flag(), " ")})",
        () => "MODIFIED " + imap.UidSet(),
        () => $"BADCHARSET{_maker.Maybe(() => $" ({_maker.Some(2, imap.AString, " ")})")}",
        () => $"MAILBOXID ({imap.ObjectId()})",
        () => $"INPROGRESS{_maker.Maybe(() => $" (\"a1\" {_maker.Pick("NIL NIL", "5 NIL", "5 10")})")}",
        () => $"MESSAGELIMIT {imap.NzNumber()}{_maker.Maybe(() => " " + imap.NzNumber())}");

    private string List() =>
        $"* {_maker.Pick("LIST", "LSUB")} ({_maker.Many(3, () => _maker.Pick("\\HasChildren", "\\NoSelect", "\\Sent", "\\X"), " ")}) {_maker.Pick("\"/\"", "NIL", "\"\\\\\"")} {imap.Mailbox()}{_maker.Maybe(() => $" ({imap.QuotedAscii()} (\"x\"))")}";

    private string StatusItem() => _maker.Pick(
        () => $"{_maker.Pick("MESSAGES", "RECENT", "UNSEEN", "DELETED")} {imap.Number()}",
        () => $"{_maker.Pick("UIDNEXT", "UIDVALIDITY")} {imap.NzNumber()}",
        () => $"{_maker.Pick("SIZE", "HIGHESTMODSEQ")} {imap.Number64()}",
        () => $"MAILBOXID ({imap.ObjectId()})");

    private string ESearch() =>
        $"* ESEARCH{_maker.Maybe(() => $" (TAG {_maker.Pick("\"a1\"", "\"x \\\"y\"", "A2")})")}{_maker.Maybe(() => " UID")}{_maker.Many(4, () => " " + _maker.Pick("MIN 1", "MAX 9", "COUNT 0", "ALL 4:19,21", "MODSEQ 917", "PARTIAL (1:10 NIL)", "PARTIAL (-1:-5 2,4:5)"))}";

    private string Fetch() => $"* {imap.NzNumber()} {_maker.Pick("FETCH", "FETCH", "UIDFETCH")} ({_maker.Some(4, FetchData, " ")})";

    private string FetchData() => _maker.Pick(
        () => "FLAGS " + imap.Flags(),
        () => "UID " + imap.NzNumber(),
        () => "RFC822.SIZE " + imap.Number(),
        () => "INTERNALDATE " + imap.DateTime(),
        () => $"MODSEQ ({imap.NzNumber64()})",
        () => "ENVELOPE " + Envelope(),
        () => "BODYSTRUCTURE " + Body(3, isExtended: true),
        () => "BODY " + Body(3, isExtended: false),
        () => $"BODY[{imap.Section()}]{_maker.Maybe(() => $"<{imap.Number()}>")} {imap.NString()}",
        () => $"BINARY[{_maker.Maybe(imap.PartNumber)}] {_maker.Pick(imap.NString, imap.Literal8)}",
        () => $"BINARY.SIZE[{_maker.Maybe(imap.PartNumber)}] {imap.Number()}",
        () => $"{_maker.Pick("EMAILID", "THREADID")} ({imap.ObjectId()})",
        () => $"X-GM-LABELS (\"a b\" \\Inbox)");

    public string Envelope() =>
        $"({imap.NString()} {imap.NString()} {Addresses()} {Addresses()} {Addresses()} {Addresses()} {Addresses()} {Addresses()} {imap.NString()} {imap.NString()})";

    private string Addresses() => _maker.OneIn(2) ? "NIL" : $"({_maker.Some(3, () => $"({imap.NString()} {imap.NString()} {imap.NString()} {imap.NString()})")})";

    public string Body(int depth, bool isExtended)
    {
        if (depth > 0 && _maker.OneIn(3))
            return $"({_maker.Some(3, () => Body(depth - 1, isExtended))} {imap.String()}{(isExtended ? _maker.Maybe(() => $" {Parameters()}{Extension()}") : "")})";
        string fields = $"{Parameters()} {imap.NString()} {imap.NString()} {imap.String()} {imap.Number()}";
        string extension = isExtended ? _maker.Maybe(() => $" {imap.NString()}{Extension()}") : "";
        return _maker.Below(3) switch
        {
            0 => $"(\"TEXT\" {imap.String()} {fields} {imap.Number64()}{extension})",
            1 when depth > 0 => $"(\"MESSAGE\" \"RFC822\" {fields} {Envelope()} {Body(depth - 1, isExtended)} {imap.Number64()}{extension})",
            _ => $"(\"APPLICATION\" \"X-Y\" {fields}{extension})",
        };
    }

    private string Parameters() => _maker.OneIn(2) ? "NIL" : $"({_maker.Some(2, () => $"{imap.String()} {imap.String()}", " ")})";

    // body-ext: each only behind the one before it.
    private string Extension() => _maker.Maybe(() =>
        $" {_maker.Pick("NIL", $"(\"attachment\" {Parameters()})")}" + _maker.Maybe(() =>
        $" {_maker.Pick("NIL", "\"en\"", "(\"en\" \"de\")")}" + _maker.Maybe(() => $" {imap.NString()}" + _maker.Maybe(() => " (1 \"x\" (NIL))"))));
}
