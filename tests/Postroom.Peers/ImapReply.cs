namespace Postroom.Peers;

/// <summary>All that a server said to one command.</summary>
/// <param name="Status">OK, NO or BAD.</param>
/// <param name="Code">The tagged answer's response code without its brackets, or an empty string.</param>
/// <param name="Text">The tagged answer's text for people.</param>
/// <param name="Untagged">The untagged lines in the order they came, read into values; a status line's text is one string.</param>
public sealed record ImapReply(string Status, string Code, string Text, IReadOnlyList<IReadOnlyList<ImapNode>> Untagged)
{
    public bool IsOk => Status == "OK";

    /// <summary>The first number after SEARCH's, or EXISTS's ... name: `* 4 EXISTS`.</summary>
    public int? Count(string name)
    {
        int? count = null;
        foreach (IReadOnlyList<ImapNode> line in Untagged)
        {
            if (line.Count == 2 && line[1].IsAtom(name))
                count = int.Parse(line[0].Value, System.Globalization.CultureInfo.InvariantCulture);
        }
        return count;
    }

    /// <summary>The lines whose first value is <paramref name="name"/>, without it.</summary>
    public IEnumerable<IReadOnlyList<ImapNode>> Named(string name) =>
        from line in Untagged where line.Count > 0 && line[0].IsAtom(name) select line.Skip(1).ToList();

    /// <summary>FETCH answers in the order they came: sequence number, and each item's value by its name in upper case without quotes.</summary>
    public IEnumerable<(uint Number, IReadOnlyDictionary<string, ImapNode> Items)> Fetched()
    {
        foreach (IReadOnlyList<ImapNode> line in Untagged)
        {
            if (line.Count != 3 || !line[1].IsAtom("FETCH"))
                continue;
            Dictionary<string, ImapNode> items = [];
            for (int i = 0; i + 1 < line[2].Items.Count; i += 2)
                items[line[2].Items[i].Value.ToUpperInvariant().Replace("\"", "", StringComparison.Ordinal)] = line[2].Items[i + 1];
            yield return (uint.Parse(line[0].Value, System.Globalization.CultureInfo.InvariantCulture), items);
        }
    }

    /// <summary>The numbers of all SEARCH answers, sorted.</summary>
    public IReadOnlyList<uint> SearchResult() =>
        [.. Named("SEARCH").SelectMany(line => line).Where(n => n.Kind == ImapNodeKind.Atom)
            .Select(n => uint.Parse(n.Value, System.Globalization.CultureInfo.InvariantCulture)).Order()];

    public override string ToString() =>
        string.Join('\n', Untagged.Select(line => "* " + string.Join(' ', line)).Append($"{Status} [{Code}] {Text}"));
}
