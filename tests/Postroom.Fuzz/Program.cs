using System.Globalization;
using System.IO.MemoryMappedFiles;
using Postroom.Fuzz;

// postroom-fuzz [TARGET|all [SECONDS [SEED]]]  |  TARGET --seed N  |  TARGET --input FILE  |  --list
// Exit code 0: nothing was found. What was found is printed and put into artifacts/fuzz/, where the last seed of a process that died is too.
IReadOnlyList<FuzzTarget> all = FuzzTargets.All();
if (args is ["--list"])
{
    foreach (FuzzTarget target in all)
        Console.WriteLine($"{target.Name,-14} {target.Attacks}");
    return 0;
}

string name = args.Length > 0 ? args[0] : "all";
FuzzTarget[] chosen = [.. all.Where(target => name == "all" || target.Name == name)];
if (chosen.Length == 0)
{
    Console.Error.WriteLine($"There is no target {name}. bench/fuzz --list names them.");
    return 2;
}

int found = 0;
foreach (FuzzTarget target in chosen)
{
    FuzzReport report = args.Length > 2 && args[1] == "--input"
        ? await FuzzRun.RunAsync(target, args[2], await File.ReadAllBytesAsync(args[2]))
        : await RunAsync(target);
    Console.WriteLine(report);
    if (report.Failure is { } failure)
    {
        found++;
        await File.WriteAllBytesAsync(Found(target, $"{failure.Input.Seed}.bin"), failure.Shortest);
    }
}

return found == 0 ? 0 : 1;

async Task<FuzzReport> RunAsync(FuzzTarget target)
{
    bool isOne = args.Length > 2 && args[1] == "--seed";
    int seconds = args.Length > 1 && !isOne ? int.Parse(args[1], CultureInfo.InvariantCulture) : 60;
    int seed = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : Environment.TickCount & 0xFFFFFF;
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{target.Name}: from seed {seed} on"));
    using var last = MemoryMappedFile.CreateFromFile(Found(target, "last-seed"), FileMode.Create, null, sizeof(int));
    using MemoryMappedViewAccessor view = last.CreateViewAccessor();
    return await FuzzRun.RunAsync(target, new FuzzOptions
    {
        FirstSeed = seed,
        Inputs = isOne ? 1 : long.MaxValue,
        Budget = isOne ? TimeSpan.MaxValue : TimeSpan.FromSeconds(seconds),
        WithCorpus = !isOne,
        Beginning = begun => view.Write(0, begun),
        Progress = Console.WriteLine,
    });
}

static string Found(FuzzTarget target, string file) => Path.Combine(Directory.CreateDirectory("artifacts/fuzz").FullName, $"{target.Name}-{file}");
