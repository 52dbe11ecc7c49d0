namespace Postroom.Imap.Tests;

/// <summary>Mailbox names: their one form, their encodings.</summary>
public class MailboxNameTests
{
    [Theory]
    [InlineData("inbox", "INBOX")]
    [InlineData("iNbOx/a", "INBOX/a")]
    [InlineData("inboxes", "inboxes")]
    [InlineData("a/inbox", "a/inbox")]
    [InlineData("A\u0308rger", "\u00c4rger")] // NFC
    public void Has_one_form(string text, string form) => Assert.Equal(form, MailboxName.Parse(text).Value);

    [Theory]
    [InlineData("", MailboxNameError.Empty)]
    [InlineData("a//b", MailboxNameError.EmptyLevel)]
    [InlineData("/a", MailboxNameError.EmptyLevel)]
    [InlineData("a/", MailboxNameError.EmptyLevel)]
    [InlineData("a/../b", MailboxNameError.DotLevel)]
    [InlineData(".", MailboxNameError.DotLevel)]
    [InlineData("a\0b", MailboxNameError.ControlCharacter)]
    [InlineData("a\rb", MailboxNameError.ControlCharacter)]
    [InlineData("a\u0085b", MailboxNameError.ControlCharacter)]
    [InlineData("a\u2028b", MailboxNameError.ControlCharacter)]
    public void Is_refused_with_the_reason(string text, MailboxNameError reason)
    {
        Assert.False(MailboxName.TryCreate(text, out _, out MailboxNameError error));
        Assert.Equal(reason, error);
    }

    [Theory]
    [InlineData(0xD800)] // half a character; an attribute cannot hold it as text
    [InlineData(0xDC00)]
    [InlineData(0xFFFE)]
    [InlineData(0xFFFF)]
    [InlineData(0xFDD0)]
    [InlineData(0xFDEF)]
    public void What_is_no_character_is_refused(int unit)
    {
        Assert.False(MailboxName.TryCreate($"a{(char)unit}b", out _, out MailboxNameError error));
        Assert.Equal(MailboxNameError.BadEncoding, error);
    }

    [Fact]
    public void Has_bounded_length_and_depth()
    {
        Assert.Equal(1000, MailboxName.Parse(new string('a', 1000)).Value.Length);
        Assert.False(MailboxName.TryCreate(new string('a', 1001), out _, out MailboxNameError error) || error != MailboxNameError.TooLong);
        Assert.False(MailboxName.TryCreate(new string('\u00e4', 501), out _, out error) || error != MailboxNameError.TooLong);
        Assert.Equal(64, MailboxName.Parse(string.Join('/', Enumerable.Repeat("a", 64))).LevelCount);
        Assert.False(MailboxName.TryCreate(string.Join('/', Enumerable.Repeat("a", 65)), out _, out error) || error != MailboxNameError.TooDeep);
    }

    [Fact]
    public void Knows_its_place_in_the_hierarchy()
    {
        var name = MailboxName.Parse("a/b/c");
        Assert.Equal("a/b", name.Parent!.Value);
        Assert.Null(MailboxName.Inbox.Parent);
        Assert.Equal("c", name.Leaf);
        Assert.True(name.IsBelow(MailboxName.Parse("a")));
        Assert.False(MailboxName.Parse("ab").IsBelow(MailboxName.Parse("a")));
        Assert.Equal("x/y/c", name.Rebase(MailboxName.Parse("a/b"), MailboxName.Parse("x/y")).Value);
    }

    [Theory]
    [InlineData("~peter/mail/\u53f0\u5317/\u65e5\u672c\u8a9e", "~peter/mail/&U,BTFw-/&ZeVnLIqe-")] // RFC 3501 §5.1.3
    [InlineData("R&D", "R&-D")]
    [InlineData("\u00e4\u00f6", "&AOQA9g-")]
    [InlineData("\ud83d\ude00", "&2D3eAA-")]
    [InlineData("&\u00e4&", "&-&AOQ-&-")]
    public void Modified_utf7_goes_both_ways(string text, string encoded)
    {
        Assert.Equal(encoded, Wire.Write((ref ImapWriter writer) => writer.WriteMailbox(MailboxName.Parse(text))));
        Assert.Equal(text, Wire.Read(encoded, static (ref ImapReader reader) => reader.ReadMailbox()).Value);
    }

    [Theory]
    [InlineData("&Jjo!", "no end")]
    [InlineData("&AGE-", "a printable character encoded")]
    [InlineData("&U,BTFw-&ZeVnLIqe-", "two shifts in a row (RFC 3501 §5.1.3 has this one)")]
    [InlineData("&AOQ", "no end")]
    [InlineData("&AOR-", "padding bits")]
    [InlineData("&AO-", "half a character")]
    [InlineData("&2D0-", "half a surrogate pair")]
    [InlineData("\"\u00c3\u00a4\"", "UTF-8 in rev1")]
    public void Other_spellings_are_refused_as_names_not_as_grammar(string encoded, string why) => Assert.Equal(
        (SyntaxErrorKind.MailboxName, why), (Wire.Refused(encoded, static (ref ImapReader reader) => reader.ReadMailbox()).Kind, why));

    [Fact]
    public void Rev2_has_utf8()
    {
        Assert.Equal("\"\u00c3\u00a4&b\"", Wire.Write((ref ImapWriter writer) => writer.WriteMailbox(MailboxName.Parse("\u00e4&b")), ImapDialect.Rev2));
        Assert.Equal("\u00e4&b", Wire.Read("\"\u00c3\u00a4&b\"", static (ref ImapReader reader) => reader.ReadMailbox(), ImapDialect.Rev2).Value);
        Assert.Equal( // as an argument that is no string at all: BAD (RFC 6855 §3)
            SyntaxErrorKind.Grammar, Wire.Refused("\"\u00c3\"", static (ref ImapReader reader) => reader.ReadMailbox(), ImapDialect.Rev2).Kind);
        Assert.Equal(
            SyntaxErrorKind.MailboxName, Wire.Refused("{1}\r\n\u00c3", static (ref ImapReader reader) => reader.ReadMailbox(), ImapDialect.Rev2).Kind);
    }

    [Fact]
    public void Where_utf8_is_offered_a_name_may_be_so_before_it_is_enabled()
    {
        ImapSyntax offered = ImapSyntax.Base.With(static grammar => grammar.Utf8Names());
        var utf8 = new ImapReader("\"\u00e4&b\""u8, offered);
        Assert.Equal("\u00e4&b", utf8.ReadMailbox().Value);
        var utf7 = new ImapReader("\"&AOQ-&-b\""u8, offered);
        Assert.Equal("\u00e4&b", utf7.ReadMailbox().Value);
    }

    [Fact]
    public void What_was_given_is_known_where_it_was_normalized()
    {
        Assert.Equal("a\u0308", MailboxName.Parse("a\u0308").Given);
        Assert.Equal(MailboxName.Parse("\u00e4"), MailboxName.Parse("a\u0308"));
        Assert.Null(MailboxName.Parse("\u00e4").Given);
        Assert.Equal("inbox/a", MailboxName.Parse("inbox/a").Given); // RFC 9051 §8 has it so
        Assert.Null(MailboxName.Parse("INBOX").Given);
        Assert.Equal("a\u0308", Wire.Read("a&Awg-", static (ref ImapReader reader) => reader.ReadMailbox()).Given);
    }

    [Fact]
    public void Any_name_survives_both_encodings()
    {
        var random = new Random(3501);
        char[] letters = ['a', 'Z', '&', '-', ' ', '"', '\\', '%', '*', '(', '\u00e4', '\u53f0', '\u0416', '~', '.', ','];
        for (int round = 0; round < 3000; round++)
        {
            string text = "x" + new string(random.GetItems(letters, random.Next(12))) + (round % 3 == 0 ? "\ud83d\ude00" : "");
            var name = MailboxName.Parse(text);
            foreach (ImapDialect dialect in Enum.GetValues<ImapDialect>())
            {
                string wire = Wire.Write((ref ImapWriter writer) => writer.WriteMailbox(name), dialect);
                Assert.Equal(name, Wire.Read(wire, static (ref ImapReader reader) => reader.ReadMailbox(), dialect));
            }
        }
    }
}
