using System.Globalization;
using System.Text.RegularExpressions;

namespace Postroom.Testing.Transcripts;

internal enum LineKind
{
    Given,
    Client,
    Server,
    GivenData,
    ClientData,
    ServerData,
    Tls,
    Clock,
}

/// <summary>One line of a script, recognised by its first word, wrapped lines joined.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Mark">Of <c>C1+:</c>, <c>S1!:</c>, <c>S1?:</c>, <c>S1~:</c>; else a space.</param>
/// <param name="Connection">1 where none is written.</param>
internal sealed partial record ScriptLine(int Number, LineKind Kind, int Connection, char Mark, string Text)
{
    /// <summary>Octets of a literal or of a given message, not something said.</summary>
    public bool IsData => Kind is LineKind.GivenData or LineKind.ClientData or LineKind.ServerData;

    public static List<ScriptLine> Read(string script)
    {
        var lines = new List<ScriptLine>();
        string[] texts = script.Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n');
        for (int i = 0; i < texts.Length; i++)
        {
            string text = texts[i];
            if (text.Trim().Length == 0 || text[0] == '#')
                continue;
            if (text[0] == ' ')
            {
                // "the wrapping is for editorial clarity and is not part of the command" (RFC 2342 §2)
                if (lines.Count == 0 || lines[^1].IsData)
                    throw new TranscriptScriptException(i + 1, "a line that begins with a space goes on from a line above, and there is none");
                lines[^1] = lines[^1] with { Text = lines[^1].Text + " " + text.Trim() };
                continue;
            }

            lines.Add(Recognise(text, i + 1));
        }

        return lines;
    }

    private static ScriptLine Recognise(string text, int number)
    {
        Match said = Said().Match(text);
        if (said.Success)
        {
            int connection = said.Groups["n"].Length == 0 ? 1 : int.Parse(said.Groups["n"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
            char mark = said.Groups["mark"].Length == 0 ? ' ' : said.Groups["mark"].Value[0];
            bool client = said.Groups["who"].Value == "C";
            string rest = said.Groups["text"].Value;
            if (said.Groups["sep"].Value == "|")
                return new ScriptLine(number, client ? LineKind.ClientData : LineKind.ServerData, connection, mark, rest);
            if (client ? mark is not (' ' or '+') : mark is '+')
                throw new TranscriptScriptException(number, "C+: sends without waiting, S!: must not come, S?: may come, S~: comes in any order; nothing else takes a mark");
            return new ScriptLine(number, client ? LineKind.Client : LineKind.Server, connection, mark, rest);
        }

        if (text.StartsWith("GIVEN ", StringComparison.Ordinal))
            return new ScriptLine(number, LineKind.Given, 0, ' ', text["GIVEN ".Length..].Trim());
        if (text[0] == '|')
            return new ScriptLine(number, LineKind.GivenData, 0, ' ', text.Length > 1 && text[1] == ' ' ? text[2..] : text[1..]);
        if (text.StartsWith("<TLS", StringComparison.Ordinal))
            return new ScriptLine(number, LineKind.Tls, 0, ' ', text);
        if (text.StartsWith("WHEN ", StringComparison.Ordinal))
            return new ScriptLine(number, LineKind.Clock, 0, ' ', text["WHEN ".Length..].Trim());
        throw new TranscriptScriptException(number, $"'{text}' begins with none of C: S: GIVEN WHEN | <TLS #");
    }

    [GeneratedRegex(@"^(?<who>[CS])(?<n>[0-9]{0,3})(?<mark>[+!~?]?)(?<sep>[:|])(?: (?<text>.*))?$", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Said();
}
