using LoadGenerator.Rows;

namespace LoadGenerator;

/// <summary>Runs the rows on the servers in turn (A B C A B C), so that whatever else happens on the machine happens to all of them.</summary>
internal sealed class Runner(Options options, IReadOnlyList<Server> servers, Results results)
{
    private const double CeilingSeconds = 0.5;

    /// <summary>What went wrong: rows and servers with the answer that was not right.</summary>
    public List<string> Failures { get; } = [];

    public void Run()
    {
        Dictionary<Server, Fixture> fixtures = servers.ToDictionary(static server => server, server => new Fixture(server, options.Folder));
        foreach (Row row in AllRows.Of(options.Sizes).Where(options.Wants))
        {
            Console.Error.WriteLine(row.Name);
            List<Server> able = [.. servers.Where(server => !(row.SkipsCeiling && server.IsCeiling) && !(row.IsPostroomOnly && server.IsPeer))];
            able.RemoveAll(server => !Try(row, server, () =>
            {
                row.Prepare(fixtures[server]);
                if (server.Mode != row.Mode && !server.IsCeiling)
                    server.Restart(row.Mode);
                // Compiles code, fills caches, and makes the index entries that a server adds when they are first asked for.
                if (!row.IsCold)
                    Round(row, server, server.IsCeiling ? CeilingSeconds : options.WarmUpSeconds);
            }));
            for (int round = 1; round <= Math.Min(options.Rounds, row.MostRounds); round++)
            {
                if (round == 2)
                    able.RemoveAll(static server => server.IsCeiling);  // nothing waits for a disk there: one round says it
                able.RemoveAll(server => !Try(row, server, () => results.Add(row, server.Name, Round(row, server, options.Seconds))));
            }
            if (!options.IsQuick)
                Console.Error.WriteLine("  " + string.Join(", ", able.Select(server => $"{server.Name} {results.Median(row.Name, server.Name)!.Value:0.##}")));
        }
    }

    private static Sample Round(Row row, Server server, double seconds)
    {
        using var run = new RowRun(server, seconds);
        row.Measure(run);
        return run.Finish();
    }

    private bool Try(Row row, Server server, Action work)
    {
        try
        {
            work();
            return true;
        }
        catch (Exception e) when (e is WrongAnswerException or IOException or System.Net.Sockets.SocketException or System.Security.Authentication.AuthenticationException)
        {
            Failures.Add($"{row.Name} on {server.Name}: {e.Message}");
            Console.Error.WriteLine("  FAILED: " + Failures[^1]);
            return false;
        }
    }
}
