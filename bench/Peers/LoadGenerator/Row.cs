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

    /// <summary>Part of the quick run.</summary>
    public bool IsQuick { get; init; } = true;

    /// <summary>It restarts the server or fills its memory: one round of it is not warmed up.</summary>
    public bool IsCold { get; init; }
}
