using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Postroom.Net.Tests;

public sealed class FrameReaderTests
{
    private static readonly FrameLimits Small = new() { MaxLineOctets = 40, SkipOctets = 60, MaxInlineOctets = 30, MaxLiterals = 3 };
    private static readonly FrameLimits Asking = new() { MaxLineOctets = 100, UnaskedLineOctets = 20, SkipOctets = 200 };

    [Theory]
    [InlineData("a NOOP\r\n", "Command [a NOOP]\nEnd\n")]
    [InlineData("a NOOP\nb NOOP\r\n", "Command [a NOOP]\nCommand [b NOOP]\nEnd\n")] // a lone LF, as typed into netcat
    [InlineData("\r\n", "Command []\nEnd\n")]
    [InlineData("a LOGIN {3}\r\nali {5+}\r\nsesam\r\n", "+\nCommand [a LOGIN {3}\r\nali {5+}\r\nsesam]\nEnd\n")]
    [InlineData("a LOGIN {0}\r\n x\r\n", "+\nCommand [a LOGIN {0}\r\n x]\nEnd\n")]
    [InlineData("a X {4}\na\r\nb\n", "+\nCommand [a X {4}\r\na\r\nb]\nEnd\n")] // the announcement's CRLF is made whole
    [InlineData("a X {5}\r\n{99}x\r\nb NOOP\r\n", "+\nCommand [a X {5}\r\n{99}x]\nCommand [b NOOP]\nEnd\n")]
    [InlineData("a X {4}\r\n{99}\r\nb NOOP\r\n", "+\nCommand [a X {4}\r\n{99}]\nCommand [b NOOP]\nEnd\n")] // a literal announces nothing
    [InlineData("a APPEND x {5}\r\nhello\r\n", "+\nCommand [a APPEND x {5}\r\n] @16+5=hello\nEnd\n")]
    [InlineData("a APPEND x {2+}\r\nhi (\\Seen) ~{3+}\r\nyou\r\n",
        "Command [a APPEND x {2+}\r\n (\\Seen) ~{3+}\r\n] @17+2=hi @33+3=you\nEnd\n")]
    [InlineData("a APPEND x {5}\r\nhel", "+\nEnd\n")]
    [InlineData("a NOO", "End\n")]
    public async Task A_command_is_its_lines_and_literals(string input, string expected) =>
        Assert.Equal(expected, await new FrameConversation().RunWholeAsync(input));

    [Theory]
    [InlineData("a 0123456789012345678901234567890123456789\r\nb NOOP\r\n", // 42 octets
        "TooLong [a 01234567890123456789012345678901234567]\nCommand [b NOOP]\nEnd\n")]
    [InlineData("a 01234567890123456789012345678901234567\r\nb NOOP\r\n", // exactly 40
        "Command [a 01234567890123456789012345678901234567]\nCommand [b NOOP]\nEnd\n")]
    [InlineData("a 0123456789012345678901234567890123456789 {4+}\r\nb X\n\r\nc NOOP\r\n", // its literal is no command
        "TooLong [a 01234567890123456789012345678901234567]\nCommand [c NOOP]\nEnd\n")]
    [InlineData("a 0123456789012345678901234567890123456789 {4+}\r\nb X\n more\r\nc NOOP\r\n",
        "TooLong [a 01234567890123456789012345678901234567]\nCommand [c NOOP]\nEnd\n")]
    [InlineData("a X {31}\r\nb NOOP\r\n", "Unrecoverable [a X {31}\r\n]\n")] // it did not wait for our word
    [InlineData("a X {31+}\r\n0123456789012345678901234567890\r\nb NOOP\r\n", "Refused [a X {31+}\r\n]\nCommand [b NOOP]\nEnd\n")]
    [InlineData("a X {1+}\r\nx{1+}\r\nx{1+}\r\nx{1+}\r\nx\r\nb NOOP\r\n",
        "Refused [a X {1+}\r\nx{1+}\r\nx{1+}\r\nx{1+}\r\n]\nCommand [b NOOP]\nEnd\n")]
    [InlineData("a REFUSE {3}\r\n", "Refused [a REFUSE {3}\r\n] because refused\nEnd\n")]
    [InlineData("a REFUSE {3+}\r\nxyz {2+}\r\n\r\n\r\nb NOOP\r\n", "Refused [a REFUSE {3+}\r\n] because refused\nCommand [b NOOP]\nEnd\n")]
    [InlineData("a REFUSE {51+}\r\n", "Unrecoverable [a REFUSE {51+}\r\n] because refused\n")]
    [InlineData("a REFUSE {3+}\r\nxyz {1000+}\r\n", "Unrecoverable [a REFUSE {3+}\r\n] because refused\n")]
    public async Task Beyond_a_limit_the_next_command_is_found_or_the_stream_given_up(string input, string expected) =>
        Assert.Equal(expected, await new FrameConversation { Limits = Small }.RunWholeAsync(input));

    [Fact]
    public async Task Before_login_an_over_long_line_is_the_end()
    {
        FrameLimits limits = Small with { SkipOctets = 0 };
        string line = new('x', 41);
        Assert.Equal($"Unrecoverable [{line[1..]}]\n", await new FrameConversation { Limits = limits }.RunWholeAsync(line + "\r\na NOOP\r\n"));
    }

    [Fact]
    public async Task A_line_that_never_ends_is_given_up()
    {
        string said = await new FrameConversation { Limits = Small }.RunWholeAsync(new string('x', 200));
        Assert.StartsWith("Unrecoverable", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a 012345678901234567\r\n", "Command [a 012345678901234567]\nEnd\n")] // 20 octets: nobody is asked
    [InlineData("a 0123456789012345678\r\nb NOOP\r\n", "TooLong [a 0123456789012345678]\nCommand [b NOOP]\nEnd\n")]
    [InlineData("b 0123456789012345678\r\nb NOOP\r\n", "Command [b 0123456789012345678]\nCommand [b NOOP]\nEnd\n")]
    [InlineData("a 0123456789012345678 {3+}\r\nxyz\r\nb NOOP\r\n", "TooLong [a 0123456789012345678 {3+}]\nCommand [b NOOP]\nEnd\n")] // its literal is no command
    [InlineData("b 0123456789012345678 {3+}\r\nxyz\r\nb NOOP\r\n", "Command [b 0123456789012345678 {3+}\r\nxyz]\nCommand [b NOOP]\nEnd\n")]
    public async Task Long_lines_are_the_doors_to_judge(string input, string expected) =>
        Assert.Equal(expected, await new FrameConversation { Limits = Asking }.RunWholeAsync(input));

    [Fact]
    public async Task It_is_asked_each_time_that_more_of_a_long_line_is_awaited_and_when_it_is_whole()
    {
        var conversation = new FrameConversation { Limits = Asking };
        Assert.Equal($"Command [b {new string('x', 43)}]\nEnd\n", await conversation.RunAsync($"b {new string('x', 43)}\r\n", static () => 15));
        Assert.Equal([(30, false), (45, false), (45, true)], conversation.Asked);
    }

    [Fact]
    public async Task A_line_that_is_too_much_while_its_rest_is_awaited_is_skipped_to_its_end()
    {
        string line = $"b {new string('x', 70)}\r\n";
        Assert.StartsWith("Command [b ", await new FrameConversation { Limits = Asking }.RunWholeAsync(line), StringComparison.Ordinal);
        Assert.Equal(
            $"TooLong [b {new string('x', 58)}]\nCommand [b NOOP]\nEnd\n",
            await new FrameConversation { Limits = Asking }.RunAsync(line + "b NOOP\r\n", static () => 30));
    }

    [Fact]
    public async Task A_lone_line_feed_ends_no_line_where_that_smuggles_mail()
    {
        var strict = new FrameConversation { Limits = new() { BareLineFeedEndsLine = false } };
        Assert.Equal("Command [a\nb]\nEnd\n", await strict.RunWholeAsync("a\nb\r\n"));
    }

    [Fact]
    public async Task A_sink_that_fails_refuses_its_command_and_the_rest_is_read()
    {
        var conversation = new FrameConversation();
        Assert.Equal(
            "+\nRefused [a APPEND BROKEN {9}\r\n] because disk full\nCommand [c NOOP]\nEnd\n",
            await conversation.RunAsync("a APPEND BROKEN {9}\r\n123456789 b\r\nc NOOP\r\n", static () => 4));
        Assert.Equal(1, Assert.Single(conversation.Sinks).Aborts);
    }

    [Fact]
    public async Task A_connection_that_ends_within_a_literal_aborts_every_sink_of_the_command()
    {
        var conversation = new FrameConversation();
        Assert.Equal("End\n", await conversation.RunWholeAsync("a APPEND {2+}\r\nhi {9+}\r\nhal"));
        Assert.Equal([1, 1], conversation.Sinks.Select(static sink => sink.Aborts));
        Assert.Equal([true, false], conversation.Sinks.Select(static sink => sink.IsComplete));
    }

    [Fact]
    public async Task A_sasl_response_is_a_line_whatever_it_ends_with()
    {
        await using Connection connection = Connection.OverStream(new ScriptedStream("abc{3}\r\nx\r\n"u8.ToArray(), static () => 5));
        var reader = new FrameReader(connection, FrameLimits.BeforeLogin, new FrameConversation());
        FrameRead read = await reader.ReadLineAsync();
        Assert.Equal("abc{3}", Encoding.ASCII.GetString(read.Frame!.Octets.Span));
        read.Frame.Dispose(wasSecret: true);
        Assert.True(read.Frame.Octets.IsEmpty);
    }

    [Fact]
    public void Cut_anywhere_it_says_the_same()
    {
        // Synchronizing literals are left out where refusing depends on what has arrived already: that is tested above.
        Gen<string> part = Gen.OneOf(
            Gen.Elements(
                "a NOOP", "\r\n", "\r\n", "\n", "\r", "x", " {3+}\r\n", "{3}\r\n", "abc", "~{12+}\r\n", "b APPEND x ", "BROKEN APPEND",
                "REFUSE ", "{51+}\r\n", "{20+}\r\n", "0123456789", "\0", "{}", "{99999999999999999999}\r\n"));
        Gen<string> input = part.ListOf().Select(static parts => string.Concat(parts));
        Arbitrary<(string Input, int Seed)> cases =
            (from text in input from seed in Gen.Choose(0, 1_000_000) select (text, seed)).ToArbitrary();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000).WithEndSize(40), Prop.ForAll(cases, static given =>
        {
            string whole = Run(given.Input, static () => int.MaxValue);
            var random = new Random(given.Seed);
            bool depends = whole.Contains("+\nUnrecoverable", StringComparison.Ordinal) || SynchronizingIsRefused(given.Input, whole);
            return depends || (whole == Run(given.Input, static () => 1) && whole == Run(given.Input, () => random.Next(1, 9)));
        }));
    }

    private static bool SynchronizingIsRefused(string input, string said) =>
        input.Contains("{3}", StringComparison.Ordinal) && (said.Contains("Refused", StringComparison.Ordinal) ||
            said.Contains("Unrecoverable", StringComparison.Ordinal) || said.Contains("TooLong", StringComparison.Ordinal));

    private static string Run(string input, Func<int> nextPiece) =>
        new FrameConversation { Limits = Small }.RunAsync(input, nextPiece).GetAwaiter().GetResult();
}
