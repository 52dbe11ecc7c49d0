namespace Postroom.Store.Tests;

/// <summary>Substring search over folded text that comes in pieces.</summary>
public class TextMatcherTests
{
    [Theory]
    [InlineData("hello", "say HELLO there")]
    [InlineData("größe", "GRÖSSE ist nicht GRÖßE")]
    [InlineData("ÄRGER", "a\u0308rger")] // composed and decomposed are the same letter
    [InlineData("привет", "ПРИВЕТ, мир")]
    [InlineData("ｆｕｌｌ", "full width")]
    [InlineData("", "")]
    public void Finds_without_case_however_the_text_is_cut(string needle, string text)
    {
        for (int cut = 1; cut <= Math.Max(1, text.Length); cut++)
        {
            Assert.True(Find(needle, text, cut), $"cut every {cut}");
        }
    }

    [Theory]
    [InlineData("hello", "hell o")]
    [InlineData("a", "")]
    [InlineData("resume", "résume")] // an accent is a difference
    public void Does_not_find_what_is_not_there(string needle, string text)
    {
        for (int cut = 1; cut <= Math.Max(1, text.Length); cut++)
        {
            Assert.False(Find(needle, text, cut), $"cut every {cut}");
        }
    }

    [Fact]
    public void What_lies_on_both_sides_of_a_break_is_not_one_text()
    {
        var matcher = new TextMatcher("ab");
        matcher.Reset();
        matcher.Append("a");
        matcher.Break();
        matcher.Append("b");
        Assert.False(matcher.IsFound);
    }

    [Fact]
    public void Broken_surrogates_do_no_harm()
    {
        var matcher = new TextMatcher("x");
        matcher.Reset();
        matcher.Append("\ud800\ud800\udc00\udc00 x");
        Assert.True(matcher.IsFound);
    }

    private static bool Find(string needle, string text, int cut)
    {
        var matcher = new TextMatcher(needle);
        matcher.Reset();
        foreach (char[] piece in text.ToCharArray().Chunk(cut))
        {
            matcher.Append(piece);
        }

        return matcher.IsFound;
    }
}
