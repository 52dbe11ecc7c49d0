using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Postroom.Testing.Transcripts;

/// <summary>One value of an expectation with names in it: <c>{n}</c>, <c>{n+1}</c>, <c>{first}:{last}</c>, <c>{_}</c> for anything.</summary>
internal static partial class CapturePattern
{
    /// <summary>Matches and is never remembered.</summary>
    private const string Anything = "_";

    public static bool HasCapture(string text) => text.Contains('{', StringComparison.Ordinal) && Capture().IsMatch(text);

    /// <summary>Is the whole value one name, so that it may also stand for a list?</summary>
    public static bool IsOneCapture(string text) => Capture().Match(text) is { Success: true, Index: 0 } match && match.Length == text.Length;

    /// <summary>Does the value fit? Names that are new are bound on the way.</summary>
    public static bool Matches(string pattern, string value, bool ignoreCase, Bindings bindings)
    {
        var regex = new StringBuilder("^");
        var unbound = new List<(string Name, long Offset)>();
        int at = 0;
        foreach (Match capture in Capture().Matches(pattern))
        {
            regex.Append(Regex.Escape(pattern[at..capture.Index]));
            at = capture.Index + capture.Length;
            string name = capture.Groups["name"].Value;
            long offset = Offset(capture);
            if (name == Anything)
            {
                regex.Append(".*?");
            }
            else if (bindings.TryGet(name, out string known))
            {
                if (!TryAdd(known, offset, out string sum))
                    return false;
                regex.Append(Regex.Escape(sum));
            }
            else
            {
                regex.Append(offset == 0 ? "(.+?)" : "([0-9]+)");
                unbound.Add((name, offset));
            }
        }

        regex.Append(Regex.Escape(pattern[at..])).Append('$');
        RegexOptions options = RegexOptions.Singleline | RegexOptions.CultureInvariant | (ignoreCase ? RegexOptions.IgnoreCase : RegexOptions.None);
        Match match = Regex.Match(value, regex.ToString(), options);
        if (!match.Success)
            return false;
        for (int i = 0; i < unbound.Count; i++)
        {
            (string name, long offset) = unbound[i];
            if (!TryAdd(match.Groups[i + 1].Value, -offset, out string bound))
                return false;
            if (bindings.TryGet(name, out string already))
            {
                if (already != bound)
                    return false;
            }
            else
            {
                bindings.Bind(name, bound);
            }
        }

        return true;
    }

    /// <summary>Puts the values in, for what the client sends.</summary>
    /// <exception cref="TranscriptScriptException">A name that no reply has given a value yet.</exception>
    public static string Fill(string text, int line, Bindings bindings) => Capture().Replace(text, capture =>
    {
        string name = capture.Groups["name"].Value;
        if (!bindings.TryGet(name, out string value))
            throw new TranscriptScriptException(line, $"{{{name}}} has no value yet: no reply above has captured it");
        return TryAdd(value, Offset(capture), out string sum)
            ? sum
            : throw new TranscriptScriptException(line, $"{{{name}}} is '{value}', with which one cannot count");
    });

    private static long Offset(Match capture) =>
        capture.Groups["offset"].Success ? long.Parse(capture.Groups["offset"].ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : 0;

    private static bool TryAdd(string value, long offset, out string sum)
    {
        sum = value;
        if (offset == 0)
            return true;
        if (!long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long number))
            return false;
        sum = (number + offset).ToString(CultureInfo.InvariantCulture);
        return true;
    }

    [GeneratedRegex(@"\{(?<name>[A-Za-z_][A-Za-z0-9_]*)(?<offset>[+-][0-9]+)?\}", RegexOptions.CultureInvariant)]
    private static partial Regex Capture();
}
