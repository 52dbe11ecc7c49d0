using System.Text;
using Postroom.Mime;
using Postroom.Store.Engine;

namespace Postroom.Store.Tests;

/// <summary>What is made of a message when it comes in.</summary>
public class DerivationTests
{
    private const string Nested = """
        From: a@example.org
        Subject: outer
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary="x"

        preamble
        --x
        Content-Type: text/plain

        one
        --x
        Content-Type: application/octet-stream
        Content-Transfer-Encoding: base64

        AAAA
        --x
        Content-Type: message/rfc822

        From: b@example.org
        Subject: inner
        Content-Type: multipart/alternative; boundary="y"

        --y
        Content-Type: text/plain

        three one
        --y
        Content-Type: text/html

        <p>three two</p>
        --y--
        --x
        Content-Type: multipart/mixed; boundary="z"

        --z
        Content-Type: image/gif

        GIF
        --z
        Content-Type: message/rfc822

        Subject: single

        single body
        --z--
        --x--

        """;

    [Theory] // the sections of RFC 3501 §6.4.5's example tree
    [InlineData("1", "one")]
    [InlineData("2", "AAAA")]
    [InlineData("3.1", "three one")]
    [InlineData("3.2", "<p>three two</p>")]
    [InlineData("4.1", "GIF")]
    [InlineData("4.2.1", "single body")]
    public void A_section_number_finds_its_part(string section, string body)
    {
        byte[] message = Bytes(Nested);
        DerivedMessage derived = Derive(message);
        Assert.True(derived.Parts.TryFind(Path(section), out PartEntry part));
        Assert.Equal(body, Encoding.ASCII.GetString(message, (int)part.BodyOffset, (int)part.BodyLength));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("5")]
    [InlineData("1.1")]
    [InlineData("3.3")]
    [InlineData("3.1.1")]
    [InlineData("4.2.2")]
    [InlineData("4.2.1.1")]
    public void A_section_number_without_a_part_finds_none(string section) =>
        Assert.False(Derive(Bytes(Nested)).Parts.TryFind(Path(section), out _));

    [Theory]
    [InlineData("3", "inner")]
    [InlineData("4.2", "single")]
    public void Header_of_a_message_part_is_the_embedded_messages(string section, string subject)
    {
        byte[] message = Bytes(Nested);
        Assert.True(Derive(message).Parts.TryFindMessage(Path(section), out PartEntry held));
        Assert.Contains("Subject: " + subject, Encoding.ASCII.GetString(message, (int)held.HeaderOffset, (int)held.HeaderLength), StringComparison.Ordinal);
    }

    [Fact]
    public void Only_a_message_part_has_a_header_of_its_own() =>
        Assert.False(Derive(Bytes(Nested)).Parts.TryFindMessage(Path("1"), out _));

    [Fact]
    public void Part_1_of_a_plain_message_is_its_body_and_has_no_part_1()
    {
        byte[] message = Bytes("Subject: x\n\nhello\n");
        DerivedMessage derived = Derive(message);
        Assert.True(derived.Parts.TryFind([1], out PartEntry part));
        Assert.Equal("hello\r\n", Encoding.ASCII.GetString(message, (int)part.BodyOffset, (int)part.BodyLength));
        Assert.False(derived.Parts.TryFind([1, 1], out _));
        Assert.False(derived.Parts.TryFind([2], out _));
    }

    [Fact] // RFC 3501 §8 and the message of its APPEND example
    public void Envelope_fills_sender_and_reply_to_from_from()
    {
        DerivedMessage derived = Derive(Bytes("""
            Date: Mon, 7 Feb 1994 21:52:25 -0800 (PST)
            From: Fred Foobar <foobar@Blurdybloop.COM>
            Subject: afternoon meeting
            To: mooch@owatagu.siam.edu
            Message-Id: <B27397-0100000@Blurdybloop.COM>
            MIME-Version: 1.0
            Content-Type: TEXT/PLAIN; CHARSET=US-ASCII

            Hello Joe, do you think we can meet at 3:30 tomorrow?

            """));
        const string Fred = """(("Fred Foobar" NIL "foobar" "Blurdybloop.COM"))""";
        Assert.Equal(
            $"""("Mon, 7 Feb 1994 21:52:25 -0800 (PST)" "afternoon meeting" {Fred} {Fred} {Fred} ((NIL NIL "mooch" "owatagu.siam.edu")) NIL NIL NIL "<B27397-0100000@Blurdybloop.COM>")""",
            Encoding.ASCII.GetString(derived.Envelope));
        Assert.Equal("""("TEXT" "PLAIN" ("CHARSET" "US-ASCII") NIL NIL "7bit" 55 1)""", Encoding.ASCII.GetString(derived.Body));
        Assert.Equal("""("TEXT" "PLAIN" ("CHARSET" "US-ASCII") NIL NIL "7bit" 55 1 NIL NIL NIL NIL)""", Encoding.ASCII.GetString(derived.BodyStructure));
        Assert.True(derived.IsSameInEveryDialect);
        Assert.True(derived.HasSentDate);
        Assert.Equal(new DateOnly(1994, 2, 7).DayNumber - new DateOnly(1970, 1, 1).DayNumber, derived.SentDay);
    }

    /// <summary>RFC 3501 §7.4.2: a field that is there but empty is the empty string, one that is not is NIL.</summary>
    [Fact]
    public void Envelope_tells_an_empty_field_from_none()
    {
        DerivedMessage empty = Derive(Bytes("Subject:\nMessage-ID: \nFrom: \n\n"));
        Assert.Equal("(NIL \"\" NIL NIL NIL NIL NIL NIL NIL \"\")", Encoding.ASCII.GetString(empty.Envelope));
    }

    [Fact]
    public void A_subject_in_raw_utf8_is_a_literal_in_rev1_and_known_to_differ()
    {
        DerivedMessage derived = Derive(Bytes("Subject: Grüße\n\nx\n"));
        Assert.Contains("{7}\r\nGrüße", Encoding.UTF8.GetString(derived.Envelope), StringComparison.Ordinal);
        Assert.False(derived.IsSameInEveryDialect);
    }

    [Fact]
    public void The_header_row_keeps_the_block_and_each_fields_place()
    {
        byte[] row = HeaderRow(Bytes("Subject: one\nX-Long: a\n b\nTo: c@d\n\nbody\n"));
        var block = new HeaderBlock(row);
        var fields = new List<string>();
        foreach ((Range octets, int nameLength) in block)
        {
            fields.Add(nameLength + ":" + Encoding.ASCII.GetString(block.Octets[octets]));
        }

        Assert.True(block.IsKept);
        Assert.Equal(["7:Subject: one\r\n", "6:X-Long: a\r\n b\r\n", "2:To: c@d\r\n"], fields);
    }

    [Fact]
    public void A_header_over_16_kib_is_left_to_the_message()
    {
        byte[] message = Bytes("Subject: x\nX-Big: " + new string('a', 20_000) + "\n\nbody\n");
        var block = new HeaderBlock(HeaderRow(message));
        Assert.False(block.IsKept);
        Assert.Equal(message.AsSpan().IndexOf("body"u8), block.Length);
    }

    [Fact]
    public void Answers_find_the_thread_of_what_they_answer()
    {
        IReadOnlyList<ulong> first = ThreadKeys.Of(MimeParser.Parse(Bytes("Message-ID: <1@x>\n\n")).Root.Envelope!);
        IReadOnlyList<ulong> answer = ThreadKeys.Of(MimeParser.Parse(Bytes("Message-ID: <2@x>\nIn-Reply-To: <1@x>\n\n")).Root.Envelope!);
        Assert.Single(first);
        Assert.Equal(first[0], answer[^1]);
    }

    [Fact]
    public void Who_is_named_more_than_once_is_one_key()
    {
        static IReadOnlyList<ulong> Keys(string header) => ThreadKeys.Of(MimeParser.Parse(Bytes($"Message-ID: <9@x>\n{header}\n\n")).Root.Envelope!);
        IReadOnlyList<ulong> once = Keys("References: <1@x> <2@x> <3@x>");
        Assert.Equal(4, once.Count);
        Assert.Equal(once, Keys("References: <1@x> <1@x> <2@x> <1@x> <9@x> <3@x>\nIn-Reply-To: <3@x>"));
        Assert.Equal(once, Keys("References: <1@x> <2@x> <3@x>\nIn-Reply-To: <2@x> <2@x> <9@x>"));
        Assert.Equal(once, Keys("References: <1@x> <2@x>\nIn-Reply-To: <3@x>"));
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n"));

    private static uint[] Path(string section) => [.. section.Split('.').Select(uint.Parse)];

    private static StagedMessage Stage(byte[] message) =>
        MessageDerivation.Derive(new NoStage(message.Length), MimeParser.Parse(message), MimeLimits.Default);

    private static DerivedMessage Derive(byte[] message) => new(Stage(message).DerivedRow.Span);

    private static byte[] HeaderRow(byte[] message) => Stage(message).HeaderRow.ToArray();

    private sealed class NoStage(long length) : IBlobStage
    {
        public long Length => length;

        public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => throw new InvalidOperationException();

        public ValueTask CompleteAsync(CancellationToken cancellationToken) => throw new InvalidOperationException();

        public ValueTask<int> ReadAsync(long offset, Memory<byte> destination, CancellationToken cancellationToken) => throw new InvalidOperationException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
