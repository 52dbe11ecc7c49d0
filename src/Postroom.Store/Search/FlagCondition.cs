namespace Postroom.Store;

/// <summary>A flag bit is set: the condition that clients ask most, over columns of words.</summary>
internal sealed class FlagCondition(FlagBits bit) : SearchCondition
{
    public override SearchCost Cost => SearchCost.Snapshot;

    public override ValueTask<ChunkMatch> MatchAsync(SearchChunk chunk, ChunkMask candidates, CancellationToken cancellationToken)
    {
        ReadOnlySpan<ulong> flags = chunk.Messages.Flags;
        var matched = default(ChunkMask);
        for (int i = 0; i < flags.Length; i++)
        {
            if ((flags[i] & (ulong)bit) != 0)
            {
                matched.Add(i);
            }
        }

        return ValueTask.FromResult(ChunkMatch.Known(matched & candidates));
    }
}
