using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Postroom.Testing.Transcripts;

/// <summary>A literal as the RFCs write it: the number, then the octets as lines of the same speaker, and what is left of the last one goes on with the line.</summary>
internal static class CountedLiteral
{
    /// <param name="next">The next line of the same speaker; null when there is none.</param>
    /// <returns>The octets, and the rest of the line in which they end.</returns>
    public static (string Octets, string Remainder) Read(ScriptLine announced, Match literal, Func<ScriptLine?> next)
    {
        if (!int.TryParse(literal.Groups["n"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int length))
            throw new TranscriptScriptException(announced.Number, "a literal as long as that cannot be written out");
        var octets = new StringBuilder();
        while (true)
        {
            if (octets.Length == length)
                return (octets.ToString(), next() is { } last ? WireText.FromScript(last.Text) : "");
            ScriptLine line = next()
                ?? throw new TranscriptScriptException(announced.Number, $"the literal has {octets.Length} octets below and says {length}");
            string text = WireText.FromScript(line.Text);
            int missing = length - octets.Length;
            if (text.Length >= missing)
                return (octets.Append(text, 0, missing).ToString(), text[missing..]);
            octets.Append(text).Append("\r\n");
            if (octets.Length > length)
                throw new TranscriptScriptException(line.Number, $"the literal of {length} octets ends between CR and LF of this line: it has {octets.Length}");
        }
    }

    /// <summary>The octets of a block of <c>C|</c>, <c>S|</c> or <c>|</c> lines: each line with its CRLF.</summary>
    public static string Block(IEnumerable<ScriptLine> lines) =>
        string.Concat(lines.Select(l => WireText.FromScript(l.Text) + "\r\n"));

    public static void CheckLength(ScriptLine announced, Match literal, string octets)
    {
        if (literal.Groups["n"].Value != octets.Length.ToString(CultureInfo.InvariantCulture))
            throw new TranscriptScriptException(announced.Number, $"the literal has {octets.Length} octets below and says {literal.Groups["n"].Value}");
    }
}
