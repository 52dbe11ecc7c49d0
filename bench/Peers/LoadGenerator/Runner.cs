using System.Diagnostics;
using LoadGenerator.Rows;

namespace LoadGenerator;

/// <summary>Runs the rows on the servers in turn (A B C A B C), so that whatever else happens on the machine happens to all of them.</summary>
internal sealed class Runner(Options options, IReadOnlyList<Server> servers, Results results)
{
    /// <summary>What went wrong: rows and servers with the answer that was not right.</summary>
    public List<string> Failures { get; } = [];

    public void Run()
    {
        long start = Stopwatch.GetTimestamp();
        Dictionary<Server, Fixture> fixtures = servers.ToDictionary(static server => server, server => new Fixture(server, options.Folder));
        foreach (Row row in AllRows.Of(options.Sizes, options.Accounts).Where(options.Wants))
        {
            Console.Error.WriteLine($"{Elapsed(start)} {row.Name}");
            List<Server> able = [.. servers.Where(server => CanRun(row, server))];
            able.RemoveAll(server => !Try(row, server, () =>
            {
                row.Prepare(fixtures[server]);
                if (server.Mode != row.Mode && !server.IsCeiling)
                    server.Restart(row.Mode);
                if (!row.IsCold)
                    Round(row, server, options.WarmUpSeconds);    // caches are filled, and index entries made that were never asked for before
            }));
            for (int round = 1; round <= Math.Min(options.Rounds * (options.IsQuick ? 1 : row.RoundsTimes), row.MostRounds); round++)
            {
                if (round == 2)
                    able.RemoveAll(static server => server.IsOnlyShown);
                able.RemoveAll(server => !Try(row, server, () => Keep(row, server, Round(row, server, options.Seconds))));
            }
            if (!options.IsQuick)
                Console.Error.WriteLine("      " + string.Join(", ", able.Select(server => $"{server.Name} {results.Median(row.Name, server.Name)!.Value:0.##}")));
        }
    }

    private static bool CanRun(Row row, Server server) => server switch
    {
        { IsCeiling: true } => !row.SkipsCeiling,
        { IsPeer: true } => !row.IsPostroomOnly && server.Name != row.Except && (row.Needs.Length == 0 || server.Has(row.Needs)),
        _ => true,
    };

    private void Keep(Row row, Server server, Sample sample)
    {
        results.Add(row, server.Name, sample);
        if (!server.IsPeer && sample.Value > row.Limit)
            throw new WrongAnswerException($"{sample.Value:0.0} {row.Unit}, but {row.Limit} are the limit");
    }

    public static string Elapsed(long start) => $"{Stopwatch.GetElapsedTime(start):hh\\:mm\\:ss}";

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
