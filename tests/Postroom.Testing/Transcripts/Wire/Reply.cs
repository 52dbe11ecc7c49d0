namespace Postroom.Testing.Transcripts;

internal enum ReplyKind
{
    Untagged,
    Tagged,
    Continuation,
}

/// <summary>One reply of the server, or what a script expects of one, taken apart.</summary>
/// <param name="Tag">Of a tagged reply; else "*" or "+".</param>
/// <param name="Data">Everything after the tag. Of a status reply only its name: OK, NO, BAD, BYE, PREAUTH.</param>
/// <param name="Code">The response code. null: there is none, and for an expectation: any or none. Empty: demanded that there is none.</param>
/// <param name="HasEightBitText">An octet above 127 stands outside a literal, which only UTF8=ACCEPT and IMAP4rev2 allow.</param>
internal sealed record Reply(
    ReplyKind Kind, string Tag, IReadOnlyList<Node> Data, IReadOnlyList<Node>? Code, string Wire, bool HasEightBitText)
{
    /// <summary>EXISTS, FETCH, LIST, OK ...: the word that says what this is.</summary>
    public string Keyword
    {
        get
        {
            int at = Data.Count > 1 && Data[0] is AtomNode number && IsNumberOrCapture(number.Text) ? 1 : 0;
            return Data.Count > at && Data[at] is AtomNode word ? word.Text.ToUpperInvariant() : "";
        }
    }

    /// <summary>The message number before the keyword, if there is one.</summary>
    public long? Number => Data.Count > 1 && Data[0] is AtomNode atom && long.TryParse(atom.Text, out long number) ? number : null;

    public static bool IsStatus(string word) => word.ToUpperInvariant() is "OK" or "NO" or "BAD" or "BYE" or "PREAUTH";

    private static bool IsNumberOrCapture(string text) => text.All(char.IsAsciiDigit) || CapturePattern.HasCapture(text);
}
