using FsCheck;
using FsCheck.Fluent;

namespace Postroom.Security.Tests;

public sealed class SaslPrepTests
{
    /// <summary>RFC 4013 §3, the whole table, and one of each rule.</summary>
    [Theory]
    [InlineData("I\u00ADX", "IX")]
    [InlineData("user", "user")]
    [InlineData("USER", "USER")]
    [InlineData("\u00AA", "a")]
    [InlineData("\u2168", "IX")]
    [InlineData("a\u00A0b\u3000c", "a b c")] // C.1.2
    [InlineData("\u0627\u0628", "\u0627\u0628")]
    [InlineData("\u06271\u0628", "\u06271\u0628")] // digits have no direction
    [InlineData("", "")]
    [InlineData("\u00AD", "")]
    [InlineData("пароль", "пароль")]
    public void A_text_is_prepared(string text, string expected)
    {
        Assert.True(SaslPrep.TryPrepare(text, isStored: true, out string? prepared));
        Assert.Equal(expected, prepared);
    }

    [Theory]
    [InlineData("\u0007")]
    [InlineData("\u06271")]
    [InlineData("a\0b")]
    [InlineData("\u007F")]
    [InlineData("é\u0085")] // C.2.2
    [InlineData("\uE000")] // C.3
    [InlineData("\uFDD0")] // C.4
    [InlineData("a\uD800")] // C.5
    [InlineData("\uFFFD")] // C.6
    [InlineData("\u2FF0")] // C.7
    [InlineData("\u200E")] // C.8
    [InlineData("\U000E0001")] // C.9
    [InlineData("\u0627a\u0628")] // both directions
    public void What_is_prohibited_is_refused(string text) => Assert.False(SaslPrep.TryPrepare(text, isStored: false, out _));

    [Fact]
    public void What_unicode_3_2_did_not_know_is_compared_but_not_stored()
    {
        Assert.True(SaslPrep.TryPrepare("\U0001F600", isStored: false, out _));
        Assert.False(SaslPrep.TryPrepare("\U0001F600", isStored: true, out _));
    }

    [Fact]
    public void Preparing_twice_changes_nothing() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(2000),
        Prop.ForAll((string? text) => text is null || !SaslPrep.TryPrepare(text, isStored: false, out string? once) ||
            (SaslPrep.TryPrepare(once, isStored: false, out string? twice) && once == twice)));

    [Theory]
    [InlineData("Ali@Example.ORG", "ali@example.org")]
    [InlineData("ÅSA", "åsa")]
    [InlineData("A\u030Asa", "\u00E5sa")] // decomposed, as macOS has it
    [InlineData("H\u0331", "\u1E96")] // composed in lower case only
    [InlineData("h\u0331", "\u1E96")]
    public void A_login_name_has_no_case(string text, string expected)
    {
        Assert.True(LoginName.TryPrepare(text, isNew: true, out string? name));
        Assert.Equal(expected, name);
    }

    /// <summary>A name as it is kept is found by itself, as it is shown.</summary>
    [Fact]
    public void Preparing_a_login_name_twice_changes_nothing()
    {
        foreach (int letter in Enumerable.Range(' ', 0x600).Concat(Enumerable.Range(0x1E00, 0x400)))
        {
            foreach (string mark in (string[])["", "\u0308", "\u030A", "\u030C", "\u0313", "\u0331"])
            {
                if (LoginName.TryPrepare((char)letter + mark, isNew: false, out string? once))
                {
                    Assert.True(LoginName.TryPrepare(once, isNew: false, out string? twice));
                    Assert.Equal(once, twice);
                }
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("\u00AD")]
    [InlineData("a\nb")]
    public void Some_names_cannot_be(string text) => Assert.False(LoginName.TryPrepare(text, isNew: true, out _));

    [Fact]
    public void A_login_name_has_at_most_255_characters()
    {
        Assert.True(LoginName.TryPrepare(new string('a', 255), isNew: true, out _));
        Assert.False(LoginName.TryPrepare(new string('a', 256), isNew: true, out _));
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("a\tb", "control")]
    public void A_new_password_that_cannot_be_is_explained(string password, string because)
    {
        Assert.False(Password.TryPrepareNew(password, out _, out string? error));
        Assert.Contains(because, error, StringComparison.Ordinal);
        Assert.False(Password.TryPrepareNew(new string('x', 1025), out _, out _));
    }
}
