using Postroom.Store.Embedded.Packs;
using Postroom.Store.Embedded.Sqlite;
using Postroom.Store.Engine;

namespace Postroom.Store.Embedded.Accounts;

/// <content>Compaction: reading and copying on reader lanes, only the new places on the account's own lane.</content>
internal sealed partial class EmbeddedAccount
{
    private const int MovesPerStep = 1_000;

    private int _compacting;

    public async ValueTask<long> CompactAsync(bool everything, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _compacting, 1) != 0)
        {
            return 0; // one at a time: the other one does it
        }

        try
        {
            return await CompactOnceAsync(everything, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SqliteException or InvalidDataException)
        {
            bool full = e is IOException io ? Files.DiskFullException.Is(io) : e is SqliteException { IsFull: true };
            throw new StoreUnavailableException($"Account {_id} cannot be compacted now: {e.Message}", e) { IsFull = full };
        }
        finally
        {
            Volatile.Write(ref _compacting, 0);
        }
    }

    private async Task<long> CompactOnceAsync(bool everything, CancellationToken cancellationToken)
    {
        if (everything)
        {
            await OnLaneAsync(BeginLog).ConfigureAwait(false);
        }

        // Listed on the lane: no commit is half done then, so what no row points to is not one that is about to be. And mail.db has all of them.
        (IReadOnlyList<string> names, long firstOpen) = await OnLaneAsync(() =>
        {
            MoveRecent();
            return (_store.Files.List(_paths.Packs), _database.Position.Pack);
        }).ConfigureAwait(false);
        Compaction plan = await OnReaderAsync(
            reader => Compaction.Plan(_store.Files, _paths.Packs, names, firstOpen, everything ? null : _store.Options.LeastLiveShare, reader),
            cancellationToken).ConfigureAwait(false);
        if (plan.IsEmpty)
        {
            return 0;
        }

        if (plan.RemovesLog)
        {
            long number = await OnLaneAsync(() => _nextPack++).ConfigureAwait(false);
            await OnReaderAsync(
                reader =>
                {
                    BaseFile.Write(_store.Files, _paths.Packs, number, reader, cancellationToken);
                    return true;
                },
                cancellationToken).ConfigureAwait(false);
        }

        while (plan.HasMore)
        {
            long number = await OnLaneAsync(() => _nextPack++).ConfigureAwait(false);
            List<(EmailKey, BlobPlace, BlobPlace)> moves = await _store.Readers.RunAsync(
                () => plan.CopySome(number, _store.Options.PackOctets, _packs, cancellationToken), cancellationToken).ConfigureAwait(false);
            foreach ((EmailKey, BlobPlace, BlobPlace)[] step in moves.Chunk(MovesPerStep))
            {
                await OnLaneAsync(() =>
                {
                    _database.MoveBlobs(step);
                    return true;
                }).ConfigureAwait(false);
            }
        }

        foreach (string line in plan.Damaged)
        {
            _store.Report(_id, line);
        }

        // Only what is on disk in mail.db itself counts: its WAL is not synced at each commit.
        bool durable = await OnLaneAsync(() => _database.Checkpoint(CheckpointMode.Full)).ConfigureAwait(false);
        if (!durable)
        {
            return 0; // a reader held the WAL; the next compaction finds the old packs without a living message
        }

        long removed = await _store.Readers.RunAsync(() => plan.RemoveOld(_packs), CancellationToken.None).ConfigureAwait(false);
        return Math.Max(0, removed - plan.Written);
    }

    private Task<T> OnLaneAsync<T>(Func<T> work) => _lane.RunAsync(() =>
    {
        ThrowIfUnusable();
        return work();
    });
}
