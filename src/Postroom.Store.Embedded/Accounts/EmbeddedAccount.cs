using Postroom.Store.Embedded.Lanes;
using Postroom.Store.Embedded.Packs;
using Postroom.Store.Embedded.Sqlite;
using Postroom.Store.Engine;

namespace Postroom.Store.Embedded.Accounts;

/// <summary>One open account: its log's end, mail.db's writer and a few readers.</summary>
internal sealed partial class EmbeddedAccount : IAccountEngine
{
    private readonly EmbeddedStore _store;
    private readonly AccountId _id;
    private readonly AccountPaths _paths;
    private readonly SerialLane _lane;
    private readonly PackHandles _packs;
    private readonly IdleReaders _readers = new();
    private AccountDatabase _database;
    private RecentGroups _recent;
    private PackWriter? _log;
    private long _nextPack;
    private long _lastSequence;
    private string? _readOnlyBecause;
    private bool _writtenSinceOpen;
    private bool _closed;

    internal EmbeddedAccount(
        EmbeddedStore store, AccountId id, AccountPaths paths, AccountDatabase database, RecentGroups recent, PackWriter? log, long nextPack, bool mayHaveLostWrites)
    {
        (_store, _id, _paths, _database, _log, _nextPack) = (store, id, paths, database, log, nextPack);
        _lane = new SerialLane(store.Writers);
        _packs = new PackHandles(store.Files, paths.Packs);
        _lastSequence = recent.Rows.Last;
        _recent = recent;
        MayHaveLostWrites = mayHaveLostWrites;
        if (recent.Rows.Groups > 0)
        {
            _moveFailed = true;
            store.AddRecentOctets(recent.Rows.Octets);
            MoveAgainLater();
        }
    }

    public long LastSequence => Volatile.Read(ref _lastSequence);

    public bool MayHaveLostWrites { get; }

    /// <summary>Why nothing more is committed, in a sentence; null when all is well.</summary>
    internal string? ReadOnlyBecause
    {
        get => Volatile.Read(ref _readOnlyBecause);
        init => _readOnlyBecause = value;
    }

    public ValueTask SyncAsync() => new(_lane.RunAsync(() =>
    {
        ThrowIfUnusable();
        SyncLog();
        return true;
    }));

    public async ValueTask DisposeAsync()
    {
        if (_closed)
        {
            return; // the store's lanes may be gone by now
        }

        await _lane.RunAsync(() =>
        {
            Close();
            return true;
        }).ConfigureAwait(false);
        await _writingBack.ConfigureAwait(false); // it has something to say to the lane
    }

    /// <summary>The timer's call: whoever waits for nothing learns of a failure at the next commit.</summary>
    internal void SyncInBackground() => _lane.Post(new LaneCall<bool>(
        () =>
        {
            if (!_closed && ReadOnlyBecause is null)
            {
                try
                {
                    SyncLog();
                }
                catch (StoreUnavailableException e)
                {
                    _store.Report(_id, e.Message);
                }
            }

            return true;
        },
        TaskCreationOptions.None));

    private void SyncLog()
    {
        if (_log is not { IsSynced: false } log)
        {
            return;
        }

        try
        {
            log.Sync();
        }
        catch (IOException e)
        {
            throw Fail($"a sync failed ({e.Message})", e);
        }
    }

    /// <summary>From here on nothing is committed before the account was closed and opened again: what the disk has is not known.</summary>
    private StoreUnavailableException Fail(string what, Exception e)
    {
        string sentence = $"Account {_id} is read-only until it is opened again: {what}.";
        Volatile.Write(ref _readOnlyBecause, sentence);
        _store.NoteFailure("io");
        return new StoreUnavailableException(sentence, e);
    }

    private void ThrowIfUnusable()
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        if (ReadOnlyBecause is { } why)
        {
            throw new StoreUnavailableException(why);
        }
    }

    private void Close()
    {
        if (_closed)
        {
            return;
        }

        MoveLast();
        _closed = true;
        try
        {
            if (_log is not null && ReadOnlyBecause is null)
            {
                if (_writtenSinceOpen)
                {
                    using var batch = new RecordBatch(_log);
                    batch.AddClose(writesMayBeLost: false);
                    _log.Write(batch);
                    _log.Sync();
                }

                if (!_moveFailed)
                {
                    _log.Trim(); // on a full disk the next open needs what is reserved, and would not get it back
                }
            }

            if (_database.HasLongWal)
            {
                _database.Checkpoint(CheckpointMode.Truncate);
            }
        }
        catch (Exception e) when (e is IOException or SqliteException)
        {
            // Closing in good order is a convenience: the next open does what an unclean end needs.
            _store.Report(_id, $"Account {_id} was not closed in good order: {e.Message}");
        }

        _log?.Dispose();
        _readers.Close();
        _packs.Dispose();
        _database.Dispose();
    }
}
