namespace LoadGenerator;

/// <summary>One line of the table.</summary>
/// <param name="Name">How it is asked for on the command line.</param>
/// <param name="Unit">What is counted: "messages" means messages a second.</param>
/// <param name="Measure">One round on one server.</param>
internal sealed record Row(string Name, string Unit, Action<RowRun> Measure)
{
    /// <summary>Makes what the row needs on a server, if it is not there yet.</summary>
    public Action<Fixture> Prepare { get; init; } = static _ => { };

    /// <summary>The unit is a cost (ms, KiB), not a rate: less is better.</summary>
    public bool IsCost { get; init; }

    /// <summary>MB/s say something about it.</summary>
    public bool CountsOctets { get; init; }

    /// <summary>It says nothing about the load generator, or restarts the server.</summary>
    public bool SkipsCeiling { get; init; }

    /// <summary>How the servers are started for it: "", or "synced", with flags on disk when STORE is answered.</summary>
    public string Mode { get; init; } = "";

    /// <summary>What a server must announce to have it, or "".</summary>
    public string Needs { get; init; } = "";

    /// <summary>A server that announces what the row needs and does not always do it.</summary>
    public string? Except { get; init; }

    /// <summary>The most that Postroom may take, of a cost: more fails the run.</summary>
    public double? Limit { get; init; }

    /// <summary>Its rounds last minutes and tell the same each time: no more than these.</summary>
    public int MostRounds { get; init; } = int.MaxValue;

    /// <summary>A round of it lasts a few milliseconds, and chance much of that: it has so many times as many.</summary>
    public int RoundsTimes { get; init; } = 1;

    /// <summary>Only for those who name it: what it needs takes minutes and gigabytes.</summary>
    public bool IsOnDemand { get; init; }

    /// <summary>No peer could hold what it needs, or in no hour.</summary>
    public bool IsPostroomOnly { get; init; }

    /// <summary>It restarts the server or fills its memory: one round of it is not warmed up.</summary>
    public bool IsCold { get; init; }
}
