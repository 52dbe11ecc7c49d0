using System.Buffers;

namespace Postroom.Imap;

/// <summary>The character classes of RFC 9051 §9, built once and searched with vectors.</summary>
internal static class ImapChars
{
    // ATOM-CHAR = <any CHAR except atom-specials>; atom-specials = "(" / ")" / "{" / SP / CTL / "%" / "*" / DQUOTE / "\" / "]"
    public static readonly SearchValues<byte> Atom = Except("(){ %*\"\\]"u8);

    // ASTRING-CHAR = ATOM-CHAR / resp-specials
    public static readonly SearchValues<byte> AString = Except("(){ %*\"\\"u8);

    // list-char = ATOM-CHAR / list-wildcards / resp-specials
    public static readonly SearchValues<byte> ListMailbox = Except("(){ \"\\"u8);

    // tag = 1*<any ASTRING-CHAR except "+">
    public static readonly SearchValues<byte> Tag = Except("(){ %*\"\\+"u8);

    // The name of a fetch-att ends where its section begins: ATOM-CHAR without "[".
    public static readonly SearchValues<byte> ItemName = Except("(){ %*\"\\]["u8);

    // base64-char, "=" of base64-terminal included; where "=" may stand is checked by ImapReader.ReadBase64.
    public static readonly SearchValues<byte> Base64 =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="u8);

    // What ends a run of plain octets in a quoted string, or may not be in one.
    public static readonly SearchValues<byte> QuotedStop = SearchValues.Create("\"\\\r\n\0"u8);

    // What a quoted string cannot hold at all: then it is a literal. 8-bit octets are looked at apart.
    public static readonly SearchValues<byte> NeverQuoted = SearchValues.Create("\r\n\0"u8);

    // What stands in a quoted string as it is, in every dialect: ASCII without those.
    public static readonly SearchValues<byte> QuotedAsIs =
        SearchValues.Create([.. Enumerable.Range(1, 0x7F).Select(static octet => (byte)octet).Where(static octet => !"\r\n\"\\"u8.Contains(octet))]);

    public static readonly SearchValues<byte> QuotedSpecials = SearchValues.Create("\"\\"u8);

    private static SearchValues<byte> Except(ReadOnlySpan<byte> specials)
    {
        var allowed = new List<byte>(128);
        for (byte octet = 0x21; octet < 0x7F; octet++)
        {
            if (!specials.Contains(octet))
            {
                allowed.Add(octet);
            }
        }

        return SearchValues.Create(allowed.ToArray());
    }
}
