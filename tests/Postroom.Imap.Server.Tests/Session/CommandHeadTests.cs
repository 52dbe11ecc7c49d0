using System.Text;

namespace Postroom.Imap.Server.Tests;

public class CommandHeadTests
{
    [Theory]
    [InlineData("a NOOP", "a", "NOOP", false, "")]
    [InlineData("a1 FETCH 1 (FLAGS)", "a1", "FETCH", false, "1 (FLAGS)")]
    [InlineData("a uid fetch 1 FLAGS", "a", "fetch", true, "1 FLAGS")]
    [InlineData("a UID", "a", "", true, "")]
    [InlineData("a UIDL x", "a", "UIDL", false, "x")]
    public void Tag_and_name_are_cut(string line, string tag, string name, bool isUid, string arguments)
    {
        Assert.True(CommandHead.TryRead(Encoding.ASCII.GetBytes(line), out CommandHead head));
        Assert.Equal(tag, Encoding.ASCII.GetString(head.Tag));
        Assert.Equal(name, Encoding.ASCII.GetString(head.Name));
        Assert.Equal(isUid, head.IsUid);
        Assert.Equal(arguments, line.Length > head.ArgumentsStart ? line[head.ArgumentsStart..] : "");
    }

    [Theory]
    [InlineData("")]
    [InlineData(" NOOP")]
    [InlineData("a")]
    [InlineData("+ NOOP")]
    [InlineData("* NOOP")]
    [InlineData("(a) NOOP")]
    [InlineData("a\"b NOOP")]
    public void What_has_no_tag_is_no_command(string line) =>
        Assert.False(CommandHead.TryRead(Encoding.ASCII.GetBytes(line), out _));

    [Fact]
    public void A_tag_that_is_too_long_to_repeat_is_none() =>
        Assert.True(CommandHead.TagOf(Encoding.ASCII.GetBytes(new string('a', 300) + " NOOP")).IsEmpty);
}
