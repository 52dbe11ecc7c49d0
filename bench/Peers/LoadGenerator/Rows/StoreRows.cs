using System.Text;

namespace LoadGenerator.Rows;

/// <summary>STORE of one message after another, and of a whole mailbox: with each server's everyday durability, and
/// once more with flags on disk when the answer comes, everywhere (Cyrus has it so always).</summary>
internal static class StoreRows
{
    public static IEnumerable<Row> All(Box[] boxes)
    {
        foreach ((Box box, string mode) in boxes.Select(static box => (box, "")).Append((boxes[0], "synced")))
        {
            string name = mode.Length > 0 ? $"{mode}-{box.Count}" : $"{box.Count}";
            yield return new($"store-one-{name}", "messages", run =>
            {
                ImapConnection imap = run.Select(box);
                int spread = Math.Min(box.Count, 10_000);
                byte[][] add = FetchRows.Commands(spread, static n => $"STORE {n} +FLAGS.SILENT (\\Answered)");
                byte[][] remove = FetchRows.Commands(spread, static n => $"STORE {n} -FLAGS.SILENT (\\Answered)");
                imap.Run("STORE 1:* -FLAGS.SILENT (\\Answered)");
                bool[] isAnswered = new bool[spread];
                run.Repeat(1, i =>
                {
                    int n = FetchRows.Scattered(i, spread);
                    isAnswered[n] = i / spread % 2 == 0;
                    return imap.Run((isAnswered[n] ? add : remove)[n]);
                });
                Check(run, box, isAnswered.Count(static it => it));
            }) { Prepare = fixture => fixture.Fill(box), Mode = mode };

            yield return new($"store-range-{name}", "messages", run =>
            {
                ImapConnection imap = run.Select(box);
                byte[][] commands = [.. ((string[])["+", "-"]).Select(static sign => Encoding.ASCII.GetBytes($"STORE 1:* {sign}FLAGS.SILENT (\\Answered)"))];
                bool isAnswered = false;
                run.Repeat(box.Count, i =>
                {
                    isAnswered = i % 2 == 0;
                    return imap.Run(commands[i % 2]);
                });
                Check(run, box, isAnswered ? box.Count : 0);
                imap.Run(commands[1]);
            }) { Prepare = fixture => fixture.Fill(box), Mode = mode };
        }
    }

    // A second client sees what the first was told, and the flags that the letters came with are still those that SEARCH rows count on.
    private static void Check(RowRun run, Box box, int answered)
    {
        using ImapConnection imap = ImapConnection.Select(run.Server.Port, Box.Owner, box.Name, box.Count);
        if (!run.Server.IsCeiling)
            imap.Run("SEARCH ANSWERED").Expect(hits: answered);
        imap.Run("SEARCH " + Searches.Flag).Expect(hits: Box.Matching(Searches.Flag, box.Count));
    }
}
