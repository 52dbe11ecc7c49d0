namespace Postroom.Imap.Server.Tests.Session;

/// <summary>One thing that an extension adds, as a client meets it.</summary>
/// <param name="Command">What is sent, with INBOX selected and three messages in it. Lines before the last one must succeed where the extension is there.</param>
/// <param name="Shows">What the answer then has, and without the extension has not; null for a command that is BAD without it.</param>
internal sealed record Trial(string Command, string? Shows = null)
{
    /// <summary>Another extension that has a part in it, and without which it cannot be tried.</summary>
    public string? With { get; init; }

    /// <summary>Nobody is logged in yet.</summary>
    public bool BeforeLogin { get; init; }
}

/// <summary>An extension: what it announces, and what it adds.</summary>
internal sealed record SwitchedOffCase(string Extension, string[] Capabilities, params Trial[] Trials)
{
    /// <summary>Of every extension that there is; a test holds that none is missing, and that each name an extension registers is tried.</summary>
    public static IReadOnlyList<SwitchedOffCase> All { get; } =
    [
        new(
            "IMAP4rev2", ["IMAP4rev2"],
            new Trial("STATUS INBOX (DELETED)"), new Trial("ENABLE IMAP4rev2", "* ENABLED IMAP4rev2") { With = "ENABLE" },
            new Trial("ENABLE IMAP4rev2\r\nSEARCH ALL", "* ESEARCH ") { With = "ENABLE" }),
        new("LITERAL+", ["LITERAL+"], new Trial("LIST \"\" {5+}\r\nINBOX")),
        new("SASL-IR", ["SASL-IR"], new Trial("AUTHENTICATE PLAIN AHUxAHNlY3JldA==") { BeforeLogin = true }),
        new("ID", ["ID"], new Trial("ID NIL")),
        new("COMPRESS=DEFLATE", ["COMPRESS=DEFLATE"], new Trial("COMPRESS DEFLATE")),
        new("ENABLE", ["ENABLE"], new Trial("ENABLE X-NOTHING")),
        new(
            "UTF8=ACCEPT", ["UTF8=ACCEPT"],
            new Trial("ENABLE UTF8=ACCEPT", "* ENABLED UTF8=ACCEPT") { With = "ENABLE" }, new Trial("APPEND INBOX UTF8 (~{3}\r\nabc)")),
        new("IDLE", ["IDLE"], new Trial("IDLE\r\nDONE")),
        new("NOTIFY", ["NOTIFY"], new Trial("NOTIFY NONE"), new Trial("NOTIFY SET STATUS (personal (MailboxName))")),
        new("INPROGRESS", ["INPROGRESS"]), // says nothing but what takes long: ProgressTests
        new("NAMESPACE", ["NAMESPACE"], new Trial("NAMESPACE")),
        new("CHILDREN", ["CHILDREN"], new Trial("LIST \"\" INBOX", "\\HasNoChildren")),
        new(
            "LIST-EXTENDED", ["LIST-EXTENDED"],
            new Trial("LIST (SUBSCRIBED) \"\" *"), new Trial("LIST (SUBSCRIBED RECURSIVEMATCH) \"\" %"), new Trial("LIST (REMOTE) \"\" *"),
            new Trial("LIST \"\" * RETURN (SUBSCRIBED)"), new Trial("LIST \"\" * RETURN (CHILDREN)"), new Trial("LIST \"\" (INBOX *)"),
            new Trial("LIST () \"\" INBOX"), new Trial("LIST \"\" INBOX RETURN ()")),
        new("LIST-STATUS", ["LIST-STATUS"], new Trial("LIST \"\" * RETURN (STATUS (MESSAGES))")),
        new(
            "SPECIAL-USE", ["SPECIAL-USE", "CREATE-SPECIAL-USE"],
            new Trial("CREATE sent (USE (\\Sent))"),
            new Trial("LIST (SPECIAL-USE) \"\" *") { With = "LIST-EXTENDED" }, new Trial("LIST \"\" * RETURN (SPECIAL-USE)") { With = "LIST-EXTENDED" }),
        new("XLIST", ["XLIST"], new Trial("XLIST \"\" *")),
        new(
            "UIDPLUS", ["UIDPLUS"],
            new Trial("UID EXPUNGE 1"), new Trial("COPY 1 INBOX", "[COPYUID "), new Trial("APPEND INBOX {3}\r\nabc", "[APPENDUID ")),
        new("UNSELECT", ["UNSELECT"], new Trial("UNSELECT")),
        new("MOVE", ["MOVE"], new Trial("MOVE 1 INBOX"), new Trial("UID MOVE 1 INBOX")),
        new("UNAUTHENTICATE", ["UNAUTHENTICATE"], new Trial("UNAUTHENTICATE")),
        new("APPENDLIMIT", ["APPENDLIMIT"], new Trial("STATUS INBOX (APPENDLIMIT)")),
        new(
            "ESEARCH", ["ESEARCH"],
            new Trial("SEARCH RETURN (ALL) 1"), new Trial("SEARCH RETURN (COUNT) ALL"), new Trial("UID SEARCH RETURN (MIN MAX) ALL"), new Trial("SEARCH RETURN () ALL")),
        new("SEARCHRES", ["SEARCHRES"], new Trial("SEARCH RETURN (SAVE) ALL"), new Trial("FETCH $ FLAGS"), new Trial("UID SEARCH UID $"), new Trial("COPY $ INBOX")),
        new("PARTIAL", ["PARTIAL"], new Trial("SEARCH RETURN (PARTIAL 1:2) ALL"), new Trial("UID FETCH 1:* (FLAGS) (PARTIAL -1:-2)")),
        new("WITHIN", ["WITHIN"], new Trial("SEARCH OLDER 10"), new Trial("SEARCH NOT YOUNGER 10")),
        new(
            "SAVEDATE", ["SAVEDATE"],
            new Trial("FETCH 1 SAVEDATE"), new Trial("SEARCH SAVEDATESUPPORTED"), new Trial("SEARCH SAVEDBEFORE 1-Jan-2020"), new Trial("SEARCH SAVEDON 1-Jan-2020"),
            new Trial("SEARCH SAVEDSINCE 1-Jan-2020")),
        new("STATUS=SIZE", ["STATUS=SIZE"], new Trial("STATUS INBOX (SIZE)")),
        new(
            "OBJECTID", ["OBJECTID"],
            new Trial("FETCH 1 EMAILID"), new Trial("FETCH 1 THREADID"), new Trial("STATUS INBOX (MAILBOXID)"), new Trial("SEARCH EMAILID x"), new Trial("SEARCH THREADID x"),
            new Trial("SELECT INBOX", "[MAILBOXID "), new Trial("CREATE new", "[MAILBOXID ")),
        new("PREVIEW", ["PREVIEW"], new Trial("FETCH 1 PREVIEW"), new Trial("FETCH 1 (PREVIEW (LAZY))")),
        new("MULTIAPPEND", ["MULTIAPPEND"], new Trial("APPEND INBOX {3}\r\nabc {3}\r\ndef")),
        new(
            "BINARY", ["BINARY"],
            new Trial("FETCH 1 BINARY[1]"), new Trial("FETCH 1 BINARY.PEEK[1]"), new Trial("FETCH 1 BINARY.SIZE[1]"), new Trial("APPEND INBOX ~{3}\r\na\0b")),
        new("CATENATE", ["CATENATE"], new Trial("APPEND INBOX CATENATE (URL \"/INBOX/;UID=1\")")),
        new("REPLACE", ["REPLACE"], new Trial("REPLACE 1 INBOX {3}\r\nabc"), new Trial("UID REPLACE 1 INBOX {3}\r\nabc")),
        new(
            "CONDSTORE", ["CONDSTORE"],
            new Trial("FETCH 1 MODSEQ"), new Trial("FETCH 1 (FLAGS) (CHANGEDSINCE 1)"), new Trial("STORE 1 (UNCHANGEDSINCE 1) FLAGS ()"), new Trial("SEARCH MODSEQ 1"),
            new Trial("STATUS INBOX (HIGHESTMODSEQ)"), new Trial("SELECT INBOX (CONDSTORE)"), new Trial("SELECT INBOX", "[HIGHESTMODSEQ "),
            new Trial("ENABLE CONDSTORE", "* ENABLED CONDSTORE") { With = "ENABLE" }),
        new(
            "QRESYNC", ["QRESYNC"],
            new Trial("ENABLE QRESYNC", "* ENABLED QRESYNC") { With = "ENABLE" }, new Trial("ENABLE QRESYNC\r\nSELECT INBOX (QRESYNC (1 1))") { With = "ENABLE" },
            new Trial("ENABLE QRESYNC\r\nUID FETCH 1 (FLAGS) (CHANGEDSINCE 1 VANISHED)") { With = "ENABLE" }, new Trial("SELECT INBOX", "[CLOSED]")),
        new(
            "UIDONLY", ["UIDONLY"],
            new Trial("ENABLE UIDONLY", "* ENABLED UIDONLY") { With = "ENABLE" }, new Trial("ENABLE UIDONLY\r\nUID FETCH 1 FLAGS", " UIDFETCH ") { With = "ENABLE" }),
        new("UIDBATCHES", ["UIDBATCHES"], new Trial("UIDBATCHES 1000")),
        new("MESSAGELIMIT", ["MESSAGELIMIT"], new Trial("SEARCH UIDAFTER 1"), new Trial("SEARCH UIDBEFORE 3")),
    ];
}
