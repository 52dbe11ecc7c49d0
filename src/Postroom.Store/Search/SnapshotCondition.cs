namespace Postroom.Store;

/// <summary>A condition that the snapshot answers for one message at a time: dates, sizes, \Recent, keywords of the side table.</summary>
/// <param name="holds">Chunk and place in it.</param>
public sealed class SnapshotCondition(Func<SearchChunk, int, bool> holds) : SearchCondition
{
    /// <inheritdoc/>
    public override SearchCost Cost => SearchCost.Snapshot;

    /// <inheritdoc/>
    public override ValueTask<ChunkMatch> MatchAsync(SearchChunk chunk, ChunkMask candidates, CancellationToken cancellationToken)
    {
        var matched = default(ChunkMask);
        for (int i = candidates.Next(0); i < chunk.Messages.Count; i = candidates.Next(i + 1))
        {
            if (holds(chunk, i))
            {
                matched.Add(i);
            }
        }

        return ValueTask.FromResult(ChunkMatch.Known(matched));
    }
}
