using Postroom.Kill;

namespace Postroom.Server.Tests;

/// <summary>Nothing that was acknowledged is lost to kill -9 at any moment (docs/limits.md); bench/kill does the same a thousand times.</summary>
public sealed class KillTests
{
    // A start that hangs, on a machine that does ten other things at once; what a start costs is measured in CPU.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task A_server_killed_a_hundred_times_keeps_its_word()
    {
        // New seeds each day: the failure prints its own, and `bench/kill 50 SEED` does the same again. Two servers, each with a
        // data folder of its own: while one waits for the disk or its next death, the other works.
        int seed = (int)(TimeProvider.System.GetUtcNow().UtcTicks / TimeSpan.TicksPerDay) * 2;

        KillReport[] reports = await Task.WhenAll(
            KillRun.RunAsync(new KillOptions { Kills = 50, Seed = seed }), KillRun.RunAsync(new KillOptions { Kills = 50, Seed = seed + 1 }));

        Assert.All(reports, report =>
        {
            Assert.True(report.Answered > 1000, report.ToString());
            Assert.True(report.UnansweredDone > 0 && report.UnansweredNotDone > 0, report.ToString());
            Assert.True(report.CpuUntilServing.Order().ElementAt(report.CpuUntilServing.Count / 2) <= TimeSpan.FromSeconds(2), report.ToString());
            Assert.True(report.ServingAgain.Max() <= Patience, report.ToString());
        });
    }
}
