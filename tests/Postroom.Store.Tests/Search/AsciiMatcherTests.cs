using System.Text;
using Postroom.Mime;

namespace Postroom.Store.Tests;

/// <summary>Header values compared as octets: the same answers as decoding them, or none.</summary>
public class AsciiMatcherTests
{
    [Theory]
    [InlineData("smith", "From: <Smith@example.org>", true)]
    [InlineData("@EXAMPLE.org", "a@example.com, b@Example.Org", true)]
    [InlineData("a b", "x a\r\n b y", true)] // unfolded: the line end goes, the space stays
    [InlineData("a\tb", "x a\r\n b y", false)]
    [InlineData("ab", "a\r\nb", true)]
    [InlineData("aab", "aaab", true)]
    [InlineData("@", "[`", false)] // 32 apart like the letters beside them, but no letters
    [InlineData("{", "[", false)]
    [InlineData("k", "K", true)]
    [InlineData("long", "lon", false)]
    [InlineData("x", "", false)]
    public void Finds_without_case(string needle, string value, bool found) =>
        Assert.Equal(found, AsciiMatcher.For(needle)!.IsIn(Encoding.Latin1.GetBytes(value)));

    [Theory]
    [InlineData("=?utf-8?Q?smith?=")]
    [InlineData("gr\u00fc\u00dfe smith")]
    [InlineData("smith \u212a")] // KELVIN SIGN, which is a k to those who decode
    public void Leaves_to_others_what_must_be_decoded(string value) => Assert.Null(AsciiMatcher.For("smith")!.IsIn(Encoding.UTF8.GetBytes(value)));

    [Fact]
    public void Is_none_for_a_text_beyond_ascii_or_without_characters()
    {
        Assert.Null(AsciiMatcher.For("gr\u00fc\u00dfe"));
        Assert.Null(AsciiMatcher.For(""));
    }

    [Fact]
    public void Says_of_any_value_what_decoding_it_says()
    {
        var random = new Random(5051);
        const string Alphabet = "aAbB@[`{ \r\n=?.";
        for (int round = 0; round < 20_000; round++)
        {
            string needle = new(random.GetItems<char>(Alphabet, random.Next(1, 5)));
            byte[] value = Encoding.Latin1.GetBytes(new string(random.GetItems<char>(Alphabet, random.Next(0, 40))));
            if (AsciiMatcher.For(needle)!.IsIn(value) is { } found)
            {
                var decoded = new TextMatcher(needle);
                decoded.Reset();
                decoded.Append(EncodedWords.Decode(value));
                Assert.True(decoded.IsFound == found, $"{needle} in {Encoding.Latin1.GetString(value)}");
            }
        }
    }

    [Fact]
    public void Allocates_nothing()
    {
        AsciiMatcher matcher = AsciiMatcher.For("nobody")!;
        byte[] value = Encoding.ASCII.GetBytes("Somebody <nob@example.org>,\r\n Nobod <y@example.org>");
        matcher.IsIn(value);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            matcher.IsIn(value);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
