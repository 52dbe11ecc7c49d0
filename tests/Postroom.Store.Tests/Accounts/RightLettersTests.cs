namespace Postroom.Store.Tests;

/// <summary>RFC 4314 §2.1, §3.1.</summary>
public class RightLettersTests
{
    [Theory]
    [InlineData("lr", Right.None, "lr")]
    [InlineData("rl", Right.Owner, "lr")]
    [InlineData("", Right.Owner, "")]
    [InlineData("+sw", Right.Lookup | Right.Read, "lrsw")]
    [InlineData("-r", Right.Lookup | Right.Read, "l")]
    [InlineData("-t", Right.Lookup, "l")]
    [InlineData("+", Right.Lookup, "l")]
    [InlineData("aetxkiwsrl", Right.None, "lrswikxtea")]
    public void Letters_replace_add_and_take(string text, Right before, string after)
    {
        Assert.True(RightLetters.TryParse(text, before, out Right rights));
        Assert.Equal(after, RightLetters.Format(rights));
        Assert.Equal(text == "aetxkiwsrl", rights == Right.Owner);
    }

    [Theory]
    [InlineData("p")] // posting by mail: not here
    [InlineData("c")] // RFC 2086's, which RFC 4314 leaves to who speaks to old clients
    [InlineData("L")]
    [InlineData("l r")]
    [InlineData("+l-r")]
    public void What_is_no_right_changes_nothing(string text)
    {
        Assert.False(RightLetters.TryParse(text, Right.Lookup, out Right rights));
        Assert.Equal(Right.Lookup, rights);
    }
}
