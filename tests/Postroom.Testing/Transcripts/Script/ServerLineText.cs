using System.Text;
using System.Text.RegularExpressions;

namespace Postroom.Testing.Transcripts;

/// <summary>A line that is expected, in the form in which it would come over the wire: literals in place.</summary>
internal static class ServerLineText
{
    /// <param name="own">The lines of one connection.</param>
    /// <param name="at">The line; afterwards the last one that belongs to it.</param>
    public static string ToWire(List<ScriptLine> own, ref int at)
    {
        ScriptLine line = own[at];
        int next = at + 1;
        var wire = new StringBuilder();
        string text = Braces.Unfold(WireText.FromScript(line.Text));
        while (true)
        {
            Match literal = Braces.FindLiteral(text);
            if (literal.Success)
            {
                bool inPlace = literal.Groups["text"].Success;
                string octets = inPlace ? Braces.Unescape(literal.Groups["text"].Value) : Block(own, ref next, line);
                Append(wire, text[..literal.Index], literal, octets);
                text = text[(literal.Index + literal.Length)..];
                continue;
            }

            Match counted = Braces.FindCounted(text);
            if (!counted.Success || next >= own.Count)
                break;
            string before = text[..counted.Index];
            if (own[next].IsData)
            {
                string octets = Block(own, ref next, line);
                CountedLiteral.CheckLength(line, counted, octets);
                Append(wire, before, counted, octets);
                text = "";
                continue;
            }

            int from = next;
            (string counts, text) = CountedLiteral.Read(line, counted, () => from < own.Count && !own[from].IsData ? own[from++] : null);
            next = from;
            Append(wire, before, counted, counts);
        }

        at = next - 1;
        return wire.Append(text).ToString();
    }

    private static void Append(StringBuilder wire, string before, Match literal, string octets) =>
        wire.Append(before).Append(literal.Groups["binary"].Value).Append('{').Append(octets.Length).Append("}\r\n").Append(octets);

    private static string Block(List<ScriptLine> own, ref int next, ScriptLine line)
    {
        int first = next;
        while (next < own.Count && own[next].IsData)
            next++;
        if (next == first)
            throw new TranscriptScriptException(line.Number, "{} has no octets: lines that begin with S| stand below it");
        return CountedLiteral.Block(own[first..next]);
    }
}
