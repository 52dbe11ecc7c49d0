namespace Postroom.Store;

/// <summary>All must hold: the cheapest first, each about what the ones before left.</summary>
internal sealed class AndCondition : SearchCondition
{
    private readonly SearchCondition[] _all;

    public AndCondition(IEnumerable<SearchCondition> all) => _all = [.. all.OrderBy(condition => condition.Cost)];

    public override SearchCost Cost => _all.Length == 0 ? SearchCost.Snapshot : _all[^1].Cost;

    public override async ValueTask<ChunkMask> MatchAsync(SearchChunk chunk, ChunkMask candidates, CancellationToken cancellationToken)
    {
        foreach (SearchCondition condition in _all)
        {
            if (candidates.IsEmpty)
            {
                break;
            }

            candidates = await condition.MatchAsync(chunk, candidates, cancellationToken).ConfigureAwait(false);
        }

        return candidates;
    }
}

/// <summary>One must hold: the cheapest first, each about what the ones before did not settle.</summary>
internal sealed class OrCondition : SearchCondition
{
    private readonly SearchCondition[] _any;

    public OrCondition(IEnumerable<SearchCondition> any) => _any = [.. any.OrderBy(condition => condition.Cost)];

    public override SearchCost Cost => _any[^1].Cost;

    public override async ValueTask<ChunkMask> MatchAsync(SearchChunk chunk, ChunkMask candidates, CancellationToken cancellationToken)
    {
        var matched = default(ChunkMask);
        foreach (SearchCondition condition in _any)
        {
            ChunkMask open = ChunkMask.Except(candidates, matched);
            if (open.IsEmpty)
            {
                break;
            }

            matched |= await condition.MatchAsync(chunk, open, cancellationToken).ConfigureAwait(false);
        }

        return matched;
    }
}

/// <summary>Must not hold.</summary>
internal sealed class NotCondition(SearchCondition condition) : SearchCondition
{
    public override SearchCost Cost => condition.Cost;

    public override async ValueTask<ChunkMask> MatchAsync(SearchChunk chunk, ChunkMask candidates, CancellationToken cancellationToken) =>
        ChunkMask.Except(candidates, await condition.MatchAsync(chunk, candidates, cancellationToken).ConfigureAwait(false));
}
