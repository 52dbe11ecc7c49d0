using Postroom.Kill;

namespace Postroom.Server.Tests;

/// <summary>Nothing that was acknowledged is lost to kill -9 at any moment (docs/limits.md); bench/kill does the same a thousand times.</summary>
public sealed class KillTests
{
    [Fact]
    public async Task A_server_killed_a_hundred_times_keeps_its_word()
    {
        // A new seed each day: the failure prints it, and `bench/kill 100 SEED` does the same again.
        int seed = (int)(TimeProvider.System.GetUtcNow().UtcTicks / TimeSpan.TicksPerDay);

        KillReport report = await KillRun.RunAsync(new KillOptions { Kills = 100, Seed = seed });

        Assert.True(report.Answered > 1000, report.ToString());
        Assert.True(report.UnansweredDone > 0 && report.UnansweredNotDone > 0, report.ToString());
        TimeSpan median = report.ServingAgain.Order().ElementAt(report.ServingAgain.Count / 2);
        Assert.True(median <= TimeSpan.FromSeconds(2), report.ToString());
    }
}
