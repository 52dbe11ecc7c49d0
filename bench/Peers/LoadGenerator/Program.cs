// The load of bench/peers: runs rows on servers and prints what they cost. Called by bench/peers, which says how.
//
//   LoadGenerator run SCRIPT FOLDER [--quick] [--sizes N,N] [--accounts N] [--rounds N] [--seconds S] [--warm-up S] [--servers A,B] [ROW ...]
//   LoadGenerator report FILE ...           the tables of docs/performance.md, of what runs wrote
//   LoadGenerator details FILE ...          everything that was counted
//   LoadGenerator plot FILE ...             the picture
//   LoadGenerator ceiling PORT              answers itself
using System.Diagnostics;
using LoadGenerator;
using LoadGenerator.Ceiling;

switch (args)
{
    case ["ceiling", var port]:
        CeilingServer.Run(int.Parse(port));
        return 0;
    case ["report", .. var files]:
        Console.Write(Report.All(Results.Read(files)));
        return 0;
    case ["details", .. var files]:
        Console.Write(Report.Details(Results.Read(files)));
        return 0;
    case ["plot", .. var files]:
        Console.Write(Plot.Draw(Results.Read(files)));
        return 0;
    case ["run", _, _, ..]:
        return Run(Options.Parse(args.AsSpan(1)));
    default:
        Console.Error.WriteLine("bench/peers calls this.");
        return 2;
}

static int Run(Options options)
{
    long start = Stopwatch.GetTimestamp();
    string file = Path.Combine(options.Folder, $"results-{TimeProvider.System.GetUtcNow():yyyyMMdd-HHmmss}.tsv");
    var results = new Results(file);
    List<Server> servers = [.. options.Servers.Select(name => new Server(name, options.Script))];
    var failures = new List<string>();
    try
    {
        servers.ForEach(static server => server.Start());
        var runner = new Runner(options, servers, results);
        runner.Run();
        failures = runner.Failures;
    }
    finally
    {
        servers.ForEach(static server => server.Stop());
    }
    Console.WriteLine(Report.All(results));
    if (!options.IsQuick)
        Console.WriteLine(Report.Details(results));
    Console.WriteLine($"All rounds: {file}");
    Console.WriteLine($"Took {Runner.Elapsed(start)}, with starting and filling.");
    failures.ForEach(static failure => Console.WriteLine("FAILED: " + failure));
    return failures.Count == 0 ? 0 : 1;
}
