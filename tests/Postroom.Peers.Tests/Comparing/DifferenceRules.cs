using System.Globalization;
using System.Text.RegularExpressions;
using Postroom.Peers.Tests.Reading;

namespace Postroom.Peers.Tests.Comparing;

/// <summary>All classes of differences from Dovecot that are meant to be. The first one that covers a difference takes it.</summary>
internal static partial class DifferenceRules
{
    private static readonly string[] MadeUp = ["MISSING_DOMAIN", "MISSING_MAILBOX", "INVALID_ROUTE", "SYNTAX_ERROR"];

    public static IReadOnlyList<DifferenceRule> All { get; } =
    [
        // What the whole message is about.
        new("Line ends stay as they were sent", d => d.Query is null && HasOddLineEnd(d.Message.Octets) && DiffersByLineEnds(d)),
        new("A multipart without a boundary is one part", d => IsInside(d, part => part.Type.StartsWith("multipart/", StringComparison.Ordinal) && !part.IsContainer)),
        new("Boundaries are read as RFC 2046 writes them", d => IsInside(d, part => OddBoundary().IsMatch(part.ContentType))),
        new("A message/global part holds a message", d => IsInside(d, part => part.Type == "message/global")),

        // ENVELOPE.
        new("Addresses hold no made-up words", d => IsAddress(d) && d.Theirs!.Items.Any(IsMadeUp) && SameItems(d.Theirs.Items.Where(theirs => !IsMadeUp(theirs) && !d.Ours!.Items.Any(theirs.SameAs)), []) && d.Ours!.Items.All(address => IsWritten(address, d))),
        new("A list goes on after a semicolon", d => IsAddress(d) && d.Ours!.Items.Count > d.Theirs!.Items.Count && IsStart(d.Theirs, d.Ours)),
        new("A name may be an address", d => IsAddress(d) && d.Ours!.Items.Any(IsNamedByAddress)),
        new("Unfolding takes out line ends only", d => (IsText(d) || IsAddress(d)) && SameButForSpace(d)),

        // BODYSTRUCTURE.
        new("A charset that nobody wrote is not shown", d => IsParameters(d) && SameItems(d.Ours!.Items.Concat(DefaultCharset), d.Theirs!.Items)),
        new("Parameters stand in their order", d => IsParameters(d) && SameItems(Pairs(d.Ours!).Order(), Pairs(d.Theirs!).Order())),
        new("Joined parameters are encoded throughout", d => IsParameters(d) && SameItems(Pairs(d.Ours!).Select(Uri.UnescapeDataString), Pairs(d.Theirs!).Select(Uri.UnescapeDataString))),
        new("A parameter that can be read is read", d => IsInside(d, part => part.IsContainer && EmptyBeforeBoundary().IsMatch(part.ContentType)) || d.Path.EndsWith("disposition.type", StringComparison.Ordinal) ? d.Theirs!.Value.Length == 0 : IsParameters(d) && Pairs(d.Theirs!).All(theirs => IsReadFurther(theirs, d.Ours!))),
        new("A Content-Type that cannot be read is text/plain", d => d.Path.EndsWith(":type", StringComparison.Ordinal) && d.Ours!.Value == "text/plain" && Parts(d).Any(part => !part.HasReadableType)),
        new("A type is read whatever follows it", d => d.Path.EndsWith(":type", StringComparison.Ordinal) && d.Theirs!.Value == "/" && Parts(d).Any(part => !part.HasReadableType && part.Type.Equals(d.Ours!.Value, StringComparison.OrdinalIgnoreCase))),
        new("An empty field says nothing", d => d.Item is "BODYSTRUCTURE" or "BODY" && d.Ours!.IsNil && IsEmptyValue(d.Theirs!)),
        new("A transfer encoding is the field's first word", d => Field(d) == "encoding" && d.Theirs!.Value.Equals("7bit", StringComparison.OrdinalIgnoreCase) && Parts(d).Any(part => IsFirstWord(d.Ours!.Value, part["content-transfer-encoding"]))),
        new("A transfer encoding needs no MIME-Version", d => Field(d) == "encoding" && d.Theirs!.Value.Equals("7bit", StringComparison.OrdinalIgnoreCase) && MessageReading.Of(d.Message).Parts[0] is { HasMimeVersion: false } root && root["content-transfer-encoding"].Trim() == d.Ours!.Value),
        new("Language tags need no comma", d => Field(d) == "language" && d.Theirs!.Items.Count < d.Ours!.Items.Count && IsStart(d.Theirs, d.Ours)),

        // Sections.
        new("The line end before a boundary is the boundary's", IsLineEndBeforeBoundary),
        new("A part that is not there is NIL", d => d.Item.StartsWith("BODY[", StringComparison.Ordinal) && d.Part.Length > 0 && d.Ours!.IsNil != d.Theirs!.IsNil && d.Ours.Octets.Length + d.Theirs.Octets.Length == 0 && !MessageReading.Of(d.Message).Parts.Any(part => part.Number == d.Part)),
        new("A part's header ends as a header does", d => (d.Item.Contains(".MIME]", StringComparison.Ordinal) || d.Item.Contains(".HEADER]", StringComparison.Ordinal)) && d.Ours!.Value == d.Theirs!.Value + "\r\n"),
        new("A part ends where its boundary begins", d => d.Item.StartsWith("BODY[", StringComparison.Ordinal) && d.Ours!.Value.Length == 0 && d.Theirs!.Value.StartsWith("--", StringComparison.Ordinal)),

        .. SearchRules.All,
    ];

    private static ImapNode Absent { get; } = ImapNode.Atom("(absent)");

    private static IEnumerable<ImapNode> DefaultCharset => [ImapNode.Text("charset"), ImapNode.Text("us-ascii")];

    public static DifferenceRule? For(Difference difference)
    {
        // What an answer leaves out is no NIL and no empty string: only a rule about the whole message covers it.
        Difference whole = difference with { Ours = difference.Ours ?? Absent, Theirs = difference.Theirs ?? Absent };
        return All.FirstOrDefault(rule => rule.Covers(whole));
    }

    [GeneratedRegex("""\r*\n""")]
    private static partial Regex LineEnd();

    // Longer than 70 characters, ending in a space, without the quotes that it needs (RFC 2045 §5.1), or with a charset.
    [GeneratedRegex("""boundary\s*(\*=|=\s*("[^"\r\n]{71,}"|"[^"\r\n]* "|[^"\s;]*[=/?:@,\[\]()]))""", RegexOptions.IgnoreCase)]
    private static partial Regex OddBoundary();

    [GeneratedRegex(""";\s*;.*boundary""", RegexOptions.IgnoreCase)]
    private static partial Regex EmptyBeforeBoundary();

    // In the structure or the sections of such a part or of what it holds. The message's own header, size and octets are no part's.
    private static bool IsInside(Difference d, Func<PartReading, bool> isSuch) =>
        (d.Item is "BODY" or "BODYSTRUCTURE" || d.Part.Length > 0)
        && MessageReading.Of(d.Message).Parts.Where(isSuch).Any(part => part.Number is "" or "1" || d.Part == part.Number || d.Part.StartsWith(part.Number + ".", StringComparison.Ordinal));

    // The parts that a path of BODYSTRUCTURE can mean: a message, and its body where that is one part, stand under the same path.
    private static IEnumerable<PartReading> Parts(Difference d) =>
        MessageReading.Of(d.Message).Parts.Where(part => part.Number == d.Part || part.Number == d.Part + ".1" || d.Part.Length == 0);

    private static bool IsFirstWord(string word, string field) =>
        field.Trim() is var text && text.StartsWith(word, StringComparison.OrdinalIgnoreCase)
        && (text.Length > word.Length ? !char.IsAsciiLetterOrDigit(text[word.Length]) : word.Contains('/', StringComparison.Ordinal));

    // The same text but for its line ends; in what is counted, as many more octets as there can be. Parts of a text are compared with the text.
    private static bool DiffersByLineEnds(Difference d)
    {
        if (d.Ours!.Kind == ImapNodeKind.Text && d.Theirs!.Kind == ImapNodeKind.Text)
            return d.Item.Contains('<', StringComparison.Ordinal) || WithCrLf(d.Ours.Value) == WithCrLf(d.Theirs.Value);
        return (Field(d) is "size" or "lines" || d.Item == "RFC822.SIZE")
            && Math.Abs(int.Parse(d.Theirs!.Value, CultureInfo.InvariantCulture) - int.Parse(d.Ours.Value, CultureInfo.InvariantCulture))
                <= d.Message.Octets.Count(octet => octet is (byte)'\r' or (byte)'\n');
    }

    private static string WithCrLf(string text) => LineEnd().Replace(text, "\r\n");

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
        new([.. text.Replace("\\t", "", StringComparison.Ordinal).Replace("\\r", "", StringComparison.Ordinal).Where(c => c is not (' ' or '\t' or '\n'))]);

    private static bool SameItems(IEnumerable<ImapNode> ours, IEnumerable<ImapNode> theirs) =>
        SameItems(ours.Select(i => i.Value), theirs.Select(i => i.Value));

    private static bool SameItems(IEnumerable<string> ours, IEnumerable<string> theirs) => ours.SequenceEqual(theirs, StringComparer.OrdinalIgnoreCase);

    private static bool IsStart(ImapNode start, ImapNode whole) => start.Items.Zip(whole.Items).All(pair => pair.First.SameAs(pair.Second));

    private static bool IsMadeUp(ImapNode address) => address.Items.Any(word => MadeUp.Any(word.Value.Contains));

    // Mailbox and host stand in such a field of the message, or of one in it.
    private static bool IsWritten(ImapNode address, Difference d)
    {
        string[] names = Field(d) is "sender" or "reply-to" ? [Field(d), "from"] : [Field(d)];
        return MessageReading.Of(d.Message).Parts.SelectMany(part => part.Header).Any(field => names.Contains(field.Name)
            && WithoutSpace(field.Written).Contains(WithoutSpace(address.Items[2].Value), StringComparison.Ordinal)
            && WithoutSpace(field.Written).Contains(WithoutSpace(address.Items[3].Value), StringComparison.Ordinal));
    }

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
            && d.Theirs.Value[d.Ours.Value.Length..] is "\r\n" or "\r";
    }
}
