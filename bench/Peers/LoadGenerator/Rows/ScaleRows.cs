namespace LoadGenerator.Rows;

/// <summary>Rows for the plot: the same command with more and more clients.</summary>
internal static class ScaleRows
{
    public static readonly int[] Clients = [1, 5, 20, 50];

    public static IEnumerable<Row> All(Box[] boxes)
    {
        Box box = boxes[0];
        foreach (int clients in Clients)
        {
            yield return new($"clients-fetch-{clients}", "commands", run =>
            {
                ImapConnection[] imap = [.. Enumerable.Range(0, clients).Select(_ => run.Select(box))];
                byte[][] commands = FetchRows.Commands(box.Count, static n => $"FETCH {n} BODY.PEEK[]");
                run.Parallel(clients, 1, (client, i) =>
                {
                    int n = FetchRows.Scattered(i + (client * 131), box.Count);
                    return imap[client].Run(commands[n]).Expect(fetches: 1, literals: box.Octets(n + 1, n + 1));
                });
            }) { Prepare = fixture => fixture.Fill(box) };
        }
        foreach (int clients in Clients)
        {
            if (clients is not (1 or 20))   // those are rows already
                yield return AppendRows.Append($"append-4k-{clients}", clients, 4096);
        }
    }
}
