using Postroom.Imap;

namespace Postroom.Store;

/// <summary>The message is one of these: a sequence set or UIDs, resolved before the search began.</summary>
internal sealed class UidSetCondition(UidSet uids) : SearchCondition
{
    public override SearchCost Cost => SearchCost.Snapshot;

    public override ValueTask<ChunkMatch> MatchAsync(SearchChunk chunk, ChunkMask candidates, CancellationToken cancellationToken)
    {
        var matched = default(ChunkMask);
        ReadOnlySpan<uint> column = chunk.Messages.Columns.Uids;
        ReadOnlySpan<NumberRange> ranges = uids.Ranges;
        int range = FirstEndingAtOrAbove(ranges, column[0]);
        for (int i = 0; i < column.Length && range < ranges.Length; i++)
        {
            while (range < ranges.Length && ranges[range].Last < column[i])
            {
                range++;
            }

            if (range < ranges.Length && ranges[range].First <= column[i])
            {
                matched.Add(i);
            }
        }

        return ValueTask.FromResult(ChunkMatch.Known(matched & candidates));
    }

    private static int FirstEndingAtOrAbove(ReadOnlySpan<NumberRange> ranges, uint uid)
    {
        int low = 0, high = ranges.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = ranges[middle].Last < uid ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
