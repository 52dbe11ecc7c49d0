using System.Text;
using Postroom.Peers.Tests.Comparing;
using Postroom.Peers.Tests.Mail;

namespace Postroom.Peers.Tests;

/// <summary>The judge itself: it must read every way of writing an answer, and must not take different answers for the same.</summary>
public sealed class JudgeTests
{
    private const string Leaf = """("TEXT" "PLAIN" ("CHARSET" "utf-8") NIL NIL "7BIT" 12 1 NIL ("inline" NIL) "en" NIL)""";
    private const string Envelope = """("d" "s" ((NIL NIL "a" "b")) ((NIL NIL "a" "b")) ((NIL NIL "a" "b")) NIL NIL NIL NIL "<i>")""";

    private static readonly TestMessage Message = TestMessage.Of("a message", "Subject: x\n\nx\n");

    [Theory]
    [InlineData("1 FETCH (UID 7)", "1 FETCH (UID 7)")]
    [InlineData("1 FETCH (FLAGS () X NIL Y nil)", "1 FETCH (FLAGS () X NIL Y NIL)")]
    [InlineData("A \"q\\\"\\\\\" {3}\r\na\"b \"\"", "A \"q\\\"\\\\\" \"a\\\"b\" \"\"")]
    [InlineData("A ~{2}\r\n\0\u0001", "A \"\\x00\\x01\"")]
    [InlineData("A BODY[HEADER.FIELDS (To \"From\")]<0> {0}\r\n", "A BODY[HEADER.FIELDS (To \"From\")]<0> \"\"")]
    [InlineData("(((\"a\")(\"b\")) \"MIXED\")", "(((\"a\") (\"b\")) \"MIXED\")")]
    [InlineData("LIST (\\NoSelect) \"/\" \"a b\"", "LIST (\\NoSelect) \"/\" \"a b\"")]
    public void Reads_an_answer_however_it_is_written(string line, string wanted) =>
        Assert.Equal(wanted, string.Join(' ', ImapAnswerParser.ReadAll(Encoding.Latin1.GetBytes(line))));

    [Theory]
    [InlineData("(")]
    [InlineData("(a (b)")]
    [InlineData(")")]
    [InlineData("\"a")]
    [InlineData("\"a\\n\"")]
    [InlineData("\"a\rb\"")]
    [InlineData("{5}\r\nabc")]
    [InlineData("{x}\r\nabc")]
    [InlineData("{3}abc")]
    public void Refuses_what_is_no_answer(string line) =>
        Assert.Throws<FormatException>(() => ImapAnswerParser.ReadAll(Encoding.Latin1.GetBytes(line)));

    [Theory]
    [InlineData("BODYSTRUCTURE", Leaf, """("text" "plain" ("charset" "utf-8") NIL NIL "7bit" 12 1 NIL ("INLINE" NIL) ("EN"))""")]
    [InlineData("BODYSTRUCTURE", $"({Leaf}{Leaf} \"MIXED\")", $"({Leaf} {Leaf} \"mixed\" NIL NIL NIL NIL)")]
    [InlineData("BODY[]", "\"abc\"", "{3}\r\nabc")]
    [InlineData("ENVELOPE", Envelope, Envelope)]
    public void Takes_for_the_same_what_means_the_same(string item, string ours, string theirs) =>
        Assert.Empty(Compare(item, ours, theirs));

    [Theory]
    [InlineData("BODY[]", "\"\"", "NIL", "")]
    [InlineData("BODY[]", "\"abc\"", "\"abC\"", "")]
    [InlineData("BODYSTRUCTURE", Leaf, """("TEXT" "PLAIN" ("CHARSET" "UTF-8") NIL NIL "7BIT" 12 1 NIL ("inline" NIL) "en" NIL)""", ":params")]
    [InlineData("BODYSTRUCTURE", Leaf, """("TEXT" "PLAIN" ("CHARSET" "utf-8") NIL NIL "7BIT" 12 2 NIL ("inline" NIL) "en" NIL)""", ":lines")]
    [InlineData("BODYSTRUCTURE", Leaf, """("TEXT" "HTML" ("CHARSET" "utf-8") NIL NIL "7BIT" 12 2 NIL ("inline" NIL) "en" NIL)""", ":type")]
    [InlineData("BODYSTRUCTURE", Leaf, """("TEXT" "PLAIN" ("CHARSET" "utf-8") NIL NIL "7BIT" 12 1 NIL ("attachment" NIL) "en" NIL)""", ":disposition.type")]
    [InlineData("BODYSTRUCTURE", $"({Leaf}{Leaf} \"MIXED\")", $"({Leaf} \"MIXED\")", ":parts")]
    [InlineData("BODYSTRUCTURE", $"({Leaf}({Leaf} \"X\") \"MIXED\")", $"({Leaf}({Leaf} \"Y\") \"MIXED\")", "2:subtype")]
    [InlineData("BODYSTRUCTURE", $"({Leaf} \"MIXED\")", Leaf, ":whole")]
    [InlineData("BODYSTRUCTURE", $"(\"MESSAGE\" \"RFC822\" NIL NIL NIL \"7BIT\" 9 {Envelope} {Leaf} 3)", $"(\"MESSAGE\" \"RFC822\" NIL NIL NIL \"7BIT\" 9 {Envelope} {Leaf} 4)", ":lines")]
    public void Tells_apart_what_means_something_else(string item, string ours, string theirs, string path) =>
        Assert.Equal(path, Assert.Single(Compare(item, ours, theirs)).Path);

    [Fact]
    public void Names_each_field_of_an_envelope_that_differs()
    {
        string[] paths = [.. Compare("ENVELOPE", Envelope, Envelope.Replace("\"s\"", "NIL", StringComparison.Ordinal).Replace("\"<i>\"", "\"<j>\"", StringComparison.Ordinal)).Select(d => d.Path)];
        Assert.Equal(["subject", "message-id"], paths);
    }

    [Fact]
    public void Says_what_is_missing()
    {
        Difference only = Assert.Single(AnswerDiff.Between(Message, "BODY[1]", null, ImapNode.Text("x")));
        Assert.Null(only.Ours);
        Assert.Throws<Xunit.Sdk.FailException>(() => new Verdict([only]).MustBeListed());
    }

    [Fact]
    public void Counts_the_parts_as_RFC_9051_does()
    {
        string text = """
            (("TEXT" "PLAIN" NIL NIL NIL "7BIT" 1 1)("APPLICATION" "X" NIL NIL NIL "7BIT" 1)
            """.Trim() + $"(\"MESSAGE\" \"RFC822\" NIL NIL NIL \"7BIT\" 9 {Envelope} ({Leaf}{Leaf} \"MIXED\") 3)(\"MESSAGE\" \"RFC822\" NIL NIL NIL \"7BIT\" 9 {Envelope} {Leaf} 3) \"MIXED\")";
        string[] numbers = [.. PartNumbers.Of(Read(text)).Select(p => p.Number + (p.IsMessage ? "m" : ""))];
        Assert.Equal(["1", "2", "3m", "3.1", "3.2", "4m", "4.1"], numbers);
    }

    [Fact]
    public void Makes_the_same_messages_on_every_run()
    {
        var first = new MessageGenerator(new Random(5));
        var second = new MessageGenerator(new Random(5));
        for (int i = 0; i < 20; i++)
            Assert.Equal(first.Next("").Octets, second.Next("").Octets);
        Assert.InRange(Corpus.IsOurs ? Corpus.Messages.Count : 600, 600, 900);
    }

    private static IReadOnlyList<Difference> Compare(string item, string ours, string theirs) =>
        AnswerDiff.Between(Message, item, Read(ours), Read(theirs));

    private static ImapNode Read(string text) => ImapAnswerParser.ReadAll(Encoding.Latin1.GetBytes(text)).Single();
}
