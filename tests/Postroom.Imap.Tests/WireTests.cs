using System.Buffers;

namespace Postroom.Imap.Tests;

/// <summary>Strings, literals, dates, numbers, extension points and what they allocate.</summary>
public class WireTests
{
    [Theory]
    [InlineData("a LOGIN {11}", 11, true, false)]
    [InlineData("{0+}", 0, false, false)]
    [InlineData("a APPEND x ~{12}", 12, true, true)]
    [InlineData("a APPEND x ~{9223372036854775807+}", long.MaxValue, false, true)]
    public void A_literal_announcement_is_found(string line, long size, bool synchronizing, bool binary)
    {
        Assert.True(LiteralAnnouncement.TryParse(Wire.Octets(line), out LiteralAnnouncement? found));
        Assert.Equal((size, synchronizing, binary), (found.Value.Size, found.Value.IsSynchronizing, found.Value.IsBinary));
        Assert.StartsWith(binary ? "~{" : "{", line[found.Value.Start..], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", LiteralScan.None)]
    [InlineData("a NOOP", LiteralScan.None)]
    [InlineData("a LOGIN joe \"{5}\"", LiteralScan.None)]
    [InlineData("}", LiteralScan.None)]
    [InlineData("{}", LiteralScan.None)]
    [InlineData("{+}", LiteralScan.None)]
    [InlineData("{-1}", LiteralScan.None)]
    [InlineData("{1 }", LiteralScan.None)]
    [InlineData("{9223372036854775808}", LiteralScan.Malformed)]
    [InlineData("{18446744073709551617}", LiteralScan.Malformed)]
    [InlineData("{000000000000000000001}", LiteralScan.Malformed)]
    public void Anything_else_is_none_or_cannot_be_framed(string line, LiteralScan scan) =>
        Assert.Equal(scan, LiteralAnnouncement.Scan(Wire.Octets(line), out _));

    [Theory]
    [InlineData("abc", "\"abc\"", "\"abc\"")]
    [InlineData("", "\"\"", "\"\"")]
    [InlineData("a\"\\", "\"a\\\"\\\\\"", "\"a\\\"\\\\\"")]
    [InlineData("a\r\nb", "{4}\r\na\r\nb", "{4}\r\na\r\nb")]
    [InlineData("\u00c3\u00a4", "{2}\r\n\u00c3\u00a4", "\"\u00c3\u00a4\"")]
    [InlineData("\u00c3", "{1}\r\n\u00c3", "{1}\r\n\u00c3")]
    [InlineData("a\0b", "{3}\r\na\u0080b", "{3}\r\na\u0080b")]
    public void A_string_takes_the_form_it_needs(string octets, string rev1, string rev2)
    {
        Assert.Equal(rev1, Wire.Write((ref ImapWriter writer) => writer.WriteString(Wire.Octets(octets))));
        Assert.Equal(rev2, Wire.Write((ref ImapWriter writer) => writer.WriteString(Wire.Octets(octets)), ImapDialect.Rev2));
    }

    [Theory]
    [InlineData("NIL", "\"NIL\"")]
    [InlineData("nil", "\"nil\"")]
    [InlineData("a]b", "a]b")]
    [InlineData("a*", "\"a*\"")]
    [InlineData("", "\"\"")]
    public void An_astring_is_an_atom_where_it_can_be(string octets, string wire) =>
        Assert.Equal(wire, Wire.Write((ref ImapWriter writer) => writer.WriteAString(Wire.Octets(octets))));

    [Fact]
    public void Any_octets_survive_as_a_string()
    {
        var random = new Random(822);
        for (int round = 0; round < 3000; round++)
        {
            var octets = new byte[random.Next(20)];
            random.NextBytes(octets);
            octets.AsSpan().Replace((byte)0, (byte)'"');
            foreach (ImapDialect dialect in Enum.GetValues<ImapDialect>())
            {
                string wire = Wire.Write((ref ImapWriter writer) => writer.WriteString(octets), dialect);
                Assert.Equal(octets, Wire.Read(wire, static (ref ImapReader reader) => reader.ReadString("a string").ToArray()));
            }
        }
    }

    [Theory]
    [InlineData("\"a\\b\"")]
    [InlineData("\"a")]
    [InlineData("\"a\r\"")]
    [InlineData("\"a\0\"")]
    [InlineData("{1}a")]
    [InlineData("{x}\r\n")]
    [InlineData("{2}\r\na")]
    [InlineData("~{1}\r\na")]
    [InlineData("{9223372036854775807}\r\na")]
    [InlineData("a")]
    public void A_broken_string_is_refused(string text) =>
        Wire.Refused(text, static (ref ImapReader reader) => reader.ReadString("a string").Length);

    [Theory] // leniency, 8-bit quoted: python's imaplib
    [InlineData("\"\u00c3\u00a4\"", 2)]
    public void Eight_bit_octets_in_quotes_are_taken_as_they_are(string text, int length) =>
        Assert.Equal(length, Wire.Read(text, static (ref ImapReader reader) => reader.ReadString("a string").Length));

    [Fact] // leniency, trailing space
    public void One_space_may_stand_at_the_end()
    {
        Wire.Arguments<NoArguments>(" ");
        Wire.Arguments<SearchArguments>(" SEEN ");
        Wire.Arguments<EnableArguments>(" X ");
        Assert.Throws<ImapSyntaxException>(() => Wire.Arguments<NoArguments>("  "));
    }

    [Theory]
    [InlineData("\"17-Jul-1996 02:44:25 -0700\"", "17-Jul-1996 02:44:25 -0700")]
    [InlineData("\" 7-feb-1994 21:52:25 +0545\"", "07-Feb-1994 21:52:25 +0545")]
    [InlineData("\"7-Feb-1994 21:52:25 +0000\"", "07-Feb-1994 21:52:25 +0000")] // leniency, one-digit day
    [InlineData("\"31-Dec-2016 23:59:60 +0000\"", "31-Dec-2016 23:59:59 +0000")] // a leap second
    public void A_date_time_keeps_its_zone(string text, string value)
    {
        InternalDate date = Wire.Read(text, static (ref ImapReader reader) => reader.ReadDateTime());
        Assert.Equal(value, date.ToString());
        Assert.Equal($"\"{value}\"", Wire.Write((ref ImapWriter writer) => writer.WriteDateTime(date)));
    }

    [Theory]
    [InlineData("\"30-Feb-1996 02:44:25 -0700\"")]
    [InlineData("\"00-Jan-1996 02:44:25 -0700\"")]
    [InlineData("\"01-Jan-0000 02:44:25 -0700\"")]
    [InlineData("\"01-Jan-0001 02:44:25 +0700\"")] // before the first moment there is
    [InlineData("\"01-Jan-1996 24:00:00 -0700\"")]
    [InlineData("\"01-Jan-1996 02:44:25 +1401\"")]
    [InlineData("\"01-Jan-1996 02:44:25 +0060\"")]
    [InlineData("\"01-Foo-1996 02:44:25 +0000\"")]
    [InlineData("\"01-Jan-96 02:44:25 +0000\"")]
    [InlineData("\"01-Jan-1996 02:44:25\"")]
    public void A_date_time_that_does_not_exist_is_refused(string text) =>
        Wire.Refused(text, static (ref ImapReader reader) => reader.ReadDateTime());

    [Theory]
    [InlineData("4294967295", true)]
    [InlineData("4294967296", false)]
    [InlineData("4294967297", false)]
    [InlineData("18446744073709551617", false)]
    [InlineData("-1", false)]
    [InlineData("", false)]
    public void A_number_never_wraps(string text, bool valid)
    {
        if (valid)
        {
            Assert.Equal(text, Wire.Read(text, static (ref ImapReader reader) => reader.ReadNumber()).ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
        else
        {
            Wire.Refused(text, static (ref ImapReader reader) => reader.ReadNumber());
        }
    }

    [Fact]
    public void An_extension_adds_its_own_at_every_point_it_needs()
    {
        ImapSyntax syntax = ImapSyntax.Base.With(static add => add
            .FetchItem("MODSEQ")
            .StatusItem("HIGHESTMODSEQ")
            .SelectParameter("CONDSTORE", CommandOption.Named("CONDSTORE"))
            .StoreModifier("UNCHANGEDSINCE", static (ref ImapReader reader) =>
            {
                reader.ReadSpace();
                return new UnchangedSince(reader.ReadModSeq());
            })
            .SearchKey("FUZZY", static (ref ImapReader reader) =>
            {
                reader.ReadSpace();
                return new Fuzzy(reader.ReadSearchKey());
            }));
        StoreArguments store = Wire.Arguments<StoreArguments>(" 1 (unchangedsince 12) +FLAGS (a)", syntax: syntax);
        Assert.Equal(new UnchangedSince(new ModSeq(12)), store.Modifiers[0]);
        Assert.Equal(" 1 (UNCHANGEDSINCE 12) +FLAGS (a)", Wire.Write(store.Write));
        Assert.Single(Wire.Arguments<FetchArguments>(" 1 modseq", syntax: syntax).Items);
        Assert.Single(Wire.Arguments<StatusArguments>(" x (HIGHESTMODSEQ)", syntax: syntax).Items);
        Assert.Single(Wire.Arguments<SelectArguments>(" x (CONDSTORE)", syntax: syntax).Parameters);
        SearchArguments search = Wire.Arguments<SearchArguments>(" FUZZY OR (FUZZY SEEN) DRAFT 5", syntax: syntax);
        Assert.Equal(" FUZZY OR (FUZZY SEEN) DRAFT 5", Wire.Write(search.Write));
        string deep = string.Concat(Enumerable.Repeat(" FUZZY", 10_000)) + " SEEN"; // recursion through an extension is bounded too
        Assert.Equal(SyntaxErrorKind.Limit, Assert.Throws<ImapSyntaxException>(() => Wire.Arguments<SearchArguments>(deep, syntax: syntax)).Kind);
        Assert.Throws<ImapSyntaxException>(() => Wire.Arguments<FetchArguments>(" 1 modseq")); // Base has not changed
    }

    [Fact]
    public void Hot_paths_allocate_what_they_must()
    {
        byte[] fetch = Wire.Octets(" 1:* (UID FLAGS)");
        var buffer = new ArrayBufferWriter<byte>(4096);
        Flag[] keywords = [Flag.Parse("$Junk")];
        var date = new InternalDate(new DateTimeOffset(1996, 7, 17, 2, 44, 25, TimeSpan.FromHours(-7)));
        byte[] subject = Wire.Octets("a \"quoted\" subject");
        byte[] tag = Wire.Octets("a1 UID FETCH");
        void Row()
        {
            buffer.ResetWrittenCount();
            var writer = new ImapWriter(buffer);
            FetchResponse.WriteStart(ref writer, new SequenceNumber(12));
            FetchResponse.WriteFlags(ref writer, SystemFlags.Seen | SystemFlags.Recent, keywords);
            writer.WriteSpace();
            FetchResponse.WriteUid(ref writer, new Uid(5));
            writer.WriteSpace();
            FetchResponse.WriteModSeq(ref writer, new ModSeq(7));
            writer.WriteDateTime(date);
            writer.WriteString(subject);
            writer.WriteMailbox(MailboxName.Inbox);
            FetchResponse.WriteBodyStart(ref writer, SectionSpec.Message, 0, 12);
            writer.WriteCrLf();
            var reader = new ImapReader(tag);
            CommandLine.Read(ref reader);
        }

        void Fetch()
        {
            var reader = new ImapReader(fetch);
            FetchArguments.Read(ref reader);
        }

        Assert.Equal(0, Allocated(Row));
        Assert.InRange(Allocated(Fetch), 1, 400);
    }

    private static long Allocated(Action action)
    {
        for (int warm = 0; warm < 200; warm++)
        {
            action();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private sealed record UnchangedSince(ModSeq Since) : CommandOption("UNCHANGEDSINCE")
    {
        public override void Write(ref ImapWriter writer)
        {
            writer.WriteRaw("UNCHANGEDSINCE "u8);
            writer.WriteNumber(Since.Value);
        }
    }

    private sealed record Fuzzy(SearchKey Key) : SearchKey
    {
        public override void Write(ref ImapWriter writer)
        {
            writer.WriteRaw("FUZZY "u8);
            Key.Write(ref writer);
        }
    }
}
