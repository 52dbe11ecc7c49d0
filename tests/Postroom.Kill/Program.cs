using System.Globalization;
using Postroom.Kill;

// postroom-kill [KILLS [SEED]]: exit code 0 when everything that was answered OK was there after every kill.
int kills = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 100;
int seed = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : Environment.TickCount & 0xFFFFFF;
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {seed}, {kills} kills"));
try
{
    KillReport report = await KillRun.RunAsync(new KillOptions { Kills = kills, Seed = seed, Progress = Console.WriteLine });
    Console.WriteLine(report);
    return 0;
}
catch (KillViolationException e)
{
    Console.WriteLine(e.Message);
    return 1;
}
