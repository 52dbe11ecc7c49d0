using Postroom.Store.Engine;

namespace Postroom.Store.Memory;

/// <summary>An account's "disk": what is written, what is synced, and who has it open.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Reliability", "CA1001", Justification = "It is the disk: whoever opened the engine disposes it.")]
internal sealed class MemoryAccount(AccountId id)
{
    private readonly Lock _gate = new();
    private MemoryImage _synced = MemoryImage.Empty;
    private MemoryImage _written = MemoryImage.Empty;
    private bool _mayHaveLostWrites;
    private MemoryAccountEngine? _open;

    internal MemoryImage Image
    {
        get
        {
            lock (_gate)
            {
                return _written;
            }
        }
    }

    /// <summary>As if its folder was replaced by a copy; it is not open.</summary>
    internal void Restore(MemoryImage image)
    {
        lock (_gate)
        {
            if (_open is not null)
            {
                throw new InvalidOperationException($"Account {id} is open.");
            }

            (_written, _synced, _mayHaveLostWrites) = (image, image, false);
        }
    }

    internal MemoryAccountEngine Open(MemoryStoreEngine store)
    {
        lock (_gate)
        {
            if (_open is not null)
            {
                throw new InvalidOperationException($"Account {id} is open already.");
            }

            _synced = _written; // as on a disk: opening puts down what is there
            return _open = new MemoryAccountEngine(this, store, _mayHaveLostWrites);
        }
    }

    internal void Close(MemoryAccountEngine engine)
    {
        lock (_gate)
        {
            if (_open == engine)
            {
                (_open, _synced, _mayHaveLostWrites) = (null, _written, false);
            }
        }
    }

    internal void Stop(bool loseWrites)
    {
        lock (_gate)
        {
            _open = null; // what is still held by the old owner fails from now on
            _written = loseWrites ? _synced : _written;
            _mayHaveLostWrites = loseWrites;
        }
    }

    internal void Commit(MemoryAccountEngine engine, CommitGroup group)
    {
        lock (_gate)
        {
            CheckOpen(engine);
            if (group.Sequence != _written.Sequence + 1)
            {
                throw new StoreUnavailableException($"Group {group.Sequence} does not follow {_written.Sequence}.");
            }

            var keys = new HashSet<(StoreTable, RowKey)>();
            if (!group.Rows.All(row => keys.Add((row.Table, row.Key))))
            {
                throw new ArgumentException("A row stands in the group twice.", nameof(group));
            }

            _written = _written.With(group);
            if (group.Durability == Durability.Synced)
            {
                _synced = _written;
            }
        }
    }

    internal void Sync()
    {
        lock (_gate)
        {
            _synced = _written;
        }
    }

    internal void CheckOpen(MemoryAccountEngine engine)
    {
        lock (_gate)
        {
            if (_open != engine)
            {
                throw new StoreUnavailableException($"Account {id} is no longer open.");
            }
        }
    }
}
