using System.Text;

namespace LoadGenerator.Rows;

/// <summary>SEARCH over whole mailboxes; a message counts as one that was looked at.</summary>
internal static class SearchRows
{
    /// <summary>Of a larger mailbox no more bodies are searched: the slowest takes a second for a thousand.</summary>
    private const int Bodies = 10_000;

    private static readonly (string Name, string Key)[] Fast = [("flag", Searches.Flag), ("date", Searches.Before)];
    private static readonly (string Name, string Key)[] Headers = [("from", Searches.From), ("header", Searches.Header)];
    private static readonly (string Name, string Key)[] Texts = [("word", Searches.BodyWord), ("substring", Searches.TextPiece)];

    public static IEnumerable<Row> All(Box[] boxes)
    {
        foreach (Box box in boxes)
        {
            foreach ((string name, string key) in box.Count < AllRows.Huge ? Fast.Concat(Headers) : Fast)
                yield return Make(name, box, box.Count, key);
            if (box.Count < AllRows.Huge)
            {
                foreach ((string name, string key) in Texts)
                    yield return Make(name, box, Math.Min(box.Count, Bodies), key);
            }
        }
    }

    // Of the first messages, or of all.
    private static Row Make(string name, Box box, int count, string key)
    {
        int? hits = null;
        byte[] command = Encoding.ASCII.GetBytes(count < box.Count ? $"SEARCH 1:{count} {key}" : $"SEARCH {key}");
        return new($"search-{name}-{count}", "messages", run =>
        {
            hits ??= Box.Matching(key, count);
            ImapConnection imap = run.Select(box);
            run.Repeat(count, _ => imap.Run(command).Expect(hits: hits));
        }) { Prepare = fixture => fixture.Fill(box) };
    }
}
