using Postroom.Store.Engine;

namespace Postroom.Store.State;

/// <summary>What the commits of a group write beside the state: a later commit of the same group reads it as if it were stored.</summary>
/// <param name="engine">What is stored.</param>
/// <param name="before">The state that goes with it.</param>
/// <param name="state">The state by now.</param>
internal sealed class PendingRows(IAccountEngine engine, AccountState before, Func<AccountState> state) : IRowSource
{
    private Dictionary<(StoreTable Table, RowKey Key), RowWrite> _rows = [];

    /// <summary>Mailboxes that were loaded for this group, as they are stored.</summary>
    internal Dictionary<long, MailboxSnapshot> Loaded { get; } = [];

    /// <summary>Private flags that were loaded likewise.</summary>
    internal SharedMap<OverlayKey, Overlay> Overlays { get; private set; } = new();

    /// <summary>Takes a commit's rows, and the dictionary that they are in where it can: that of a commit alone, which may be large, is not copied.</summary>
    internal void Take(Dictionary<(StoreTable Table, RowKey Key), RowWrite> rows)
    {
        if (_rows.Count == 0)
        {
            _rows = rows;
            return;
        }

        foreach (((StoreTable, RowKey) key, RowWrite row) in rows)
        {
            _rows[key] = row;
        }
    }

    internal void AddTo(List<RowWrite> rows)
    {
        rows.EnsureCapacity(rows.Count + _rows.Count);
        rows.AddRange(_rows.Values);
    }

    public async ValueTask<ReadOnlyMemory<byte>?> FindAsync(StoreTable table, RowKey key)
    {
        if (_rows.TryGetValue((table, key), out RowWrite pending))
        {
            return pending.Value;
        }

        using RowSet rows = await engine.ReadAsync(table, new[] { key }, CancellationToken.None).ConfigureAwait(false);
        return rows.Count == 0 ? default(ReadOnlyMemory<byte>?) : rows.Value(0).ToArray(); // an array that is null would become an empty row
    }

    public async ValueTask<Dictionary<RowKey, ReadOnlyMemory<byte>>> FindAsync(StoreTable table, IReadOnlyList<RowKey> keys)
    {
        var found = new Dictionary<RowKey, ReadOnlyMemory<byte>>();
        var asked = new List<RowKey>();
        foreach (RowKey key in keys.Distinct())
        {
            if (!_rows.TryGetValue((table, key), out RowWrite pending))
            {
                asked.Add(key);
            }
            else if (pending.Value is { } value)
            {
                found[key] = value;
            }
        }

        foreach ((RowKey key, ReadOnlyMemory<byte> value) in await AccountLoading.FindAsync(engine, table, asked, CancellationToken.None).ConfigureAwait(false))
        {
            found[key] = value;
        }

        return found;
    }

    public async ValueTask<List<(RowKey Key, ReadOnlyMemory<byte> Value)>> ScanAsync(StoreTable table, RowKey from, RowKey to)
    {
        var rows = new SortedDictionary<RowKey, ReadOnlyMemory<byte>>();
        await foreach ((RowKey key, ReadOnlyMemory<byte> value) in AccountLoading.ScanAsync(engine, table, from, to, CancellationToken.None).ConfigureAwait(false))
        {
            rows[key] = value.ToArray();
        }

        foreach ((StoreTable pendingTable, RowKey key, ReadOnlyMemory<byte>? value) in _rows.Values)
        {
            if (pendingTable != table || key < from || key > to)
            {
                continue;
            }

            if (value is { } put)
            {
                rows[key] = put;
            }
            else
            {
                rows.Remove(key);
            }
        }

        return [.. rows.Select(static row => (row.Key, row.Value))];
    }

    public bool IsStored(MailboxKey mailbox, MessageChunk chunk)
    {
        if ((before.Loaded.Find(mailbox.Value)?.Value ?? Loaded.GetValueOrDefault(mailbox.Value)) is not { } stored)
        {
            return false;
        }

        int at = stored.ChunkFrom(chunk.Columns.Uids[0]);
        return at < stored.Chunks.Length && ReferenceEquals(stored.Chunks[at], chunk);
    }

    public async ValueTask<MailboxSnapshot> LoadAsync(MailboxInfo info)
    {
        if ((state().Loaded.Find(info.Key.Value)?.Value ?? Loaded.GetValueOrDefault(info.Key.Value)) is { } there)
        {
            return there;
        }

        MailboxSnapshot snapshot = await AccountLoading.LoadMailboxAsync(engine, info, state().Counters.ModSeqFloor).ConfigureAwait(false);
        Loaded[info.Key.Value] = snapshot;
        return snapshot;
    }

    public async ValueTask<Overlay> LoadAsync(MailboxInfo info, MailboxPrincipal principal)
    {
        var key = new OverlayKey(info.Key.Value, principal.Number);
        if ((state().Overlays.Find(key) ?? Overlays.Find(key)) is { } there)
        {
            return there.Value;
        }

        Overlay overlay = await AccountLoading.LoadOverlayAsync(engine, info.Key.Value, principal.Number).ConfigureAwait(false);
        Overlays = Overlays.With(key, overlay);
        return overlay;
    }
}
