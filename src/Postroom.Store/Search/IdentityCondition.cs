namespace Postroom.Store;

/// <summary>EMAILID and THREADID (RFC 8474 §6). A message whose row is missing has neither.</summary>
/// <param name="holds">Asked of each message's identity.</param>
internal sealed class IdentityCondition(Func<EmailIdentity, bool> holds) : SearchCondition
{
    public override SearchCost Cost => SearchCost.Derived;

    public override async ValueTask<ChunkMatch> MatchAsync(SearchChunk chunk, ChunkMask candidates, CancellationToken cancellationToken)
    {
        var matched = default(ChunkMask);
        for (int i = candidates.Next(0), loaded = 0; i < chunk.Messages.Count; i = candidates.Next(i + 1))
        {
            if (i >= loaded)
            {
                cancellationToken.ThrowIfCancellationRequested();
                loaded = await chunk.LoadIdentitiesAsync(candidates, i, cancellationToken).ConfigureAwait(false);
            }

            if (chunk.Identity(i) is { } identity && holds(identity))
            {
                matched.Add(i);
            }
        }

        return ChunkMatch.Known(matched);
    }
}
