using System.Globalization;

namespace Postroom.Kill;

/// <summary>What a run without a violation did.</summary>
public sealed record KillReport
{
    public required int Seed { get; init; }

    /// <summary>Kills while clients worked.</summary>
    public int Kills { get; set; }

    /// <summary>Kills while the server started.</summary>
    public int KillsWhileStarting { get; set; }

    /// <summary>Commands that were answered OK.</summary>
    public long Answered { get; set; }

    /// <summary>Commands under way when the server died that had happened.</summary>
    public long UnansweredDone { get; set; }

    /// <summary>Commands under way when the server died that had not.</summary>
    public long UnansweredNotDone { get; set; }

    /// <summary>Messages compared octet for octet after kills.</summary>
    public long MessagesCompared { get; set; }

    /// <summary>From the start of the process until a client had logged in and opened a mailbox.</summary>
    public List<TimeSpan> ServingAgain { get; } = [];

    /// <summary>What the new process took of the processors until then: the same on a busy machine.</summary>
    public List<TimeSpan> CpuUntilServing { get; } = [];

    /// <summary>What all the servers took of the processors.</summary>
    public TimeSpan ServerCpu { get; set; }

    public override string ToString()
    {
        double[] sorted = [.. ServingAgain.Select(time => time.TotalMilliseconds).Order()];
        double[] cpu = [.. CpuUntilServing.Select(time => time.TotalMilliseconds).Order()];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"seed {Seed}: {Kills} kills at work and {KillsWhileStarting} while starting; {Answered} commands answered OK, {UnansweredDone + UnansweredNotDone} cut off ({UnansweredDone} had happened); {MessagesCompared} messages compared; serving again after {sorted[sorted.Length / 2]:0} ms (median), {sorted[^1]:0} ms (longest), {cpu[cpu.Length / 2]:0} ms of CPU; {ServerCpu.TotalSeconds:0.0} s of CPU in all servers")
            + "; lost 0, corrupted 0, resurrected 0, late 0, ghosts 0, UIDs reused 0, moves halved 0";
    }
}
