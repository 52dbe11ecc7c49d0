using System.Buffers;

namespace Postroom.Imap.Tests;

/// <summary>Arguments of every command: read, and written back octet for octet where the text is already in the written form.</summary>
public class CommandTests
{
    [Theory]
    [InlineData("LOGIN", " mrc secret")]
    [InlineData("LOGIN", " \"joe user\" \"a\\\"b\\\\c\"")]
    [InlineData("LOGIN", " {11}\r\nFRED\0FOOBAR" , "NUL")]
    [InlineData("LOGIN", " mrc", "a space")]
    [InlineData("LOGIN", " mrc secret x", "the end")]
    [InlineData("LOGIN", "  mrc secret", "a user name")]
    [InlineData("AUTHENTICATE", " PLAIN")]
    [InlineData("AUTHENTICATE", " PLAIN dGVzdAB0ZXN0AHRlc3Q=")]
    [InlineData("AUTHENTICATE", " EXTERNAL =")]
    [InlineData("AUTHENTICATE", " PLAIN a=b=", "base64")]
    [InlineData("AUTHENTICATE", " PLAIN abc", "base64")]
    [InlineData("SELECT", " INBOX")]
    [InlineData("SELECT", " \"a mailbox\"")]
    [InlineData("SELECT", " ~peter/mail/&U,BTFw-/&ZeVnLIqe-")]
    [InlineData("SELECT", " INBOX (CONDSTORE)", "Unknown SELECT parameter CONDSTORE")]
    [InlineData("SELECT", " INBOX ()", "a SELECT parameter")]
    [InlineData("SELECT", " a&b", "encoded")]
    [InlineData("UIDBATCHES", " 2000")]
    [InlineData("UIDBATCHES", " 2000 10:20")]
    [InlineData("UIDBATCHES", " 2000 4:1")]
    [InlineData("UIDBATCHES", " 2000 4", "\":\"")]
    [InlineData("UIDBATCHES", " 0", "from 1")]
    [InlineData("UIDBATCHES", " 2000 1:*", "from 1")]
    [InlineData("CREATE", " owatagusiam/")]
    [InlineData("CREATE", " owatagusiam/blurdybloop")]
    [InlineData("CREATE", " MySent (USE (\\Sent))")]
    [InlineData("CREATE", " Everything (USE (\\All \\Junk))")]
    [InlineData("CREATE", " a//b", "level")]
    [InlineData("RENAME", " blurdybloop sarasoop")]
    [InlineData("RENAME", " a b (X)", "Unknown RENAME parameter X")]
    [InlineData("DELETE", " foo/bar")]
    [InlineData("LSUB", " \"#news.\" comp.mail.*", null, " #news. comp.mail.*")]
    [InlineData("LIST", " \"\" *")]
    [InlineData("LIST", " ~/Mail/ %")]
    [InlineData("LIST", " \"\" \"\"")]
    [InlineData("LIST", " (SUBSCRIBED) \"\" *")]
    [InlineData("LIST", " () \"\" % RETURN (CHILDREN)")]
    [InlineData("LIST", " (REMOTE SUBSCRIBED RECURSIVEMATCH) \"\" * RETURN (CHILDREN SUBSCRIBED SPECIAL-USE)")]
    [InlineData("LIST", " \"\" % RETURN (STATUS (MESSAGES UNSEEN))")]
    [InlineData("LIST", " \"\" (INBOX Drafts Sent/%)")]
    [InlineData("LIST", " \"\" (INBOX)")]
    [InlineData("LIST", " (RECURSIVEMATCH) \"\" *", "another selection option")]
    [InlineData("LIST", " (REMOTE RECURSIVEMATCH) \"\" *", "another selection option")]
    [InlineData("LIST", " (VENDOR) \"\" *", "Unknown LIST selection option VENDOR")]
    [InlineData("LIST", " \"\" ()", "a mailbox name")]
    [InlineData("STATUS", " blurdybloop (UIDNEXT MESSAGES)")]
    [InlineData("STATUS", " blurdybloop (SIZE DELETED RECENT)")]
    [InlineData("STATUS", " blurdybloop ()", "a STATUS item")]
    [InlineData("STATUS", " blurdybloop (HIGHESTMODSEQ)", "Unknown STATUS item HIGHESTMODSEQ")]
    [InlineData("COPY", " 2:4 MEETING")]
    [InlineData("COPY", " 4294967296 MEETING", "1 to 4294967295")]
    [InlineData("COPY", " 0 MEETING", "1 to 4294967295")]
    [InlineData("COPY", " 1,,2 MEETING", "1 to 4294967295")]
    [InlineData("UIDEXPUNGE", " 3000:3002")]
    [InlineData("ENABLE", " CONDSTORE IMAP4REV2")]
    [InlineData("ENABLE", "", "a space")]
    [InlineData("ID", " NIL")]
    [InlineData("ID", " (\"name\" \"sodr\" \"version\" \"19.34\" \"vendor\" NIL)")]
    [InlineData("ID", " (\"name\")", "a space")]
    [InlineData("NOOP", "")]
    [InlineData("NOOP", " x", "the end")]
    [InlineData("FETCH", " 2:4 (FLAGS BODY[HEADER.FIELDS (DATE FROM)])")]
    [InlineData("FETCH", " 10:12 BODY[HEADER]")]
    [InlineData("FETCH", " $ BODY.PEEK[1.2.3.MIME]<0.2048>")]
    [InlineData("FETCH", " 1:*,5 (UID ENVELOPE BODY BODYSTRUCTURE RFC822 RFC822.HEADER RFC822.TEXT INTERNALDATE RFC822.SIZE)")]
    [InlineData("FETCH", " 1 BODY.PEEK[4.HEADER.FIELDS.NOT (\"a b\" X-Y)]")]
    [InlineData("FETCH", " 1 (BINARY[1]<3.4> BINARY.PEEK[1.2] BINARY.SIZE[])")]
    [InlineData("FETCH", " 1 BODY[MIME]", "HEADER")]
    [InlineData("FETCH", " 1 BODY[0]", "a part number")]
    [InlineData("FETCH", " 1 BODY[1.]", "HEADER")]
    [InlineData("FETCH", " 1 BODY[]<0.0>", "octets from 1")]
    [InlineData("FETCH", " 1 BODY[]<9223372036854775808.1>", "2^63-1")]
    [InlineData("FETCH", " 1 BINARY[TEXT]", "a part number")]
    [InlineData("FETCH", " 1 ()", "a FETCH item")]
    [InlineData("FETCH", " 1 (MODSEQ)", "Unknown FETCH item MODSEQ")]
    [InlineData("FETCH", " 1 FLAGS (CHANGEDSINCE 5)", "Unknown FETCH modifier CHANGEDSINCE")]
    [InlineData("STORE", " 2:4 +FLAGS (\\Deleted)")]
    [InlineData("STORE", " 2:4 -FLAGS.SILENT (\\Seen $Junk [Gmail)")]
    [InlineData("STORE", " 1 FLAGS ()")]
    [InlineData("STORE", " 1 FLAGS", "a space")]
    [InlineData("STORE", " 1 FLAGS (a]b)", "\")\"")]
    [InlineData("STORE", " 1 *FLAGS (a)", "FLAGS")]
    [InlineData("STORE", " 1 (UNCHANGEDSINCE 1) FLAGS (a)", "Unknown STORE modifier UNCHANGEDSINCE")]
    [InlineData("APPEND", " saved-messages (\\Seen) {3}\r\nabc")]
    [InlineData("APPEND", " INBOX \" 7-Feb-1994 21:52:25 -0800\" {0}\r\n", null, " INBOX \"07-Feb-1994 21:52:25 -0800\" {0}\r\n")]
    [InlineData("APPEND", " INBOX ~{3}\r\na\0b")]
    [InlineData("APPEND", " INBOX (\\Seen) UTF8 (~{3}\r\na\0b)")]
    [InlineData("APPEND", " INBOX {1}\r\na (\\Seen) {2}\r\nbc")]
    [InlineData("APPEND", " INBOX {4}\r\nabc", "as many octets")]
    [InlineData("APPEND", " INBOX {3}\r\na\0b", "literal8")]
    [InlineData("APPEND", " INBOX \"abc\"", "2 digits")]
    [InlineData("APPEND", " INBOX (\\Seen)", "a space")]
    [InlineData("APPEND", " INBOX CATENATE (TEXT {1}\r\na)", "Unknown APPEND option CATENATE")]
    [InlineData("SEARCH", " UNSEEN FROM Smith SINCE 01-Mar-1996")]
    [InlineData("SEARCH", " DELETED FROM \"SMITH\" SINCE 1-Feb-1994", null, " DELETED FROM SMITH SINCE 01-Feb-1994")]
    [InlineData("SEARCH", " RETURN (MIN COUNT) CHARSET UTF-8 TEXT {3}\r\n\u00e4xx")]
    [InlineData("SEARCH", " RETURN () ALL")]
    [InlineData("SEARCH", " OR OR SEEN DRAFT NOT (1:* UID 5)", null, " OR SEEN OR DRAFT NOT (1:* UID 5)")]
    [InlineData("SEARCH", " OR OR SEEN NOT OR 1 2 OR (OR DRAFT ALL) UID 5 SEEN", null, " OR SEEN OR NOT OR 1 2 OR (OR DRAFT ALL) UID 5 SEEN")]
    [InlineData("SEARCH", " LARGER 9223372036854775807 SMALLER 0 NEW OLD RECENT KEYWORD $Junk UNKEYWORD x HEADER X-Y \"\" SENTON 29-Feb-2000")]
    [InlineData("SEARCH", " LARGER 9223372036854775808", "2^63-1")]
    [InlineData("SEARCH", " ON 30-Feb-2000", "a day that exists")]
    [InlineData("SEARCH", " OR SEEN", "a space")]
    [InlineData("SEARCH", " (SEEN", "\")\"")]
    [InlineData("SEARCH", " FUZZY SEEN", "Unknown SEARCH key FUZZY")]
    public void Is_read_as_sent_or_refused_with_what_was_wanted(string command, string text, string? wanted = null, string? written = null)
    {
        if (wanted is not null)
        {
            ImapSyntaxException refused = Assert.Throws<ImapSyntaxException>(() => RoundTrip(command, text));
            Assert.Contains(wanted, refused.Message, StringComparison.Ordinal);
            Assert.InRange(refused.Position, 0, text.Length);
            return;
        }

        Assert.Equal(written ?? text, RoundTrip(command, text));
    }

    [Fact]
    public void A_command_line_gives_tag_and_name_and_uid()
    {
        var reader = new ImapReader("A142 uid fetch 1 flags"u8);
        CommandLine line = CommandLine.Read(ref reader);
        Assert.Equal("A142 UID fetch", line.ToString());
        Assert.True(line.IsUid);
        Assert.Equal(FetchItem.Flags, FetchArguments.Read(ref reader).Items[0]);
    }

    [Theory]
    [InlineData("", "a tag")]
    [InlineData("a+b NOOP", "a space")]
    [InlineData("a", "a space")]
    [InlineData("a ", "a command")]
    [InlineData("a UID ", "a command after UID")]
    public void A_broken_command_line_says_what_is_missing(string text, string wanted) =>
        Assert.Contains(wanted, Wire.Refused(text, static (ref ImapReader reader) => CommandLine.Read(ref reader).ToString()).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("FAST", 3)]
    [InlineData("all", 4)]
    [InlineData("FULL", 5)]
    public void Macros_are_spelled_out(string macro, int items) =>
        Assert.Equal(items, Wire.Arguments<FetchArguments>(" 1 " + macro).Items.Count);

    [Fact]
    public void Flags_may_be_stored_without_parentheses() =>
        Assert.Equal(Wire.Arguments<StoreArguments>(" 1 +FLAGS (\\Seen a)"), Wire.Arguments<StoreArguments>(" 1 +FLAGS \\SEEN A"));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Nesting_is_bounded_and_ORs_do_not_nest(bool leftFirst)
    {
        string ors = leftFirst
            ? string.Concat(Enumerable.Repeat("OR ", 900)) + string.Join(' ', Enumerable.Repeat("SEEN", 901))
            : string.Concat(Enumerable.Repeat("OR SEEN ", 900)) + "SEEN";
        long before = GC.GetAllocatedBytesForCurrentThread();
        SearchKey only = Assert.Single(Wire.Arguments<SearchArguments>(" " + ors).Keys.Keys);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 200_000); // linear: 6.6 MB when each OR took over the keys of the one in it
        Assert.Equal(901, Assert.IsType<SearchOr>(only).Keys.Count);

        string nested = string.Concat(Enumerable.Repeat("NOT (", 32)) + "SEEN" + new string(')', 32);
        Assert.Equal(" " + nested, RoundTrip("SEARCH", " " + nested));
        Assert.Equal(SyntaxErrorKind.Limit, Assert.Throws<ImapSyntaxException>(() => RoundTrip("SEARCH", " NOT " + nested)).Kind);
        string many = string.Concat(Enumerable.Repeat(" SEEN", 2001));
        Assert.Equal(SyntaxErrorKind.Limit, Assert.Throws<ImapSyntaxException>(() => RoundTrip("SEARCH", many)).Kind);
    }

    [Fact]
    public void Messages_of_append_may_be_detached_and_nothing_else()
    {
        byte[] line = Wire.Octets(" {5}\r\nINBOX {310}\r\n (\\Seen) ~{5000000000}\r\n");
        DetachedLiteral[] detached = [new(19, 310, 0, false), new(43, 5_000_000_000, 1, true)];
        var reader = new ImapReader(line, detached: detached);
        AppendArguments append = AppendArguments.Read(ref reader);
        Assert.Equal(new AppendLiteral(MessageLiteral.Detached(0, 310)), append.Messages[0].Data);
        Assert.Equal(new AppendLiteral(MessageLiteral.Detached(1, 5_000_000_000, isBinary: true)), append.Messages[1].Data);
        Assert.Equal(" INBOX {310}\r\n (\\Seen) ~{5000000000}\r\n", Wire.Write(append.Write));

        ImapSyntaxException refused = Assert.Throws<ImapSyntaxException>(() =>
        {
            var login = new ImapReader(Wire.Octets(" {9000}\r\n x"), detached: [new DetachedLiteral(9, 9000, 0, false)]);
            LoginArguments.Read(ref login);
        });
        Assert.Contains("only for a message", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_is_a_slice_of_the_memory_it_was_read_from()
    {
        byte[] line = Wire.Octets(" INBOX {3}\r\nabc");
        var reader = new ImapReader(line.AsMemory());
        var literal = (AppendLiteral)AppendArguments.Read(ref reader).Messages[0].Data;
        line[12] = (byte)'X';
        Assert.Equal((byte)'X', literal.Literal.Bytes.Span[0]);
    }

    [Fact]
    public void A_client_learns_where_it_must_wait()
    {
        var buffer = new ArrayBufferWriter<byte>();
        var waits = new List<long>();
        var writer = new ImapWriter(buffer, literals: LiteralForm.Synchronizing, waits: waits);
        new LoginArguments("\r"u8, "\n"u8).Write(ref writer);
        Assert.Equal([6, 13], waits);
        Assert.Equal(" {1+}\r\n\r {1+}\r\n\n", Wire.Write(new LoginArguments("\r"u8, "\n"u8).Write, literals: LiteralForm.LiteralPlus));
        Assert.Contains("{5000}", Wire.Write(new LoginArguments("a"u8, new byte[5000]).Write, literals: LiteralForm.LiteralMinus), StringComparison.Ordinal);
    }

    [Fact]
    public void A_password_is_never_printed() => Assert.DoesNotContain("secret", new LoginArguments("u"u8, "secret"u8).ToString(), StringComparison.Ordinal);

    internal static string RoundTrip(string command, string text) => command switch
    {
        "LOGIN" => RoundTrip<LoginArguments>(text),
        "AUTHENTICATE" => RoundTrip<AuthenticateArguments>(text),
        "SELECT" => RoundTrip<SelectArguments>(text),
        "CREATE" => RoundTrip<CreateArguments>(text),
        "RENAME" => RoundTrip<RenameArguments>(text),
        "DELETE" => RoundTrip<MailboxArguments>(text),
        "LSUB" => RoundTrip<LsubArguments>(text),
        "LIST" => RoundTrip<ListArguments>(text),
        "STATUS" => RoundTrip<StatusArguments>(text),
        "COPY" => RoundTrip<CopyArguments>(text),
        "UIDEXPUNGE" => RoundTrip<UidExpungeArguments>(text),
        "UIDBATCHES" => RoundTrip<UidBatchesArguments>(text),
        "ENABLE" => RoundTrip<EnableArguments>(text),
        "ID" => RoundTrip<IdArguments>(text),
        "NOOP" => RoundTrip<NoArguments>(text),
        "FETCH" => RoundTrip<FetchArguments>(text),
        "STORE" => RoundTrip<StoreArguments>(text),
        "APPEND" => RoundTrip<AppendArguments>(text),
        "SEARCH" => RoundTrip<SearchArguments>(text),
        _ => throw new ArgumentException(command),
    };

    private static string RoundTrip<T>(string text)
        where T : IImapArguments<T>
    {
        T read = Wire.Arguments<T>(text);
        string written = Wire.Write(read.Write);
        Assert.Equal(read, Wire.Arguments<T>(written));
        return written;
    }
}
