using System.Text;
using System.Text.RegularExpressions;

namespace Postroom.Peers.Tests.Comparing;

/// <summary>All classes of differences from Dovecot that are meant to be. The first one that covers a difference takes it.</summary>
internal static partial class DifferenceRules
{
    private static readonly string[] MadeUp = ["MISSING_DOMAIN", "MISSING_MAILBOX", "INVALID_ROUTE", "SYNTAX_ERROR"];

    public static IReadOnlyList<DifferenceRule> All { get; } =
    [
        // What the whole message is about.
        new("Line ends stay as they were sent", d => !IsSearch(d) && HasOddLineEnd(d.Message.Octets)),
        new("A multipart without a boundary is one part", d => !IsSearch(d) && HasMultipartWithoutBoundary(d)),
        new("Boundaries are read as RFC 2046 writes them", d => !IsSearch(d) && OddBoundary().IsMatch(Text(d))),
        new("A message/global part holds a message", d => !IsSearch(d) && Text(d).Contains("message/global", StringComparison.Ordinal)),

        // ENVELOPE.
        new("Addresses hold no made-up words", d => IsAddress(d) && MadeUp.Any(d.Theirs!.ToString().Contains)),
        new("A list goes on after a semicolon", d => IsAddress(d) && d.Ours!.Items.Count > d.Theirs!.Items.Count && IsStart(d.Theirs, d.Ours)),
        new("A name may be an address", d => IsAddress(d) && d.Ours!.Items.Any(IsNamedByAddress)),
        new("Unfolding takes out line ends only", d => (IsText(d) || IsAddress(d)) && SameButForSpace(d)),

        // BODYSTRUCTURE.
        new("A charset that nobody wrote is not shown", d => IsParameters(d) && SameItems(d.Ours!.Items.Concat(DefaultCharset), d.Theirs!.Items)),
        new("Parameters stand in their order", d => IsParameters(d) && SameItems(Pairs(d.Ours!).Order(), Pairs(d.Theirs!).Order())),
        new("Joined parameters are encoded throughout", d => IsParameters(d) && SameItems(Pairs(d.Ours!).Select(Uri.UnescapeDataString), Pairs(d.Theirs!).Select(Uri.UnescapeDataString))),
        new("A parameter that can be read is read", d => d.Path.EndsWith("disposition.type", StringComparison.Ordinal) ? d.Theirs!.Value.Length == 0 : IsParameters(d) && Pairs(d.Theirs!).All(theirs => IsReadFurther(theirs, d.Ours!))),
        new("A Content-Type that cannot be read is text/plain", d => d.Path.EndsWith(":type", StringComparison.Ordinal) && (d.Ours!.Value == "text/plain" || d.Theirs!.Value == "/")),
        new("An empty field says nothing", d => d.Item is "BODYSTRUCTURE" or "BODY" && d.Ours!.IsNil && IsEmptyValue(d.Theirs!)),
        new("A transfer encoding is the field's first word", d => Field(d) == "encoding" && d.Theirs!.Value.Equals("7bit", StringComparison.OrdinalIgnoreCase)),
        new("Language tags need no comma", d => Field(d) == "language" && d.Theirs!.Items.Count < d.Ours!.Items.Count && IsStart(d.Theirs, d.Ours)),

        // Sections.
        new("The line end before a boundary is the boundary's", IsLineEndBeforeBoundary),
        new("A part's header ends as a header does", d => (d.Item.Contains(".MIME]", StringComparison.Ordinal) || d.Item.Contains(".HEADER]", StringComparison.Ordinal)) && d.Ours!.Value == d.Theirs!.Value + "\r\n"),
        new("A part ends where its boundary begins", d => d.Item.StartsWith("BODY[", StringComparison.Ordinal) && d.Ours!.Value.Length == 0 && d.Theirs!.Value.StartsWith("--", StringComparison.Ordinal)),

        // SEARCH.
        new("BODY searches the headers of parts", d => IsSearch(d) && (Asks(d, "BODY") || Asks(d, "TEXT")) && (IsFound(d.Ours!) || Asks(d, "NOT"))),
        new("A folded subject keeps its spaces in searches", d => IsSearch(d) && Asks(d, "SUBJECT") && Text(d).Contains("\r\n  ", StringComparison.Ordinal) && !IsFound(d.Ours!)),
        new("Eight bits without a charset are found as Latin-1", d => IsSearch(d) && d.Item.Contains("CHARSET", StringComparison.Ordinal) && d.Message.Octets.Any(o => o > 127) && IsFound(d.Ours!)),
        new("Address keys search what was written", d => IsSearch(d) && (Asks(d, "FROM") || Asks(d, "TO") || Asks(d, "CC") || Asks(d, "BCC")) && !IsOfSize(d)),
        new("A message without a Date was not sent before anything", d => IsSearch(d) && (d.Item.Contains(" SENT", StringComparison.Ordinal) || d.Item.Contains("(SENT", StringComparison.Ordinal))),
        new("Larger than both is larger than the larger", d => IsSearch(d) && IsOfSize(d) && IsFound(d.Ours!)),
    ];

    private static ImapNode Absent { get; } = ImapNode.Atom("(absent)");

    private static IEnumerable<ImapNode> DefaultCharset => [ImapNode.Text("charset"), ImapNode.Text("us-ascii")];

    public static DifferenceRule? For(Difference difference)
    {
        // What an answer leaves out is no NIL and no empty string: only a rule about the whole message covers it.
        Difference whole = difference with { Ours = difference.Ours ?? Absent, Theirs = difference.Theirs ?? Absent };
        return All.FirstOrDefault(rule => rule.Covers(whole));
    }

    // A whole Content-Type field of a multipart, its folds included.
    [GeneratedRegex("""content-type:\s*multipart/([^\r\n]|\r\n[ \t])*""", RegexOptions.IgnoreCase)]
    private static partial Regex MultipartField();

    [GeneratedRegex("""boundary(\*0?\*?)?=\s*("[^"]|[^"\s;])""", RegexOptions.IgnoreCase)]
    private static partial Regex Boundary();

    // Longer than 70 characters, ending in a space, without the quotes that it needs (RFC 2045 §5.1), or with a charset.
    [GeneratedRegex("""boundary\s*(\*=|=\s*("[^"\r\n]{71,}"|"[^"\r\n]* "|[^"\s;]*[=/?:@,\[\]()]))""", RegexOptions.IgnoreCase)]
    private static partial Regex OddBoundary();

    private static bool HasMultipartWithoutBoundary(Difference d) => MultipartField().Matches(Text(d)).Any(field => !Boundary().IsMatch(field.Value));

    private static bool IsSearch(Difference d) => d.Item.StartsWith("SEARCH", StringComparison.Ordinal);

    private static bool Asks(Difference d, string key) =>
        d.Item.Contains($" {key} ", StringComparison.Ordinal) || d.Item.Contains($"({key} ", StringComparison.Ordinal);

    private static bool IsOfSize(Difference d) => d.Item.Split("LARGER").Length > 2;

    private static bool IsFound(ImapNode answer) => answer.Value == "found";

    private static string Text(Difference d) => Encoding.Latin1.GetString(d.Message.Octets);

    private static bool HasOddLineEnd(byte[] octets)
    {
        for (int i = 0; i < octets.Length; i++)
        {
            if (octets[i] == '\n' && (i == 0 || octets[i - 1] != '\r'))
                return true;
            if (octets[i] == '\r' && i + 1 < octets.Length && octets[i + 1] == '\r')
                return true;
        }
        return false;
    }

    private static string Field(Difference d) => d.Path[(d.Path.LastIndexOfAny([':', '.']) + 1)..];

    private static bool IsAddress(Difference d) =>
        Field(d) is "from" or "sender" or "reply-to" or "to" or "cc" or "bcc" && d.Ours is not null && d.Theirs is not null;

    private static bool IsText(Difference d) =>
        Field(d) is "subject" or "date" or "in-reply-to" or "message-id" or "description" or "location" or "id"
        && d.Ours!.Kind == ImapNodeKind.Text && d.Theirs!.Kind == ImapNodeKind.Text;

    private static bool IsParameters(Difference d) => Field(d) == "params" && d.Ours is not null && d.Theirs is not null;

    private static bool SameButForSpace(Difference d) => WithoutSpace(d.Ours!.ToString()) == WithoutSpace(d.Theirs!.ToString());

    private static string WithoutSpace(string text) =>
        new([.. text.Replace("\\t", "", StringComparison.Ordinal).Replace("\\r", "", StringComparison.Ordinal).Where(c => c != ' ')]);

    private static bool SameItems(IEnumerable<ImapNode> ours, IEnumerable<ImapNode> theirs) =>
        SameItems(ours.Select(i => i.Value), theirs.Select(i => i.Value));

    private static bool SameItems(IEnumerable<string> ours, IEnumerable<string> theirs) => ours.SequenceEqual(theirs, StringComparer.OrdinalIgnoreCase);

    private static bool IsStart(ImapNode start, ImapNode whole) => start.Items.Zip(whole.Items).All(pair => pair.First.SameAs(pair.Second));

    private static bool IsNamedByAddress(ImapNode address) => address.Items[0].Value.Contains('@', StringComparison.Ordinal);

    private static IEnumerable<string> Pairs(ImapNode parameters) => parameters.Items.Chunk(2).Select(pair => pair[0].Value.ToLowerInvariant() + "=" + pair[1].Value);

    // What Dovecot has is ours too, cut off at the first odd character, or is not really there.
    private static bool IsReadFurther(string theirs, ImapNode ours) =>
        theirs == "charset=us-ascii" || theirs.StartsWith('=') || Pairs(ours).Any(pair => pair.StartsWith(theirs, StringComparison.Ordinal));

    private static bool IsEmptyValue(ImapNode value) => value.IsList ? value.Items[0].Value.Length == 0 : value.Value.Length == 0;

    // Also in what is counted: two octets and one line.
    private static bool IsLineEndBeforeBoundary(Difference d)
    {
        if (d.Ours is null || d.Theirs is null)
            return false;
        if (Field(d) is "size" or "lines" && int.TryParse(d.Ours.Value, out int ours) && int.TryParse(d.Theirs.Value, out int theirs))
            return theirs - ours == (Field(d) == "size" ? 2 : 1);
        return d.Item.StartsWith("BODY[", StringComparison.Ordinal) && d.Theirs.Value.StartsWith(d.Ours.Value, StringComparison.Ordinal)
            && "\r\n".StartsWith(d.Theirs.Value[d.Ours.Value.Length..], StringComparison.Ordinal);
    }
}
