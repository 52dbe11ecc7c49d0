using Postroom.Store.Embedded.Files;
using Postroom.Store.Embedded.Packs;
using Postroom.Store.Embedded.Staging;
using Postroom.Store.Engine;

namespace Postroom.Store.Embedded.Accounts;

/// <content>Commit: the log, on disk if it has to be, then memory, then the answer. mail.db comes later (EmbeddedAccount.Moving.cs).</content>
internal sealed partial class EmbeddedAccount
{
    // Rows of flag changes and expunges are far below this; what has more is a copy of many messages: it grows.
    private const int MostOctetsFromReserve = 256 * 1024;

    // The one who waits is Store's writer loop, which goes on where this was done and brings the next group.
    public async ValueTask CommitAsync(CommitGroup group) => await _lane.RunShortAsync(() => Counted(group)).ConfigureAwait(false);

    private bool Counted(CommitGroup group)
    {
        try
        {
            return Commit(group);
        }
        catch (StoreUnavailableException e) when (e.IsFull)
        {
            _store.NoteFailure("full");
            throw;
        }
    }

    private bool Commit(CommitGroup group)
    {
        ThrowIfUnusable();
        if (group.Sequence != _lastSequence + 1)
        {
            throw new StoreUnavailableException(
                $"Account {_id} expects group {_lastSequence + 1} and was given {group.Sequence}: somebody else writes to it.");
        }

        foreach (RowWrite row in group.Rows)
        {
            TableShape.Of(row.Table).First(row.Key); // throws before anything was written
        }

        bool grows = Grows(group);
        if (grows && _store.Reserve.IsSpent)
        {
            throw new StoreUnavailableException("The disk is full: only what removes mail is accepted.") { IsFull = true };
        }

        try
        {
            Write(group, grows);
        }
        catch (StoreUnavailableException e) when (e.IsFull && !grows && ReadOnlyBecause is null)
        {
            if (!TryWriteOverWal(group))
            {
                if (!_store.Reserve.Release())
                {
                    throw;
                }

                if (!TryWriteOverWal(group)) // writing back may need some of the reserve itself
                {
                    Write(group, grows);
                }
            }
        }

        return true;
    }

    // Once mail.db has all of the WAL, SQLite writes over its beginning: what changes pages that there are needs no more space.
    private bool TryWriteOverWal(CommitGroup group)
    {
        if (!Checkpoint())
        {
            return false;
        }

        try
        {
            Write(group, grows: false);
            return true;
        }
        catch (StoreUnavailableException e) when (e.IsFull && ReadOnlyBecause is null)
        {
            return false;
        }
    }

    private void Write(CommitGroup group, bool grows)
    {
        MakeRoomInMemory(grows);

        // The first group after opening is always on disk at once: it stands behind the record that says "closed in good order", and
        // takes that back before anything can be lost.
        bool synced = group.Durability == Durability.Synced || group.Blobs.Count > 0 || !_writtenSinceOpen;
        LoggedGroup logged;
        ReadOnlyMemory<byte> body;
        LogPosition position;
        RecordBatch? batch = null;
        try
        {
            PackWriter log = Log();
            batch = new RecordBatch(log);
            PackTail before = log.Tail;
            logged = new LoggedGroup
            {
                Sequence = group.Sequence,
                Boot = _store.Options.Boot,
                Rows = group.Rows,
                RemovedBlobs = group.RemovedBlobs,
                Blobs = Place(group.Blobs, batch),
            };
            body = batch.AddKeptGroup(logged);
            position = new LogPosition(
                group.Sequence, log.Header.Number, batch.Tail.End, batch.Tail.Number, batch.Tail.Chain, log.SyncedEnd, _store.Options.Boot);
            WriteLog(log, batch, before, synced);
        }
        catch (DiskFullException e)
        {
            throw new StoreUnavailableException($"The disk is full: {e.Message}", e) { IsFull = true };
        }
        catch (IOException e)
        {
            throw new StoreUnavailableException($"Account {_id} cannot be written: {e.Message}", e);
        }
        finally
        {
            batch?.Dispose();
        }

        AddRecent(logged, body, position);
        _writtenSinceOpen = true;
        Volatile.Write(ref _lastSequence, group.Sequence);
        if (!synced)
        {
            _store.SyncSoon(this);
        }
    }

    private void WriteLog(PackWriter log, RecordBatch batch, PackTail before, bool synced)
    {
        try
        {
            log.Write(batch);
            if (synced)
            {
                log.Sync();
            }
        }
        catch (IOException e) when (e is not DiskFullException)
        {
            StoreUnavailableException failure = Fail($"a write failed ({e.Message})", e);
            Void(before);
            throw failure;
        }
    }

    /// <summary>Takes a group back out of the log. When even that fails, this process remembers it until the account is opened again.</summary>
    private void Void(PackTail before)
    {
        try
        {
            _log!.Void(before);
        }
        catch (IOException e)
        {
            _store.Voided[_id] = (_log!.Header.Number, before.End);
            Fail($"a commit that failed could not be voided ({e.Message})", e);
        }
    }

    private List<(EmailKey, BlobPlace)> Place(IReadOnlyList<BlobWrite> blobs, RecordBatch batch)
    {
        var places = new List<(EmailKey, BlobPlace)>(blobs.Count);
        foreach (BlobWrite blob in blobs)
        {
            if (blob.Bytes is not BlobStage stage)
            {
                throw new ArgumentException("The bytes were staged by another engine.", nameof(blobs));
            }

            if (stage.File is { } spool)
            {
                long number = _nextPack++;
                spool.AddTo(_paths.Packs, PackNames.Of(PackKind.Single, number));
                places.Add((blob.Email, new BlobPlace(number, PackHeader.Octets, stage.Length)));
            }
            else
            {
                places.Add((blob.Email, batch.AddBlob(blob.Email, stage.Length, stage.Blocks(), stage.Checksums)));
            }
        }

        return places;
    }

    /// <summary>The pack that the log ends in; a new one when there is none or it has grown enough.</summary>
    private PackWriter Log()
    {
        if (_log is { } log && log.Tail.End < _store.Options.PackOctets)
        {
            return log;
        }

        return NextLog();
    }

    /// <summary>What the log ends in now is not written to any more, and so may go; false when there is no log yet.</summary>
    private bool BeginLog()
    {
        if (_log is null)
        {
            return false;
        }

        MoveRecent(); // mail.db is to have what the old pack has
        PackWriter log = NextLog();
        _database.SetPosition(new LogPosition(
            _lastSequence, log.Header.Number, log.Tail.End, log.Tail.Number, log.Tail.Chain, log.SyncedEnd, _store.Options.Boot));
        return true;
    }

    private PackWriter NextLog()
    {
        PackWriter? old = _log;
        if (old is { IsSynced: false })
        {
            SyncLog(); // the new header says that everything before it is on disk
        }

        PackWriter pack = PackWriter.Create(_store.Files, _paths.Packs, new PackHeader
        {
            Kind = PackKind.Log,
            Number = _nextPack,
            FirstSequence = _lastSequence + 1,
            PreviousPack = old?.Header.Number ?? 0,
            PreviousEnd = old?.Tail.End ?? 0,
            Boot = _store.Options.Boot,
        });
        try
        {
            pack.Publish(_store.Files, _paths.Packs);
        }
        catch (IOException e) when (pack.HasItsName)
        {
            // It says where the log before it ends: what was written there from now on would be behind that.
            pack.Dispose();
            throw Fail($"a new log was begun and its folder could not be put on disk ({e.Message})", e);
        }
        catch
        {
            pack.Dispose();
            throw;
        }

        _nextPack++;
        _log = pack;
        old?.Trim();
        old?.Dispose();
        return pack;
    }

    private static bool Grows(CommitGroup group)
    {
        if (group.Blobs.Count > 0)
        {
            return true;
        }

        long octets = 0;
        foreach (RowWrite row in group.Rows)
        {
            octets += row.Value?.Length ?? 0;
        }

        return octets > MostOctetsFromReserve;
    }
}
