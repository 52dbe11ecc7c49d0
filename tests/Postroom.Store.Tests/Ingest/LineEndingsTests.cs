using System.Buffers;
using System.Text;

namespace Postroom.Store.Tests;

/// <summary>What import turns into CRLF comes back exactly on export (INVARIANTS 17).</summary>
public class LineEndingsTests
{
    [Theory]
    [InlineData("a\nb\n", "a\r\nb\r\n")]
    [InlineData("a\r\nb\n", "a\r\nb\r\n")]
    [InlineData("a\rb\n\r\n\n", "a\rb\r\n\r\n\r\n")]
    [InlineData("a", "a")]
    [InlineData("a\r", "a\r")]
    [InlineData("\n", "\r\n")]
    [InlineData("\r\r\n", "\r\r\n")]
    public void Bare_line_feeds_become_line_ends(string original, string normalized) =>
        Assert.Equal(normalized, Normalize(original, 1 << 20).Text);

    [Fact]
    public void Nothing_is_remembered_of_mail_that_was_right()
    {
        (_, LineEndings endings) = Normalize("a\r\nb\r\n", 3);
        Assert.False(endings.Changed);
    }

    [Fact]
    public void Any_mixture_comes_back_exactly_however_it_is_cut()
    {
        var random = new Random(20261121);
        for (int round = 0; round < 2000; round++)
        {
            string original = string.Create(random.Next(0, 40), random, static (text, random) =>
            {
                for (int i = 0; i < text.Length; i++)
                {
                    text[i] = "a\r\n"[random.Next(3)];
                }
            });
            (string normalized, LineEndings endings) = Normalize(original, random.Next(1, 6));
            Assert.DoesNotContain("\n", normalized.Replace("\r\n", "", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.Equal(original, Restore(normalized, endings, random.Next(1, 6)));
        }
    }

    private static (string Text, LineEndings Endings) Normalize(string text, int cut)
    {
        var endings = new LineEndings();
        var output = new ArrayBufferWriter<byte>();
        foreach (byte[] piece in Encoding.ASCII.GetBytes(text).Chunk(cut))
        {
            endings.Normalize(piece, output);
        }

        return (Encoding.ASCII.GetString(output.WrittenSpan), endings);
    }

    private static string Restore(string text, LineEndings endings, int cut)
    {
        var row = new ArrayBufferWriter<byte>();
        endings.Write(row);
        var restorer = new LineEndings.Restorer(row.WrittenSpan);
        var output = new ArrayBufferWriter<byte>();
        foreach (byte[] piece in Encoding.ASCII.GetBytes(text).Chunk(cut))
        {
            restorer.Restore(piece, output);
        }

        restorer.Complete(output);
        return Encoding.ASCII.GetString(output.WrittenSpan);
    }
}
