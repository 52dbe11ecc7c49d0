using System.Text;

namespace LoadGenerator.Rows;

/// <summary>SEARCH over whole mailboxes; a message counts as one that was looked at.</summary>
internal static class SearchRows
{
    private static readonly (string Name, string Key)[] Small = [("flag", Searches.Flag), ("date", Searches.Before)];

    private static readonly (string Name, string Key)[] Large =
    [
        ("from", Searches.From), ("header", Searches.Header), ("word", Searches.BodyWord), ("substring", Searches.TextPiece),
    ];

    public static IEnumerable<Row> All(Box[] boxes) =>
        from box in boxes
        from search in box.Count < AllRows.Huge ? Small.Concat(Large) : Small
        select Make($"search-{search.Name}-{box.Count}", box, search.Key);

    private static Row Make(string name, Box box, string key)
    {
        int? hits = null;
        byte[] command = Encoding.ASCII.GetBytes("SEARCH " + key);
        return new(name, "messages", run =>
        {
            hits ??= box.Matching(key);
            ImapConnection imap = run.Select(box);
            run.Repeat(box.Count, _ => imap.Run(command).Expect(hits: hits));
        }) { Prepare = fixture => fixture.Fill(box) };
    }
}
