using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Postroom.Testing.Transcripts;

/// <summary>What braces stand for in a line, besides names: literals, repeated text, octets by number.</summary>
internal static partial class Braces
{
    /// <summary>Puts in octets by number <c>{\x00}</c> and repeated text <c>{9000*x}</c>.</summary>
    public static string Unfold(string text) =>
        Repeat().Replace(Octets().Replace(text, m => Unescape(m.Groups[1].Value)),
            m => new StringBuilder().Insert(0, m.Groups["what"].Value, int.Parse(m.Groups["n"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture)).ToString());

    /// <summary>A literal written in place, <c>{"..."}</c>, or below the line, <c>{}</c>.</summary>
    public static Match FindLiteral(string text) => Literal().Match(text);

    /// <summary>A literal with its number, as the RFCs write it: only at the end of a line.</summary>
    public static Match FindCounted(string text) => Counted().Match(text);

    /// <summary>\r \n \t \0 \\ \" \xHH; anything else stands for itself.</summary>
    public static string Unescape(string text) => Escape().Replace(text, m => m.Value[1] switch
    {
        'r' => "\r",
        'n' => "\n",
        't' => "\t",
        '0' => "\0",
        'x' => ((char)int.Parse(m.Groups[1].ValueSpan, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)).ToString(),
        _ => m.Value[1..],
    });

    [GeneratedRegex(@"(?<binary>~?)\{(?<plus>\+?)(?:""(?<text>(?:[^""\\]|\\.)*)"")?\}", RegexOptions.CultureInvariant)]
    private static partial Regex Literal();

    [GeneratedRegex(@"(?<binary>~?)\{(?<n>[0-9]+)(?<plus>\+?)\}$", RegexOptions.CultureInvariant)]
    private static partial Regex Counted();

    [GeneratedRegex(@"\{(?<n>[0-9]{1,8})\*(?<what>[^{}]+)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Repeat();

    [GeneratedRegex(@"\{((?:\\(?:x[0-9A-Fa-f]{2}|[rnt0]))+)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Octets();

    [GeneratedRegex(@"\\(?:x([0-9A-Fa-f]{2})|.)", RegexOptions.CultureInvariant)]
    private static partial Regex Escape();
}
