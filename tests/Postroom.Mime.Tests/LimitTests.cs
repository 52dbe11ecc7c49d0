using System.Diagnostics;
using System.Text;

namespace Postroom.Mime.Tests;

public sealed class LimitTests
{
    [Fact]
    public void Nesting_beyond_the_depth_is_one_opaque_leaf()
    {
        var text = new StringBuilder();
        for (int i = 0; i < 5_000; i++)
            text.Append("Content-Type: multipart/mixed; boundary=b").Append(i).Append("\n\n--b").Append(i).Append('\n');
        MimeMessage message = Describe.Parse(text.ToString());
        Assert.True(message.IsCut);
        MimePart part = message.Root;
        int depth = 0;
        for (; part.Kind == MimePartKind.Multipart; depth++)
            part = part.Children[0];
        Assert.Equal(100, depth);
        Assert.True(part.IsOpaque);
        Assert.Equal("application/octet-stream", Describe.Shape(part));
    }

    [Fact]
    public void Messages_in_messages_stop_at_the_depth()
    {
        string text = string.Concat(Enumerable.Repeat("Content-Type: message/rfc822\n\n", 5_000));
        MimePart part = Describe.Parse(text).Root;
        int depth = 0;
        for (; part.Embedded is not null; depth++)
            part = part.Embedded;
        Assert.Equal(100, depth);
    }

    [Fact]
    public void The_last_part_allowed_swallows_the_rest()
    {
        string text = "Content-Type: multipart/mixed; boundary=b\n\n" + string.Concat(Enumerable.Repeat("--b\n\nx\n", 50_000));
        MimeMessage message = Describe.Parse(text);
        Assert.Equal(10_000 - 1, message.Root.Children.Count);
        Assert.True(message.Root.Children[^1].IsOpaque);
        Assert.Equal(message.Length, message.Root.Children[^1].BodyOffset + message.Root.Children[^1].BodyLength);
    }

    [Fact]
    public void A_header_that_never_ends_is_kept_up_to_the_limit()
    {
        MimePart root = Describe.Parse(string.Concat(Enumerable.Repeat("X-Long: " + new string('x', 500) + "\n", 9_000)) + "\nbody").Root;
        Assert.True(root.IsHeaderCut);
        Assert.InRange(root.Header.Length, 1024 * 1024 - 600, 1024 * 1024);
        Assert.Equal(4, root.BodyLength);
    }

    [Fact]
    public void A_header_of_too_many_lines_is_cut_and_its_body_still_found()
    {
        MimePart root = Describe.Parse(string.Concat(Enumerable.Repeat("a:\n", 30_000)) + "\nbody").Root;
        Assert.True(root.IsHeaderCut);
        Assert.Equal(10_000, root.Fields.All.Length);
        Assert.Equal(4, root.BodyLength);
    }

    /// <summary>Headers in all parts together are bounded, or many parts would hold a message's size in memory.</summary>
    [Fact]
    public void All_headers_together_stay_within_their_budget()
    {
        string part = "--b\nX: " + new string('x', 200_000) + "\n\nx\n";
        MimeMessage message = Describe.Parse("Content-Type: multipart/mixed; boundary=b\n\n" + string.Concat(Enumerable.Repeat(part, 100)));
        Assert.True(message.IsCut);
        Assert.InRange(message.Root.Children.Sum(c => (long)c.Header.Length), 0, 4 * 1024 * 1024);
    }

    [Fact]
    public void A_message_of_more_than_two_gigabytes_takes_little_memory()
    {
        byte[] line = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("aGVsbG8gd29ybGQsIGhlbGxvIHdvcmxkLCBoZWxsbyB3b3JsZCwgaGVsbG8gd29ybGQsIGhlbGxv\r\n", 1000)));
        var parser = new MimeParser();
        parser.Append("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Transfer-Encoding: base64\r\n\r\n"u8);
        long before = GC.GetAllocatedBytesForCurrentThread();
        long total = 0;
        for (; total <= int.MaxValue; total += line.Length)
            parser.Append(line);
        parser.Append("--b--\r\n"u8);
        MimeMessage message = parser.Complete();
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.InRange(allocated, 0, 100_000);
        Assert.Equal(total / line.Length * 1000 * 57, message.Root.Children[0].DecodedSize);
    }

    [Fact]
    public void Parsing_a_small_message_allocates_little()
    {
        byte[] message = Describe.Bytes("From: a@example.com\nTo: b@example.com\nSubject: hello\nContent-Type: text/plain; charset=utf-8\n\n" + new string('x', 5000));
        var parser = new MimeParser();
        for (int i = 0; i < 100; i++)
            ParseOnce();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            ParseOnce();
        long each = (GC.GetAllocatedBytesForCurrentThread() - before) / 100;
        Assert.InRange(each, 1, 1500);

        void ParseOnce()
        {
            parser.Append(message);
            parser.Complete();
        }
    }

    /// <summary>Ten times the input may take ten times the time, with room for a busy machine, but not a hundred times.</summary>
    [Theory]
    [InlineData("--b\n")]
    [InlineData("--\n")]
    [InlineData("\n")]
    [InlineData(" ")]
    [InlineData("a:(((\n")]
    [InlineData("=?")]
    [InlineData("--b\nContent-Type: message/rfc822\n\n")]
    public void Hostile_repetition_takes_linear_time(string piece)
    {
        string start = "Content-Type: multipart/mixed; boundary=b\nSubject: ";
        byte[] small = Describe.Bytes(start + string.Concat(Enumerable.Repeat(piece, 200_000 / piece.Length)));
        byte[] large = Describe.Bytes(start + string.Concat(Enumerable.Repeat(piece, 2_000_000 / piece.Length)));
        Read(small);
        double one = Enumerable.Range(0, 3).Min(_ => Read(small));
        double ten = Enumerable.Range(0, 2).Min(_ => Read(large));
        Assert.True(ten < Math.Max(one, 1) * 60, $"{one} ms, then {ten} ms for ten times as much");
    }

    private static double Read(byte[] message)
    {
        var watch = Stopwatch.StartNew();
        var extractor = new TextExtractor((_, _, _) => { });
        extractor.Append(message);
        EnvelopeFields envelope = extractor.Complete().Root.Envelope!;
        AddressList.Parse(envelope.Subject);
        MessageIds.Parse(envelope.Subject);
        MessageDate.Parse(envelope.Subject.Span);
        return watch.Elapsed.TotalMilliseconds;
    }
}
