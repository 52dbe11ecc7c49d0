namespace Postroom.Fuzz;

/// <summary>How long a run is.</summary>
internal sealed record FuzzOptions
{
    /// <summary>The first input's; each next is one higher.</summary>
    public int FirstSeed { get; init; } = 1;

    /// <summary>So many inputs at most, the corpus not counted.</summary>
    public long Inputs { get; init; } = long.MaxValue;

    /// <summary>No further input is begun after it,</summary>
    public TimeSpan Budget { get; init; } = TimeSpan.MaxValue;

    /// <summary>but for so many, however slow the machine is.</summary>
    public long LeastInputs { get; init; }

    /// <summary>False leaves out the corpus.</summary>
    public bool WithCorpus { get; init; } = true;

    /// <summary>Hears of each input's seed before it is fed, for a process that may die of it.</summary>
    public Action<int> Beginning { get; init; } = static _ => { };

    /// <summary>Hears a line now and then.</summary>
    public Action<string> Progress { get; init; } = static _ => { };
}
