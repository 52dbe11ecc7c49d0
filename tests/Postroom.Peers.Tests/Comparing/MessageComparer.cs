using System.Globalization;
using System.Text.RegularExpressions;
using Postroom.Peers.Tests.Mail;

namespace Postroom.Peers.Tests.Comparing;

/// <summary>Asks both servers for everything that FETCH can say about a message and each of its parts.</summary>
internal sealed partial class MessageComparer(FilledMailbox ours, FilledMailbox theirs)
{
    // \Recent is nobody's but the session's; UIDs are the same because the mailboxes were filled alike.
    private static readonly string[] Items =
    [
        "UID", "FLAGS", "INTERNALDATE", "RFC822.SIZE", "ENVELOPE", "BODY", "BODYSTRUCTURE", "BODY.PEEK[]", "BODY.PEEK[HEADER]", "BODY.PEEK[TEXT]",
        "RFC822", "RFC822.HEADER", "RFC822.TEXT",
        "BODY.PEEK[HEADER.FIELDS (From TO Subject content-type)]", "BODY.PEEK[HEADER.FIELDS.NOT (Received FROM To)]",
        "BODY.PEEK[HEADER.FIELDS (X-Absent)]", "BODY.PEEK[HEADER.FIELDS.NOT (X-Absent)]", "BODY.PEEK[HEADER.FIELDS (References Subject)]<3.40>",
        "BODY.PEEK[]<0.100>", "BODY.PEEK[]<50.200>", "BODY.PEEK[]<100000000.10>", "BODY.PEEK[TEXT]<10.1000>", "BODY.PEEK[HEADER]<5.20>",
        "BODY.PEEK[99]", "BODY.PEEK[1.99]",
    ];

    public async Task<IReadOnlyList<Difference>> CompareAsync(TestMessage message, int sequenceNumber)
    {
        List<Difference> found = [];
        IReadOnlyDictionary<string, ImapNode>[] answers = await FetchAsync(sequenceNumber, Items);
        Compare(message, answers, found);
        List<(string Number, bool IsMessage)> parts =
        [
            .. answers.SelectMany(a => PartNumbers.Of(a.GetValueOrDefault("BODYSTRUCTURE"))).GroupBy(p => p.Number)
                .Select(same => (same.Key, same.Any(p => p.IsMessage))),
        ];
        foreach ((string Number, bool IsMessage)[] some in parts.Chunk(20))
            Compare(message, await FetchAsync(sequenceNumber, [.. some.SelectMany(p => Sections(p.Number, p.IsMessage))]), found);
        return found;
    }

    private static IEnumerable<string> Sections(string part, bool isMessage)
    {
        yield return $"BODY.PEEK[{part}]";
        yield return $"BODY.PEEK[{part}.MIME]";
        yield return $"BODY.PEEK[{part}]<7.50>";
        if (isMessage)
        {
            yield return $"BODY.PEEK[{part}.HEADER]";
            yield return $"BODY.PEEK[{part}.TEXT]";
            yield return $"BODY.PEEK[{part}.HEADER.FIELDS (Subject From)]";
            yield return $"BODY.PEEK[{part}.HEADER.FIELDS.NOT (Subject)]";
        }
    }

    private async Task<IReadOnlyDictionary<string, ImapNode>[]> FetchAsync(int sequenceNumber, string[] items)
    {
        string command = string.Create(CultureInfo.InvariantCulture, $"FETCH {sequenceNumber} ({string.Join(' ', items)})");
        ImapReply[] replies = await Task.WhenAll(ours.Session.OkAsync(command), theirs.Session.OkAsync(command));
        Dictionary<string, ImapNode>[] answers = [.. replies.Select(Merge)];

        MustBeSlices(command, items, answers[0]);

        // What both leave out would be no difference, but no answer either.
        return answers[0].Count >= items.Length
            ? answers
            : throw new InvalidOperationException($"{command}\nwas answered with only {answers[0].Count} of {items.Length} items:\n{replies[0]}");
    }

    // A partial section is a piece of the whole one, whatever the other server says of either.
    private static void MustBeSlices(string command, string[] items, Dictionary<string, ImapNode> answers)
    {
        foreach (Match partial in items.Select(item => Partial().Match(item)).Where(partial => partial.Success))
        {
            string section = "BODY" + partial.Groups["section"].Value.ToUpperInvariant();
            if (!answers.TryGetValue(section, out ImapNode? whole))
                continue;
            int from = int.Parse(partial.Groups["from"].ValueSpan, CultureInfo.InvariantCulture);
            int count = int.Parse(partial.Groups["count"].ValueSpan, CultureInfo.InvariantCulture);
            ImapNode piece = answers[string.Create(CultureInfo.InvariantCulture, $"{section}<{from}>")];
            if (piece.IsNil != whole.IsNil || !piece.Octets.AsSpan().SequenceEqual(whole.Octets.Skip(from).Take(count).ToArray()))
                throw new InvalidOperationException($"{command}\nanswered {partial} with {piece}, which is not that piece of {whole}");
        }
    }

    [GeneratedRegex("""^BODY\.PEEK(?<section>\[.*\])<(?<from>\d+)\.(?<count>\d+)>$""")]
    private static partial Regex Partial();

    // One message's items may come in several FETCH answers.
    private static Dictionary<string, ImapNode> Merge(ImapReply reply)
    {
        Dictionary<string, ImapNode> all = [];
        foreach ((_, IReadOnlyDictionary<string, ImapNode> items) in reply.Fetched())
        {
            foreach ((string name, ImapNode value) in items)
                all[name] = name == "FLAGS" ? Flags(value) : value;
        }
        return all;
    }

    private static ImapNode Flags(ImapNode flags) => ImapNode.List(
    [
        .. flags.Items.Where(f => !f.IsAtom("\\Recent")).Select(f => f.Value.ToLowerInvariant()).Order(StringComparer.Ordinal).Select(ImapNode.Atom),
    ]);

    private static void Compare(TestMessage message, IReadOnlyDictionary<string, ImapNode>[] answers, List<Difference> found)
    {
        foreach (string item in answers[0].Keys.Union(answers[1].Keys))
            found.AddRange(AnswerDiff.Between(message, item, answers[0].GetValueOrDefault(item), answers[1].GetValueOrDefault(item)));
    }
}
