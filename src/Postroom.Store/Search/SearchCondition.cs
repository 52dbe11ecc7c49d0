namespace Postroom.Store;

/// <summary>A compiled search key: asked chunk by chunk which messages it holds for.</summary>
public abstract class SearchCondition
{
    /// <summary>What asking costs: cheap ones are asked first, and the dear ones only about what is left.</summary>
    public abstract SearchCost Cost { get; }

    /// <summary>Those of <paramref name="candidates"/> it holds for, and those of which that cannot be said.</summary>
    public abstract ValueTask<ChunkMatch> MatchAsync(SearchChunk chunk, ChunkMask candidates, CancellationToken cancellationToken);
}

/// <summary>What a condition must look at.</summary>
public enum SearchCost
{
    /// <summary>The snapshot, in memory.</summary>
    Snapshot,

    /// <summary>Derived rows.</summary>
    Derived,

    /// <summary>Header rows.</summary>
    Header,

    /// <summary>The bytes of each message, decoded.</summary>
    Text,
}
