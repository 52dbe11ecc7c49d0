using System.Formats.Asn1;
using System.Text;

namespace Postroom.Security.Tests;

/// <summary>Filters and names in them (RFC 4515, RFC 4511 §4.5.1.7).</summary>
public sealed class LdapFilterTests
{
    /// <summary>Examples of RFC 4515 §4 among them; the tags are RFC 4511's.</summary>
    [Theory]
    [InlineData("(cn=Babs Jensen)", "A3(04'cn' 04'Babs Jensen')")]
    [InlineData("(!(cn=Tim Howes))", "A2(A3(04'cn' 04'Tim Howes'))")]
    [InlineData("(&(objectClass=Person)(|(sn=Jensen)(cn=Babs J*)))", "A0(A3(04'objectClass' 04'Person') A1(A3(04'sn' 04'Jensen') A4(04'cn' 30(80'Babs J'))))")]
    [InlineData("(o=univ*of*mich*)", "A4(04'o' 30(80'univ' 81'of' 81'mich'))")]
    [InlineData("(o=*end)", "A4(04'o' 30(82'end'))")]
    [InlineData("(seeAlso=)", "A3(04'seeAlso' 04'')")]
    [InlineData("(cn:caseExactMatch:=Fred Flintstone)", "A9(81'caseExactMatch' 82'cn' 83'Fred Flintstone')")]
    [InlineData("(sn:dn:2.4.6.8.10:=Barney Rubble)", "A9(81'2.4.6.8.10' 82'sn' 83'Barney Rubble' 84'\u00FF')")]
    [InlineData("(:1.2.3:=Wilma)", "A9(81'1.2.3' 83'Wilma')")]
    [InlineData("(o=Parens R Us \\28for all your parenthetical needs\\29)", "A3(04'o' 04'Parens R Us (for all your parenthetical needs)')")]
    [InlineData("(cn=*\\2A*)", "A4(04'cn' 30(81'*'))")]
    [InlineData("(mail=*)", "87'mail'")]
    [InlineData("(n>=5)", "A5(04'n' 04'5')")]
    [InlineData("(n<=5)", "A6(04'n' 04'5')")]
    [InlineData("(n~=5)", "A8(04'n' 04'5')")]
    [InlineData("(x=100%%)", "A3(04'x' 04'100%')")]
    [InlineData("(|(uid=%u)(&(uid=%n)(dc=%d)))", "A1(A3(04'uid' 04'ali@example.org') A0(A3(04'uid' 04'ali') A3(04'dc' 04'example.org')))")]
    [InlineData("(mail=%n*@%d)", "A4(04'mail' 30(80'ali' 82'@example.org'))")]
    public void A_filter_is_written_as_the_rfc_has_it(string text, string expected) => Assert.Equal(expected, Written(text, "ali@example.org"));

    /// <summary>A name goes into a value that has been read already: whatever it holds, it is one value.</summary>
    [Theory]
    [InlineData("*")]
    [InlineData("*)(uid=*")]
    [InlineData("ali)(|(uid=*")]
    [InlineData("\\2a")]
    [InlineData("%u")]
    public void A_name_is_never_a_filter(string name) => Assert.Equal($"A3(04'uid' 04'{name}')", Written("(uid=%u)", name));

    [Theory]
    [InlineData("ali", "ali", "")]
    [InlineData("a@b@c", "a@b", "c")]
    [InlineData("@c", "", "c")]
    public void A_name_is_parted_at_its_last_at(string name, string before, string behind) =>
        Assert.Equal($"A0(A3(04'n' 04'{before}') A3(04'd' 04'{behind}'))", Written("(&(n=%n)(d=%d))", name));

    [Theory]
    [InlineData("")]
    [InlineData("uid=%u")]
    [InlineData("(uid=%u")]
    [InlineData("(uid=%u))")]
    [InlineData("(uid=%x)")]
    [InlineData("(uid=100%)")]
    [InlineData("(=x)")]
    [InlineData("(uid)")]
    [InlineData("(&)")]
    [InlineData("(!(a=1)(b=2))")]
    [InlineData("(a=x**y)")]
    [InlineData("(a>=x*)")]
    [InlineData("(a=\\2)")]
    [InlineData("(a=(b))")]
    [InlineData("(:=x)")]
    [InlineData("(a:dn:dn:x:y:=z)")]
    public void What_is_no_filter_is_refused(string text)
    {
        Assert.False(LdapFilter.IsFilter(text));
        Assert.Throws<FormatException>(() => LdapFilter.Parse(text));
    }

    [Fact]
    public void Nesting_is_bounded()
    {
        Assert.True(LdapFilter.IsFilter(Nested(31)));
        Assert.False(LdapFilter.IsFilter(Nested(32)));

        static string Nested(int depth) => string.Concat(Enumerable.Repeat("(!", depth)) + "(a=1)" + new string(')', depth);
    }

    private static string Written(string text, string name)
    {
        var writer = new AsnWriter(AsnEncodingRules.BER);
        LdapFilter.Parse(text).Write(writer, name);
        return Show(new AsnReader(writer.Encode(), AsnEncodingRules.BER));
    }

    // Tags in hexadecimal, what is constructed in parentheses, octets between quotes.
    private static string Show(AsnReader reader)
    {
        List<string> shown = [];
        while (reader.HasData)
        {
            ReadOnlySpan<byte> octets = reader.PeekEncodedValue().Span;
            string tag = octets[0].ToString("X2", System.Globalization.CultureInfo.InvariantCulture);
            if ((octets[0] & 0x20) != 0)
                shown.Add($"{tag}({Show(reader.ReadSequence(reader.PeekTag()))})");
            else
                shown.Add($"{tag}'{(octets[0] == 0x84 ? Encoding.Latin1 : Encoding.UTF8).GetString(reader.ReadEncodedValue().Span[2..])}'");
        }

        return string.Join(' ', shown);
    }
}
