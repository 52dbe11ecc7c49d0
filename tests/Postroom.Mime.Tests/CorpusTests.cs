using Xunit.Abstractions;

namespace Postroom.Mime.Tests;

/// <summary>Real mail, where POSTROOM_CORPUS names a folder of it; always the messages kept here.</summary>
public sealed class CorpusTests(ITestOutputHelper output)
{
    [Fact]
    public void Real_mail_gives_the_same_structure_whole_and_in_pieces()
    {
        string[] files = [.. Files()];
        int parts = 0;
        foreach (string file in files)
        {
            byte[] message = File.ReadAllBytes(file);
            MimeMessage whole = MimeParser.Parse(message);
            var parser = new MimeParser();
            for (int at = 0; at < message.Length; at += 61)
                parser.Append(message.AsSpan(at, Math.Min(61, message.Length - at)));
            Assert.Equal(Describe.Everything(whole), Describe.Everything(parser.Complete()));
            parts += CheckOffsets(whole, message);
        }
        output.WriteLine($"{files.Length} messages, {parts} parts");
        Assert.NotEmpty(files);
    }

    private static IEnumerable<string> Files()
    {
        IEnumerable<string> own = Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Messages"), "*.eml");
        string? corpus = Environment.GetEnvironmentVariable("POSTROOM_CORPUS");
        return corpus is null ? own : own.Concat(Directory.EnumerateFiles(corpus, "*", SearchOption.AllDirectories));
    }

    // Children lie inside their parent, in order; header and body touch; sizes are what a decoder gives.
    private static int CheckOffsets(MimeMessage message, byte[] octets)
    {
        int parts = 0;
        var stack = new Stack<MimePart>([message.Root]);
        while (stack.TryPop(out MimePart? part))
        {
            parts++;
            Assert.Equal(part.HeaderOffset + part.HeaderLength, part.BodyOffset);
            Assert.True(part.BodyOffset + part.BodyLength <= octets.Length);
            ReadOnlySpan<byte> body = octets.AsSpan((int)part.BodyOffset, (int)part.BodyLength);
            Assert.Equal(body.Count((byte)'\n'), part.BodyLines);
            if (part.Kind == MimePartKind.Leaf)
            {
                TransferDecoder decoder = TransferDecoder.Create(part.Encoding);
                Assert.Equal(part.DecodedSize, decoder.Decode(body, output: null) + decoder.Finish(output: null));
            }
            long end = part.BodyOffset;
            foreach (MimePart child in part.Embedded is { } embedded ? [embedded] : part.Children)
            {
                Assert.True(child.HeaderOffset >= end);
                end = child.BodyOffset + child.BodyLength;
                Assert.True(end <= part.BodyOffset + part.BodyLength);
                stack.Push(child);
            }
        }
        return parts;
    }
}
