namespace LoadGenerator.Rows;

/// <summary>The most memory that a server ever has while fifty clients each download a mailbox of up to 10,000 messages at the same time.</summary>
internal static class DownloadRow
{
    private const int Clients = 50;
    private const int Most = 10_000;

    public static Row Make(Box box)
    {
        int count = Math.Min(box.Count, Most);
        return new($"memory-download-{Clients}", "MB", run =>
        {
            run.Server.Restart();
            ImapConnection[] imap = [.. Enumerable.Range(0, Clients).Select(_ => run.Select(box))];
            string command = $"FETCH 1:{count} BODY.PEEK[]";
            run.Tell(PeakMemory.During(run.Server, () => run.Once(Clients * count, () =>
            {
                // A thread each, all at once; one that hears something wrong leaves too little behind.
                long[] octets = new long[Clients];
                Thread[] threads = [.. imap.Select((client, i) => new Thread(() => octets[i] = Download(client, command)))];
                Array.ForEach(threads, static thread => thread.Start());
                Array.ForEach(threads, static thread => thread.Join());
                if (octets.Any(octets => octets != box.Octets(count)))
                    throw new WrongAnswerException($"a client of {Clients} did not get its mailbox whole");
                return new Answer { Octets = octets.Sum() };
            })));
        })
        {
            Prepare = fixture => fixture.Fill(box), IsCost = true, IsCold = true, SkipsCeiling = true, CountsOctets = true, MostRounds = 1,
            Limit = 300,
        };
    }

    private static long Download(ImapConnection client, string command)
    {
        try
        {
            return client.Run(command).Literals;
        }
        catch (Exception e) when (e is WrongAnswerException or System.Net.Sockets.SocketException)
        {
            return -1;
        }
    }
}
