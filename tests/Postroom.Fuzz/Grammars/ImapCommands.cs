using System.Globalization;

namespace Postroom.Fuzz.Grammars;

/// <summary>What stands behind each command's name, as the RFCs of the extensions in src/ have it.</summary>
internal sealed class ImapCommands(ImapGrammar imap)
{
    private readonly Maker _maker = imap.Maker;

    /// <summary>A command's name and its arguments, which begin with a space where there are any.</summary>
    public (string Name, string Arguments) Any()
    {
        string name = _maker.Pick(
            "NOOP", "LOGIN", "SELECT", "CREATE", "RENAME", "DELETE", "LIST", "LSUB", "STATUS", "APPEND", "SEARCH", "FETCH", "STORE", "COPY",
            "UIDEXPUNGE", "UIDBATCHES", "ENABLE", "ID", "NOTIFY", "REPLACE", "FETCH", "SEARCH", "APPEND");
        return (name, ArgumentsOf(name));
    }

    public string ArgumentsOf(string name) => name switch
    {
        "LOGIN" => $" {imap.AString()} {imap.AString()}",
        "SELECT" => $" {imap.Mailbox()}{_maker.Maybe(SelectParameters)}",
        "CREATE" => $" {imap.Mailbox()}{_maker.Maybe(() => $" ({imap.Word("USE")} ({_maker.Some(2, () => _maker.Pick("\\Sent", "\\Junk", "\\Trash"), " ")}))")}",
        "RENAME" => $" {imap.Mailbox()} {imap.Mailbox()}",
        "DELETE" or "SUBSCRIBE" or "UNSUBSCRIBE" => " " + imap.Mailbox(),
        "LIST" => List(),
        "LSUB" => $" {_maker.Pick("\"\"", "a/", "\"#news.\"")} {imap.Pattern()}",
        "STATUS" => $" {imap.Mailbox()} ({StatusItems()})",
        "APPEND" => $" {imap.Mailbox()}{_maker.Some(2, () => " " + Message())}",
        "SEARCH" => Search(),
        "FETCH" => Fetch(),
        "STORE" => Store(),
        "COPY" or "MOVE" => $" {imap.Set()} {imap.Mailbox()}",
        "UIDEXPUNGE" => " " + imap.Set(),
        "UIDBATCHES" => $" {imap.NzNumber()}{_maker.Maybe(() => $" {imap.NzNumber()}:{imap.NzNumber()}")}",
        "ENABLE" => " " + _maker.Some(3, () => _maker.Pick("CONDSTORE", "QRESYNC", "IMAP4rev2", "UTF8=ACCEPT", "X-NO", "UIDONLY"), " "),
        "ID" => _maker.OneIn(3) ? " NIL" : $" ({_maker.Some(3, () => $"{imap.QuotedAscii()} {imap.NString()}", " ")})",
        "NOTIFY" => Notify(),
        "REPLACE" => $" {_maker.Pick("1", "7", "*")} {imap.Mailbox()} {Message()}",
        _ => "",
    };

    private string SelectParameters() => _maker.OneIn(2)
        ? $" ({imap.Word("CONDSTORE")})"
        : $" ({imap.Word("QRESYNC")} ({imap.NzNumber()} {imap.NzNumber64()}{_maker.Maybe(() => " " + imap.UidSet())}{_maker.Maybe(() => " (1,4:5 7,9:10)")}))";

    private string List()
    {
        bool recursive = _maker.OneIn(3);
        string select = !_maker.OneIn(3) ? "" : $" ({(recursive ? "SUBSCRIBED RECURSIVEMATCH" : _maker.Many(2, () => imap.Word(_maker.Pick("SUBSCRIBED", "REMOTE", "SPECIAL-USE")), " "))})";
        string patterns = _maker.OneIn(3) ? $"({_maker.Some(3, imap.Pattern, " ")})" : imap.Pattern();
        string returns = _maker.Maybe(() => $" RETURN ({_maker.Many(3, () => _maker.OneIn(4) ? $"STATUS ({StatusItems()})" : imap.Word(_maker.Pick("SUBSCRIBED", "CHILDREN", "SPECIAL-USE")), " ")})");
        return $"{select} {_maker.Pick("\"\"", "a", "~")} {patterns}{returns}";
    }

    private string StatusItems() => _maker.Some(4, () => imap.Word(_maker.Pick("MESSAGES", "UIDNEXT", "UIDVALIDITY", "UNSEEN", "DELETED", "SIZE", "RECENT", "HIGHESTMODSEQ", "MAILBOXID", "APPENDLIMIT")), " ");

    private string Message()
    {
        string data = _maker.Pick(
            MessageLiteral,
            imap.Literal8,
            () => $"UTF8 ({imap.Literal8()})",
            () => $"CATENATE ({_maker.Some(3, () => _maker.OneIn(2) ? $"TEXT {MessageLiteral()}" : "URL " + _maker.Pick("\"/INBOX;UIDVALIDITY=1/;UID=1\"", "\"/a/;UID=2/;SECTION=TEXT\"", "x"), " ")})");
        return $"{_maker.Maybe(() => imap.Flags() + " ")}{_maker.Maybe(() => imap.DateTime() + " ")}{data}";
    }

    private string MessageLiteral()
    {
        string octets = _maker.Pick("a: b\r\n\r\nc", "", "Subject: x\r\n\r\n", "From: a@b\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nhi\r\n--x--\r\n", "\u00c3\u00a4");
        return string.Create(CultureInfo.InvariantCulture, $"{{{octets.Length}+}}\r\n{octets}");
    }

    private string Search() =>
        $"{_maker.Maybe(() => $" RETURN ({_maker.Many(3, () => _maker.OneIn(4) ? $"PARTIAL {_maker.Pick("1:10", "-1:-100", "5:5")}" : imap.Word(_maker.Pick("MIN", "MAX", "ALL", "COUNT", "SAVE")), " ")})")}{_maker.Maybe(() => " CHARSET " + _maker.Pick("UTF-8", "US-ASCII", "\"utf-8\""))} {_maker.Some(3, () => Key(3), " ")}";

    private string Key(int depth) => _maker.Below(depth > 0 ? 16 : 12) switch
    {
        0 => imap.Word(_maker.Pick("ALL", "ANSWERED", "DELETED", "DRAFT", "FLAGGED", "NEW", "OLD", "RECENT", "SEEN", "UNANSWERED", "UNDELETED", "UNDRAFT", "UNFLAGGED", "UNSEEN")),
        1 => $"{imap.Word(_maker.Pick("BCC", "BODY", "CC", "FROM", "SUBJECT", "TEXT", "TO"))} {imap.AString()}",
        2 => $"{imap.Word(_maker.Pick("BEFORE", "ON", "SINCE", "SENTBEFORE", "SENTON", "SENTSINCE", "SAVEDBEFORE", "SAVEDON", "SAVEDSINCE"))} {imap.Date()}",
        3 => $"{imap.Word(_maker.Pick("KEYWORD", "UNKEYWORD"))} {_maker.Pick("kw", "$Junk", "x")}",
        4 => $"{imap.Word(_maker.Pick("LARGER", "SMALLER"))} {imap.Number64()}",
        5 => $"HEADER {imap.AString()} {imap.AString()}",
        6 => "UID " + imap.Set(),
        7 => imap.Set(),
        8 => $"MODSEQ {_maker.Maybe(() => $"\"/flags/\\\\draft\" {_maker.Pick("priv", "shared", "all")} ")}{imap.Number64()}",
        9 => $"{imap.Word(_maker.Pick("OLDER", "YOUNGER"))} {imap.NzNumber()}",
        10 => $"{imap.Word(_maker.Pick("EMAILID", "THREADID"))} {imap.ObjectId()}",
        11 => _maker.Pick("SAVEDATESUPPORTED", "UIDAFTER 5", "UIDBEFORE 7"),
        12 => $"NOT {Key(depth - 1)}",
        13 => $"OR {Key(depth - 1)} {Key(depth - 1)}",
        _ => $"({_maker.Some(3, () => Key(depth - 1), " ")})",
    };

    private string Fetch()
    {
        string items = _maker.OneIn(4) ? imap.Word(_maker.Pick("ALL", "FAST", "FULL")) : _maker.OneIn(3) ? FetchItem() : $"({_maker.Some(5, FetchItem, " ")})";
        string modifier = !_maker.OneIn(4) ? "" : _maker.Pick(" (CHANGEDSINCE 7)", " (PARTIAL 1:10)", " (PARTIAL -1:-5 CHANGEDSINCE 1)");
        return $" {imap.Set()} {items}{modifier}";
    }

    private string FetchItem() => _maker.Pick(
        () => imap.Word(_maker.Pick("ENVELOPE", "FLAGS", "INTERNALDATE", "RFC822.SIZE", "BODYSTRUCTURE", "BODY", "UID", "RFC822", "RFC822.HEADER", "RFC822.TEXT", "MODSEQ", "EMAILID", "THREADID", "SAVEDATE")),
        () => $"{imap.Word(_maker.Pick("BODY", "BODY.PEEK"))}[{imap.Section()}]{imap.Partial()}",
        () => $"{imap.Word(_maker.Pick("BINARY", "BINARY.PEEK"))}[{_maker.Maybe(imap.PartNumber)}]{imap.Partial()}",
        () => $"BINARY.SIZE[{_maker.Maybe(imap.PartNumber)}]",
        () => _maker.Pick("PREVIEW", "PREVIEW (LAZY)"));

    private string Store()
    {
        string flags = _maker.OneIn(3) ? _maker.Some(3, imap.Flag, " ") : imap.Flags();
        return $" {imap.Set()}{_maker.Maybe(() => $" (UNCHANGEDSINCE {imap.Number64()})")} {imap.Word(_maker.Pick("FLAGS", "+FLAGS", "-FLAGS", "FLAGS.SILENT", "+FLAGS.SILENT"))} {flags}";
    }

    private string Notify()
    {
        if (_maker.OneIn(4))
            return " NONE";
        string groups = _maker.Some(3, () => $"({_maker.Pick("inboxes", "personal", "subscribed", "subtree a", "mailboxes (a INBOX)")} {_maker.Pick("NONE", "(MessageNew MessageExpunge)", "(MessageNew MessageExpunge FlagChange)", "(MailboxName SubscriptionChange)")})", " ");
        string selected = _maker.Maybe(() => $"({_maker.Pick("selected", "selected-delayed")} (MessageNew{_maker.Maybe(() => " (UID FLAGS)")} MessageExpunge)) ");
        return $" SET{_maker.Maybe(() => " STATUS")} {selected}{groups}";
    }
}
