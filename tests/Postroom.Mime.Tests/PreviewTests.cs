using System.Text;

namespace Postroom.Mime.Tests;

/// <summary>Previews (RFC 8970 §3.3) of what stands in mail.</summary>
public sealed class PreviewTests
{
    private static ReadOnlySpan<byte> Specials => "<>&;!-/\"'= \r\n"u8;

    [Theory]
    [InlineData("Hello Joe,\r\n\r\n  do you   think\twe can meet?\r\n", "Hello Joe, do you think we can meet?")]
    [InlineData("> On Monday you wrote:\r\n>> more\r\nYes.\r\n > And no.\r\n", "Yes.")]
    [InlineData("> only\r\n>> what was quoted\r\n", "only what was quoted")]
    [InlineData("a > b\r\n", "a > b")]
    [InlineData("", "")]
    [InlineData(" \r\n\t\r\n", "")]
    [InlineData("\u0000one\u0007two\u0085three\u00A0four", "one two three four")]
    [InlineData("-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMA", "")]
    [InlineData("-----BEGIN PGP SIGNED MESSAGE-----\r\n", "-----BEGIN PGP SIGNED MESSAGE-----")]
    public void Plain_text(string text, string wanted) => Assert.Equal(wanted, Of(text, isHtml: false));

    [Theory]
    [InlineData("<html><head><title>News</title><style>p { color: red }</style></head><body><p>Dear <b>re</b>ader,</p><p>hello</p></body></html>", "Dear reader, hello")]
    [InlineData("one<br>two<br/>three<td>four", "one two three four")]
    [InlineData("a &lt;b&gt; &amp; &#228;&#xE4;&auml; &quot;c&quot; &nosuch; &amp d & e", "a <b> & äää \"c\" &nosuch; & d & e")]
    [InlineData("<!-- hidden --><!--[if mso]><p>Outlook</p><![endif]--><![if !mso]>all<![endif]> others", "all others")]
    [InlineData("<!-->a<!-- - -- -->b", "ab")]
    [InlineData("<script>if (a<b && c>d) { document.write('</p>'); }</script>text", "text")]
    [InlineData("<style><!-- p > b { } --></style>text", "text")]
    [InlineData("<p title=\"a > b\" class='x'>in</p>", "in")]
    [InlineData("5 < 6 <3 <<b>bold</b>", "5 < 6 <3 <bold")]
    [InlineData("<blockquote>quoted <blockquote>twice</blockquote></blockquote>mine", "mine")]
    [InlineData("<blockquote>quoted <blockquote>twice</blockquote></blockquote>", "quoted twice")]
    [InlineData("<img src=\"cid:1\">", "")]
    [InlineData("Sale!&zwnj;&nbsp;&zwnj;&nbsp;&#847; &#8199;&shy;<p>Today", "Sale! Today")]
    [InlineData("cut in a tag <a href=\"http://example", "cut in a tag")]
    [InlineData("cut in a reference &am", "cut in a reference")]
    public void Html(string text, string wanted) => Assert.Equal(wanted, Of(text, isHtml: true));

    [Theory]
    [InlineData("\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645", "\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645")] // a joiner within a Persian word stays
    [InlineData("\U0001F469\u200D\U0001F680 up", "\U0001F469\u200D\U0001F680 up")]
    [InlineData("\u200D\u202Ereversed\u202C\uFEFF", "reversed")]
    public void What_is_seen_and_what_is_not(string text, string wanted) => Assert.Equal(wanted, Of(text, isHtml: false));

    [Fact]
    public void Two_hundred_characters_at_most_and_none_cut_in_two()
    {
        Assert.Equal(new string('x', 200), Of(new string('x', 1000), isHtml: false));
        Assert.Equal(string.Concat(Enumerable.Repeat("\U0001F600", 200)), Of(string.Concat(Enumerable.Repeat("\U0001F600", 300)), isHtml: true));
        Assert.Equal(new string('x', 199), Of(new string('x', 199) + " y", isHtml: false)); // no space at the end
        Assert.Equal(new string('x', 198) + " y", Of(new string('x', 198) + " yz", isHtml: false));
    }

    [Fact]
    public void Encodings_and_charsets_are_undone_wherever_pieces_end()
    {
        string text = string.Concat(Enumerable.Repeat("<p></p>", 4000)) + "Grüße, <i>Jürgen</i>";
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        Assert.Equal("Grüße, Jürgen", TextPreview.Of(utf8, TransferEncoding.EightBit, null, isHtml: true));
        Assert.Equal("Grüße, Jürgen", TextPreview.Of(Encoding.Latin1.GetBytes(text), TransferEncoding.EightBit, "iso-8859-1", isHtml: true));
        byte[] base64 = Encoding.ASCII.GetBytes(Convert.ToBase64String(utf8, Base64FormattingOptions.InsertLineBreaks));
        Assert.Equal("Grüße, Jürgen", TextPreview.Of(base64, TransferEncoding.Base64, "utf-8", isHtml: true));
        Assert.Equal("Grüße", TextPreview.Of("Gr=FC=\r\n=DFe"u8, TransferEncoding.QuotedPrintable, "windows-1252", isHtml: false));
        Assert.Equal("日本", TextPreview.Of("\x1B$BF|K\\\x1B(B"u8, TransferEncoding.SevenBit, "iso-2022-jp", isHtml: false));
        Assert.Equal("Gr", TextPreview.Of([(byte)'G', (byte)'r', 0xC3], TransferEncoding.EightBit, "utf-8", isHtml: false)); // cut in a character
    }

    [Fact]
    public void Any_octets_give_some_text_of_two_hundred_characters_at_most()
    {
        var random = new Random(8970);
        byte[] octets = new byte[3000];
        for (int i = 0; i < 300; i++)
        {
            random.NextBytes(octets);
            Decorate(octets, random);
            foreach (TransferEncoding encoding in Enum.GetValues<TransferEncoding>())
            {
                string preview = TextPreview.Of(octets, encoding, i % 2 == 0 ? null : "utf-8", isHtml: i % 3 > 0);
                Assert.InRange(preview.EnumerateRunes().Count(), 0, TextPreview.MaxCharacters);
                Assert.DoesNotContain(preview, char.IsControl);
                Assert.Equal(preview, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(preview))); // no half characters
            }
        }
    }

    private static void Decorate(byte[] octets, Random random)
    {
        for (int i = 0; i < 200; i++)
            octets[random.Next(octets.Length)] = Specials[random.Next(Specials.Length)];
    }

    private static string Of(string text, bool isHtml) => TextPreview.Of(Encoding.UTF8.GetBytes(text), TransferEncoding.EightBit, "utf-8", isHtml);
}
