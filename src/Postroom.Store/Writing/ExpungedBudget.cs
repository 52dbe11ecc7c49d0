using Postroom.Store.Codecs;
using Postroom.Store.Engine;
using Postroom.Store.State;

namespace Postroom.Store.Writing;

/// <summary>Counts what expunged messages take that are in no mailbox any more, and finds what has to go so that it is not too much: the oldest first.</summary>
internal sealed class ExpungedBudget(AccountCore core, IAccountEngine engine)
{
    private readonly HashSet<RowKey> _records = []; // chunk rows that stand for expunged messages
    private readonly HashSet<long> _counted = [];

    /// <summary>Octets kept, once the excess is gone.</summary>
    internal long Kept { get; private set; }

    /// <summary>Expunges whose messages are to be purged early, with the commits that each takes.</summary>
    internal async ValueTask<IReadOnlyList<(RowKey Key, int Trims)>> FindExcessAsync(long limit, CancellationToken cancellationToken)
    {
        List<(RowKey Key, int Trims)> rows = await FindRowsAsync(cancellationToken).ConfigureAwait(false);
        if (Kept <= limit)
        {
            return [];
        }

        HashSet<long> living = await LivingAsync(cancellationToken).ConfigureAwait(false);
        var excess = new List<(RowKey Key, int Trims)>();
        Kept = 0;
        rows.Sort(static (a, b) => b.Key.Minor.CompareTo(a.Key.Minor)); // by MODSEQ, which is the account's: newest first
        foreach ((RowKey key, int trims) in rows)
        {
            long octets = await CountAsync(key, living, cancellationToken).ConfigureAwait(false);
            if ((excess.Count > 0 || Kept + octets > limit) && key.Minor <= core.ExpungesTold(key.Major))
            {
                excess.Add((key, trims));
            }
            else
            {
                Kept += octets;
            }
        }

        return excess;
    }

    // And what they take at most: as if none of the messages were anywhere else.
    private async ValueTask<List<(RowKey Key, int Trims)>> FindRowsAsync(CancellationToken cancellationToken)
    {
        var rows = new List<(RowKey Key, int Trims)>();
        await foreach ((RowKey key, ReadOnlyMemory<byte> value) in AccountLoading
            .ScanAsync(engine, StoreTable.Expunged, AccountLoading.Lowest, AccountLoading.Highest, cancellationToken).ConfigureAwait(false))
        {
            ExpungedRow row = ExpungedCodec.Read(key.Minor, value.Span);
            if (row.IsWhole)
            {
                rows.Add((key, CommitDraft.TrimsOf(row)));
                _records.UnionWith(row.Kept?.Runs.SelectMany(static run => run.Keys) ?? []);
                await foreach ((_, long size) in EmailsAsync(row, cancellationToken).ConfigureAwait(false))
                {
                    Kept += size;
                }
            }
        }

        return rows;
    }

    private async ValueTask<HashSet<long>> LivingAsync(CancellationToken cancellationToken)
    {
        var living = new HashSet<long>();
        await foreach ((RowKey key, ReadOnlyMemory<byte> value) in AccountLoading
            .ScanAsync(engine, StoreTable.ChunkFixed, AccountLoading.Lowest, AccountLoading.Highest, cancellationToken).ConfigureAwait(false))
        {
            foreach (long email in _records.Contains(key) ? [] : ChunkCodec.ReadFixed(value.Span, 0).Emails)
            {
                living.Add(email);
            }
        }

        return living;
    }

    private async ValueTask<long> CountAsync(RowKey key, HashSet<long> living, CancellationToken cancellationToken)
    {
        using RowSet rows = await engine.ReadAsync(StoreTable.Expunged, new[] { key }, cancellationToken).ConfigureAwait(false);
        if (rows.Count == 0)
        {
            return 0; // another purged it
        }

        long octets = 0;
        await foreach ((long email, long size) in EmailsAsync(ExpungedCodec.Read(key.Minor, rows.Value(0).Span), cancellationToken).ConfigureAwait(false))
        {
            octets += !living.Contains(email) && _counted.Add(email) ? size : 0;
        }

        return octets;
    }

    private IAsyncEnumerable<(long Email, long Size)> EmailsAsync(ExpungedRow row, CancellationToken cancellationToken) =>
        ExpungedReading.EmailsAsync(row, keys => AccountLoading.FindAsync(engine, StoreTable.ChunkFixed, keys, cancellationToken));
}
