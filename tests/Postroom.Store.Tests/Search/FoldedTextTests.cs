namespace Postroom.Store.Tests.Search;

public sealed class FoldedTextTests
{
    [Theory]
    [InlineData("stra\u00dfe", "STRA\u00dfE")]
    [InlineData("\u00e9t\u00e9", "E\u0301TE\u0301")]
    [InlineData("\ufb01n", "fiN")] // no capital of its own: RFC 5051 decomposes after the case
    public void Case_and_composition_do_not_count(string text, string folded) => Assert.Equal(folded, FoldedText.Fold(text));

    [Theory]
    [InlineData(0xFFFE)] // a byte order mark of the other order within UTF-16
    [InlineData(0xFFFF)]
    [InlineData(0xFDD0)]
    [InlineData(0xD800)]
    [InlineData(0xDC00)]
    public void What_is_no_character_stays_and_the_rest_is_folded(int unit)
    {
        char none = (char)unit;
        Assert.Equal($"E\u0301{none}{none}E\u0301{none}", FoldedText.Fold($"\u00e9{none}{none}\u00e9{none}"));
    }
}
