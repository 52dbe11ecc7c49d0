using System.Collections.Frozen;
using System.Text;
using System.Text.Unicode;

namespace Postroom.Mime;

/// <summary>Charset names of mail in the wild to decoders. Every name decodes to something.</summary>
public static class MailCharset
{
    // Superset for subset, as browsers do (WHATWG Encoding): senders label windows-1252 as iso-8859-1 and GBK as gb2312.
    private static readonly FrozenDictionary<string, string> Aliases = new Dictionary<string, string>
    {
        ["utf8"] = "utf-8", ["unicode-1-1-utf-8"] = "utf-8", ["utf-8-mac"] = "utf-8", ["cp65001"] = "utf-8",
        ["iso-8859-1"] = "windows-1252", ["iso8859-1"] = "windows-1252", ["iso_8859-1"] = "windows-1252", ["latin1"] = "windows-1252",
        ["latin-1"] = "windows-1252", ["l1"] = "windows-1252", ["cp819"] = "windows-1252", ["cp1252"] = "windows-1252", ["x-cp1252"] = "windows-1252",
        ["ansi"] = "windows-1252", ["iso-8859-9"] = "windows-1254", ["iso8859-9"] = "windows-1254", ["latin5"] = "windows-1254",
        ["iso-8859-11"] = "windows-874", ["tis-620"] = "windows-874", ["cp874"] = "windows-874",
        ["iso-8859-8-i"] = "iso-8859-8", ["iso-8859-8-e"] = "iso-8859-8", ["iso-8859-6-i"] = "iso-8859-6", ["iso-8859-6-e"] = "iso-8859-6",
        ["latin2"] = "iso-8859-2", ["latin9"] = "iso-8859-15", ["latin-9"] = "iso-8859-15",
        ["latin6"] = "iso-8859-10", ["latin8"] = "iso-8859-14", ["latin10"] = "iso-8859-16",
        ["cp1250"] = "windows-1250", ["cp1251"] = "windows-1251", ["win-1251"] = "windows-1251", ["win1251"] = "windows-1251",
        ["cp1253"] = "windows-1253", ["cp1254"] = "windows-1254", ["cp1255"] = "windows-1255", ["cp1256"] = "windows-1256",
        ["cp1257"] = "windows-1257", ["cp1258"] = "windows-1258", ["cp866"] = "ibm866", ["cp850"] = "ibm850", ["cp437"] = "ibm437",
        ["koi8"] = "koi8-r", ["koi8r"] = "koi8-r", ["koi8u"] = "koi8-u", ["koi8-ru"] = "koi8-u",
        ["gb2312"] = "gb18030", ["gb_2312-80"] = "gb18030", ["gbk"] = "gb18030", ["x-gbk"] = "gb18030", ["cp936"] = "gb18030", ["euc-cn"] = "gb18030",
        ["big5-hkscs"] = "big5", ["big5hkscs"] = "big5", ["cn-big5"] = "big5", ["cp950"] = "big5", ["x-x-big5"] = "big5",
        ["ks_c_5601-1987"] = "ks_c_5601-1987", ["euc-kr"] = "ks_c_5601-1987", ["ks_c_5601"] = "ks_c_5601-1987", ["cp949"] = "ks_c_5601-1987",
        ["uhc"] = "ks_c_5601-1987", ["x-windows-949"] = "ks_c_5601-1987",
        ["shift-jis"] = "shift_jis", ["sjis"] = "shift_jis", ["x-sjis"] = "shift_jis", ["cp932"] = "shift_jis", ["windows-31j"] = "shift_jis",
        ["ms_kanji"] = "shift_jis", ["eucjp"] = "euc-jp", ["x-euc-jp"] = "euc-jp",
        ["iso-2022-jp-1"] = "iso-2022-jp", ["iso-2022-jp-2"] = "iso-2022-jp", ["iso-2022-jp-ms"] = "iso-2022-jp", ["cp50220"] = "iso-2022-jp",
        ["x-mac-roman"] = "macintosh", ["mac"] = "macintosh", ["utf7"] = "utf-7", ["unicode-1-1-utf-7"] = "utf-7", ["unicode-2-0-utf-7"] = "utf-7",
        ["utf16"] = "utf-16be", ["utf-16"] = "utf-16be", ["ucs-2"] = "utf-16be", ["utf-32"] = "utf-32be",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> Ascii = new[]
    {
        "", "us-ascii", "ascii", "ansi_x3.4-1968", "ansi_x3.4-1986", "iso_646.irv:1991", "iso646-us", "us", "cp367", "646",
        "unknown-8bit", "x-unknown", "unknown", "default", "default_charset", "none", "binary", "8bit", "iso-8859-8bit",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the name is one we have a decoder for (RFC 9051 §6.4.4: SEARCH CHARSET answers NO [BADCHARSET] otherwise).</summary>
    public static bool IsKnown(string name) => name.Length > 0 && (Ascii.Contains(name) || TryFind(name, out _));

    /// <summary>Finds the decoder for a charset name, without case. False: unknown, or ASCII, for which octets over 127 have to be guessed.</summary>
    public static bool TryFind(string? name, out Encoding encoding)
    {
        encoding = Encoding.UTF8;
        name = name?.Trim().Trim('"', '\'');
        if (string.IsNullOrEmpty(name) || name.Length > 40 || Ascii.Contains(name))
            return false;
        name = Aliases.GetValueOrDefault(name, name);
        if (name.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            return true;
        if (name.Equals("utf-7", StringComparison.OrdinalIgnoreCase))
        {
            encoding = Utf7Encoding.Instance;
            return true;
        }
        if (SingleByteEncoding.TryFind(name, out SingleByteEncoding? table))
        {
            encoding = table;
            return true;
        }
        Encoding? found = CodePagesEncodingProvider.Instance.GetEncoding(name) ?? FindInFramework(name);
        encoding = found ?? encoding;
        return found is not null;
    }

    /// <summary>A decoder for a body that comes in pieces; for an unknown charset one that guesses.</summary>
    public static CharsetDecoder CreateDecoder(string? name) => new(TryFind(name, out Encoding encoding) ? encoding : null);

    /// <summary>Decodes octets that are all there; what the charset does not have becomes U+FFFD.</summary>
    public static string Decode(string? charset, ReadOnlySpan<byte> octets) =>
        TryFind(charset, out Encoding encoding) ? encoding.GetString(octets) : Guess(octets);

    /// <summary>Decodes octets without a charset: UTF-8 if they are valid as that, else windows-1252.</summary>
    public static string Guess(ReadOnlySpan<byte> octets) =>
        Utf8.IsValid(octets) ? Encoding.UTF8.GetString(octets) : Windows1252.GetString(octets);

    // When it is asked for: its library may not be there to be loaded (no file handle is free), and mail in UTF-8 does without.
    internal static Encoding Windows1252 => field ??= CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    // The framework's own few. Its UTF-7 is left out: it is switched off there, and we have ours.
    private static Encoding? FindInFramework(string name) => name.ToLowerInvariant() switch
    {
        "utf-16be" or "unicodefffe" => Encoding.BigEndianUnicode,
        "utf-16le" or "unicode" => Encoding.Unicode,
        "utf-32be" => BigEndianUtf32,
        "utf-32le" => Encoding.UTF32,
        _ => null,
    };

    private static readonly UTF32Encoding BigEndianUtf32 = new(bigEndian: true, byteOrderMark: true);
}
