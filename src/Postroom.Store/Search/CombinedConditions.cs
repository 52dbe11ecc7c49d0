namespace Postroom.Store;

/// <summary>All must hold: the cheapest first, each about what the ones before left. False beats unknown, unknown beats true.</summary>
internal sealed class AndCondition : SearchCondition
{
    private readonly SearchCondition[] _all;

    public AndCondition(IEnumerable<SearchCondition> all) => _all = [.. all.OrderBy(condition => condition.Cost)];

    public override SearchCost Cost => _all.Length == 0 ? SearchCost.Snapshot : _all[^1].Cost;

    public override async ValueTask<ChunkMatch> MatchAsync(SearchChunk chunk, ChunkMask candidates, CancellationToken cancellationToken)
    {
        var unknown = default(ChunkMask);
        foreach (SearchCondition condition in _all)
        {
            if (candidates.IsEmpty)
            {
                break;
            }

            ChunkMatch match = await condition.MatchAsync(chunk, candidates, cancellationToken).ConfigureAwait(false);
            candidates = match.Possible;
            unknown |= match.Unknown;
        }

        return new ChunkMatch(ChunkMask.Except(candidates, unknown), candidates & unknown);
    }
}

/// <summary>One must hold: the cheapest first, each about what the ones before did not settle. True beats unknown, unknown beats false.</summary>
internal sealed class OrCondition : SearchCondition
{
    private readonly SearchCondition[] _any;

    public OrCondition(IEnumerable<SearchCondition> any) => _any = [.. any.OrderBy(condition => condition.Cost)];

    public override SearchCost Cost => _any[^1].Cost;

    public override async ValueTask<ChunkMatch> MatchAsync(SearchChunk chunk, ChunkMask candidates, CancellationToken cancellationToken)
    {
        ChunkMask matched = default, unknown = default;
        foreach (SearchCondition condition in _any)
        {
            ChunkMask open = ChunkMask.Except(candidates, matched);
            if (open.IsEmpty)
            {
                break;
            }

            ChunkMatch match = await condition.MatchAsync(chunk, open, cancellationToken).ConfigureAwait(false);
            matched |= match.Holds;
            unknown |= match.Unknown;
        }

        return new ChunkMatch(matched, ChunkMask.Except(unknown, matched));
    }
}

/// <summary>Must not hold. The opposite of unknown is unknown.</summary>
internal sealed class NotCondition(SearchCondition condition) : SearchCondition
{
    public override SearchCost Cost => condition.Cost;

    public override async ValueTask<ChunkMatch> MatchAsync(SearchChunk chunk, ChunkMask candidates, CancellationToken cancellationToken)
    {
        ChunkMatch match = await condition.MatchAsync(chunk, candidates, cancellationToken).ConfigureAwait(false);
        return match with { Holds = ChunkMask.Except(candidates, match.Possible) };
    }
}
