using Postroom.Store.Engine;

namespace Postroom.Store;

/// <summary>Rows of a chunk's messages, read some together as they are asked for; only so many of them are in memory at a time.</summary>
/// <param name="messages">The chunk.</param>
/// <param name="largestRow">What the row of a message of so many octets may come to.</param>
/// <param name="maxOctets">What the rows that are read together may come to.</param>
/// <param name="read">Reads them.</param>
internal sealed class SearchRows(
    MessageChunk messages, Func<long, long> largestRow, long maxOctets,
    Func<ReadOnlyMemory<EmailKey>, CancellationToken, ValueTask<RowSet>> read) : IDisposable
{
    private readonly List<RowSet> _sets = [];
    private readonly (RowSet? Set, int Index)[] _rows = new (RowSet?, int)[messages.Count];
    private ChunkMask _here;

    /// <summary>The row of a message that <see cref="LoadAsync"/> has covered; empty when there is none.</summary>
    public ReadOnlyMemory<byte> this[int index] => _rows[index] is (RowSet set, int row) ? set.Value(row) : default;

    /// <summary>Has the rows of <paramref name="wanted"/> here from place <paramref name="from"/> on, as many as may be.</summary>
    /// <returns>The place up to which they are: go on there when done with them, as they may be gone then.</returns>
    public async ValueTask<int> LoadAsync(ChunkMask wanted, int from, CancellationToken cancellationToken)
    {
        int to = from;
        long octets = 0;
        var keys = new List<EmailKey>();
        for (; to < messages.Count && octets < maxOctets; to = wanted.Next(to + 1))
        {
            if (wanted.Contains(to) && !_here.Contains(to))
            {
                keys.Add(new EmailKey(messages.Columns.Emails[to]));
                octets += largestRow(messages.Columns.Sizes[to]);
            }
        }

        if (keys.Count == 0)
        {
            return to;
        }

        if (_sets.Sum(static set => (long)set.ValueOctets) > maxOctets / 2)
        {
            Dispose(); // asking again for a few is cheaper than keeping them all
            return await LoadAsync(wanted, from, cancellationToken).ConfigureAwait(false);
        }

        RowSet set = await read(keys.ToArray(), cancellationToken).ConfigureAwait(false);
        _sets.Add(set);
        Place(set, wanted, from, to);
        return to;
    }

    /// <summary>Lets go of all rows.</summary>
    public void Dispose()
    {
        foreach (RowSet set in _sets)
        {
            set.Dispose();
        }

        _sets.Clear();
        Array.Clear(_rows);
        _here = default;
    }

    // They come in the order of the keys; that of an email which is gone is left out.
    private void Place(RowSet set, ChunkMask wanted, int from, int to)
    {
        int next = 0;
        for (int i = from; i < to && i < messages.Count; i = wanted.Next(i + 1))
        {
            if (!wanted.Contains(i) || _here.Contains(i))
            {
                continue;
            }

            _here.Add(i);
            if (next < set.Count && set.Key(next).Major == messages.Columns.Emails[i])
            {
                _rows[i] = (set, next++);
            }
        }
    }
}
