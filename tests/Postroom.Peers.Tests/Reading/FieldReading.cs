using System.Text;
using System.Text.RegularExpressions;

namespace Postroom.Peers.Tests.Reading;

/// <summary>A header field.</summary>
/// <param name="Name">In lower case.</param>
/// <param name="Written">All behind the colon, each character one octet, line ends as LF.</param>
internal sealed partial record FieldReading(string Name, string Written)
{
    /// <summary>RFC 5322 §2.2.3: "Unfolding is accomplished by simply removing any CRLF that is immediately followed by WSP."</summary>
    public string Unfolded => Written.Replace("\n", "", StringComparison.Ordinal);

    /// <summary>The same for somebody who makes one space of a fold and of the white space around it.</summary>
    public string UnfoldedToOneSpace => Fold().Replace(Written, " ");

    /// <summary>A value's text: encoded words decoded; octets above 127 are UTF-8, and where they are not, Latin-1.</summary>
    public static string Decode(string value)
    {
        // RFC 2047 §6.2: white space between two encoded words is not shown.
        string joined = Between().Replace(value, "$1");
        var text = new StringBuilder();
        int at = 0;
        foreach (Match word in EncodedWord().Matches(joined))
        {
            text.Append(Eight(joined[at..word.Index])).Append(Decode(word));
            at = word.Index + word.Length;
        }
        return text.Append(Eight(joined[at..])).ToString();
    }

    /// <summary>Octets without a charset.</summary>
    public static string Eight(string octets)
    {
        try
        {
            return Charsets.StrictUtf8.GetString(Encoding.Latin1.GetBytes(octets));
        }
        catch (DecoderFallbackException)
        {
            return octets;
        }
    }

    [GeneratedRegex("""[ \t]*\n[ \t]*""")]
    private static partial Regex Fold();

    [GeneratedRegex("""(=\?[^?\s]+\?[bqBQ]\?[^?\s]*\?=)\s+(?==\?[^?\s]+\?[bqBQ]\?[^?\s]*\?=)""")]
    private static partial Regex Between();

    [GeneratedRegex("""=\?(?<charset>[^?*\s]+)(\*[^?\s]*)?\?(?<encoding>[bqBQ])\?(?<text>[^?\s]*)\?=""")]
    private static partial Regex EncodedWord();

    private static string Decode(Match word)
    {
        string text = word.Groups["text"].Value;
        string octets = word.Groups["encoding"].Value is "b" or "B"
            ? PartReading.FromBase64(text)
            : PartReading.FromQuotedPrintable(text.Replace('_', ' '));
        return Charsets.Decode(word.Groups["charset"].Value, octets);
    }
}
