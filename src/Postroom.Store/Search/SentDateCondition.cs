using Postroom.Imap;
using Postroom.Store.Engine;

namespace Postroom.Store;

/// <summary>SENTBEFORE, SENTON, SENTSINCE: the day that the Date field names; a message without one is never found (as in Dovecot and Cyrus).</summary>
internal sealed class SentDateCondition(SearchDateRelation relation, long day) : SearchCondition
{
    public override SearchCost Cost => SearchCost.Derived;

    public override async ValueTask<ChunkMatch> MatchAsync(SearchChunk chunk, ChunkMask candidates, CancellationToken cancellationToken)
    {
        ChunkMask matched = default, unknown = default;
        for (int i = candidates.Next(0), loaded = 0; i < chunk.Messages.Count; i = candidates.Next(i + 1))
        {
            if (i >= loaded)
            {
                cancellationToken.ThrowIfCancellationRequested();
                loaded = await chunk.LoadDerivedAsync(candidates, i, cancellationToken).ConfigureAwait(false);
            }

            try
            {
                long? sent = chunk.Derived(i) is { IsEmpty: false } row
                    ? SentDayOf(row.Span)
                    : await chunk.ReadSentDayAsync(i, cancellationToken).ConfigureAwait(false);
                if (sent is { } itsDay && SearchDates.Holds(relation, itsDay, day))
                {
                    matched.Add(i);
                }
            }
            catch (DamagedMessageException damage)
            {
                chunk.Report(i, damage);
                unknown.Add(i);
            }
        }

        return new ChunkMatch(matched, unknown);
    }

    private static long? SentDayOf(ReadOnlySpan<byte> row) => new DerivedMessage(row) is { HasSentDate: true, SentDay: var sent } ? sent : null;
}
