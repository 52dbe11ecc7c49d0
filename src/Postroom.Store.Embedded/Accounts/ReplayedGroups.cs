using Postroom.Store.Embedded.Packs;
using Postroom.Store.Embedded.Sqlite;
using Postroom.Store.Engine;

namespace Postroom.Store.Embedded.Accounts;

/// <summary>
/// Where the groups go that opening reads from the log: to mail.db, many in one transaction. What a full disk has no room for stays in memory, as after
/// a commit (docs/adr/0005): whoever is to remove mail from it has to open the account first.
/// </summary>
/// <param name="store">The store, for its reserve.</param>
/// <param name="account">Whose they are.</param>
/// <param name="database">mail.db.</param>
/// <param name="stored">What it had before: of groups up to there only their messages' places are new (they were written anew elsewhere).</param>
/// <param name="mustFit">True: nothing may stay in memory, since what comes next reads mail.db alone.</param>
internal sealed class ReplayedGroups(EmbeddedStore store, AccountId account, AccountDatabase database, LogPosition stored, bool mustFit)
{
    private readonly List<LoggedGroup> _waiting = [];
    private long _waitingOctets;
    private LogPosition _position;
    private RecentRows? _rows;

    /// <summary>Takes the next group.</summary>
    /// <exception cref="StoreUnavailableException">The disk is full, and memory has as much as it may.</exception>
    internal void Add(LoggedGroup group, LogPosition position)
    {
        _position = position;
        if (_rows is { } rows)
        {
            Keep(rows, group);
            return;
        }

        _waiting.Add(group);
        _waitingOctets += GroupCodec.Measure(group);
        if (_waiting.Count >= store.Options.MostRecentGroups || _waitingOctets >= store.Options.MostRecentOctets)
        {
            Flush();
        }
    }

    /// <summary>After the last group.</summary>
    /// <exception cref="StoreUnavailableException">As for <see cref="Add"/>.</exception>
    internal void Flush()
    {
        if (_waiting.Count > 0 && !TryWrite(() => database.Apply(_waiting, _position, stored.Sequence)))
        {
            RecentRows rows = KeepFromHere();
            foreach (LoggedGroup group in _waiting)
            {
                Keep(rows, group);
            }
        }

        _waiting.Clear();
        _waitingOctets = 0;
    }

    /// <summary>Messages were written anew in another pack, which the log ends in from now on.</summary>
    internal void Move(List<(EmailKey Email, BlobPlace From, BlobPlace To)> moves, LogPosition position)
    {
        _position = position;
        if (_rows is null && TryWrite(() => database.MoveBlobs(moves, position)))
        {
            return;
        }

        RecentRows rows = KeepFromHere();
        rows.Move(moves.Where(move => PlaceOf(rows, move.Email) == move.From).Select(static move => (move.Email, move.To)), position);
    }

    /// <summary>What stays in memory, and nothing when mail.db has all.</summary>
    internal RecentGroups Rest() => new(_rows ?? new RecentRows(database.Position.Sequence));

    private RecentRows KeepFromHere()
    {
        if (_rows is { } rows)
        {
            return rows;
        }

        if (mustFit)
        {
            throw Full("there is no room for its mail.db to be made again");
        }

        store.Report(account, $"Account {account}: the disk is full, and mail.db has no room for what the log has behind group {database.Position.Sequence}: it stays in memory.");
        return _rows = new RecentRows(database.Position.Sequence);
    }

    private void Keep(RecentRows rows, LoggedGroup group)
    {
        if (group.Sequence <= stored.Sequence)
        {
            rows.Move(group.Blobs.Where(blob => PlaceOf(rows, blob.Email)?.Length == blob.Place.Length), _position);
        }
        else
        {
            rows.Add(group, _position);
        }

        if (rows.Octets > store.Options.MostUnmovedOctets)
        {
            throw Full("its log has more than fits into memory that mail.db has no room for");
        }
    }

    private BlobPlace? PlaceOf(RecentRows rows, EmailKey email) =>
        rows.TryGetPlace(email, rows.Last, out BlobPlace? place) ? place : database.Place(email);

    private StoreUnavailableException Full(string why) => new($"Account {account} cannot be opened: the disk is full, and {why}.") { IsFull = true };

    private bool TryWrite(Action write) =>
        TryOnce(write) || TryOverWal(write) || (store.Reserve.Release() && (TryOverWal(write) || TryOnce(write)));

    // Once mail.db has all of the WAL, SQLite writes over its beginning: what changes pages that there are needs no more space.
    private bool TryOverWal(Action write) => TryOnce(() => database.Checkpoint(CheckpointMode.Passive)) && TryOnce(write);

    private static bool TryOnce(Action write)
    {
        try
        {
            write();
            return true;
        }
        catch (SqliteException e) when (e.IsFull)
        {
            return false; // the caller tries it otherwise, and says so when nothing helps
        }
    }
}
