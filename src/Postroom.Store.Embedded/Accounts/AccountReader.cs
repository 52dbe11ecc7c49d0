using Postroom.Store.Embedded.Packs;
using Postroom.Store.Embedded.Sqlite;
using Postroom.Store.Engine;

namespace Postroom.Store.Embedded.Accounts;

/// <summary>mail.db as one reader sees it: a connection that cannot write. Each call is a read transaction of its own.</summary>
internal sealed partial class AccountReader : IDisposable
{
    private const int MostRows = 1_000;
    private const int MostOctets = 1024 * 1024;

    private readonly SqliteConnection _connection;
    private readonly SqliteStatement?[] _gets = new SqliteStatement?[TableShape.Count];
    private readonly SqliteStatement?[] _scans = new SqliteStatement?[TableShape.Count];
    private readonly SqliteStatement _begin;
    private readonly SqliteStatement _end;
    private readonly SqliteStatement _place;
    private readonly bool _isProven;
    private readonly Action<BadRow>? _found;
    private readonly RecentGroups? _recent;
    private readonly SqliteStatement _touch;

    /// <summary>Opens mail.db.</summary>
    /// <param name="path">The file.</param>
    /// <param name="vfs">SQLite's way to it; null is the system's.</param>
    /// <param name="isProven">True: each row has a checksum. False: those that have none are taken as they are (<see cref="AccountDatabase.IsProven"/>).</param>
    /// <param name="found">Told of rows that count as none because they are not what was stored.</param>
    /// <param name="recent">What <see cref="Read"/>, <see cref="Scan"/> and <see cref="Place"/> lay over it; everything else sees mail.db alone.</param>
    internal AccountReader(string path, string? vfs, bool isProven = true, Action<BadRow>? found = null, RecentGroups? recent = null)
    {
        (_isProven, _found, _recent) = (isProven, found, recent);
        _connection = new SqliteConnection(path, create: false, vfs);
        try
        {
            _connection.LeaveWalOnClose();
            _connection.Execute("PRAGMA query_only=1; PRAGMA cache_size=-1024; PRAGMA wal_autocheckpoint=0; PRAGMA temp_store=MEMORY; PRAGMA cell_size_check=1;");
            _begin = _connection.Prepare("BEGIN");
            _end = _connection.Prepare("COMMIT");
            _touch = _connection.Prepare("SELECT 1 FROM meta WHERE id = 1");
            _place = _connection.Prepare("SELECT pack, offset, length, c FROM blob WHERE email = ?1");
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    internal void Scan(StoreTable table, RowKey from, RowKey to, RowSet into)
    {
        RecentView? recent = Begin();
        try
        {
            ScanUnder(table, from, to, recent is { } view ? view.Rows.Range(table, from, to, view.UpTo) : null, into);
        }
        finally
        {
            End();
        }
    }

    /// <summary>The same of mail.db alone, in whatever transaction there is.</summary>
    internal void ScanStored(StoreTable table, RowKey from, RowKey to, RowSet into) => ScanUnder(table, from, to, null, into);

    private void ScanUnder(StoreTable table, RowKey from, RowKey to, List<(RowKey Key, ReadOnlyMemory<byte>? Value)>? newer, RowSet into)
    {
        if (to < from)
        {
            return;
        }

        TableShape shape = TableShape.Of(table);
        SqliteStatement scan = Scanner(shape);
        scan.Bind(1, shape.From(from)).Bind(3, shape.To(to));
        if (shape.HasTwoKeys)
        {
            scan.Bind(2, from.Minor).Bind(4, to.Minor);
        }

        try
        {
            int next = 0;
            while (scan.Next())
            {
                long first = scan.Int64(2), second = shape.HasTwoKeys ? scan.Int64(3) : 0;
                RowKey key = shape.Key(first, second);
                if (newer is not null)
                {
                    if (!TryAddUpTo(key, newer, ref next, into))
                    {
                        return;
                    }

                    if (next > 0 && newer[next - 1].Key == key)
                    {
                        continue; // it is another by now, or gone
                    }
                }

                if (IsFull(into))
                {
                    return;
                }

                if (IsSound(scan, shape, first, second))
                {
                    into.Add(key, scan.Bytes(0));
                }
            }

            if (newer is not null)
            {
                TryAddUpTo(to, newer, ref next, into);
            }
        }
        finally
        {
            scan.Reset();
        }
    }

    /// <summary>Adds what memory has up to <paramref name="last"/>; false when there is no room for all of it.</summary>
    private static bool TryAddUpTo(RowKey last, List<(RowKey Key, ReadOnlyMemory<byte>? Value)> newer, ref int next, RowSet into)
    {
        for (; next < newer.Count && !(last < newer[next].Key); next++)
        {
            if (newer[next].Value is { } value)
            {
                if (IsFull(into))
                {
                    return false;
                }

                into.Add(newer[next].Key, value.Span);
            }
        }

        return true;
    }

    private SqliteStatement Scanner(TableShape shape) => _scans[(int)shape.Table] ??= _connection.Prepare(shape.Scan);

    // Asked when there is another row to add: then there is more.
    private static bool IsFull(RowSet into) => into.HasMore = into.Count >= MostRows || into.ValueOctets >= MostOctets;

    /// <summary>Where a message stands; null when it has no bytes here.</summary>
    /// <exception cref="DamagedMessageException">What mail.db says about it is not what was stored.</exception>
    internal BlobPlace? Place(EmailKey email)
    {
        if (_recent?.View() is { } view && view.Rows.TryGetPlace(email, view.UpTo, out BlobPlace? recent))
        {
            return recent;
        }

        try
        {
            if (!_place.Bind(1, email.Value).Next())
            {
                return null;
            }

            var place = new BlobPlace(_place.Int64(0), _place.Int64(1), _place.Int64(2));
            return IsSound(_place, 3, email, place)
                ? place
                : throw new DamagedMessageException($"Where the message {email.Value} stands is damaged in mail.db.");
        }
        finally
        {
            _place.Reset();
        }
    }

    /// <summary>Up to 1,000 messages and their places, from the one behind <paramref name="after"/> on.</summary>
    /// <exception cref="InvalidDataException">One of them is damaged: whoever moves or removes packs must not guess.</exception>
    internal List<(EmailKey Email, BlobPlace Place)> Places(EmailKey after)
    {
        using var all = new SqliteStatement(_connection, "SELECT email, pack, offset, length, c FROM blob WHERE email > ?1 ORDER BY email LIMIT 1000");
        var places = new List<(EmailKey, BlobPlace)>();
        all.Bind(1, after.Value);
        while (all.Next())
        {
            var email = new EmailKey(all.Int64(0));
            var place = new BlobPlace(all.Int64(1), all.Int64(2), all.Int64(3));
            if (!IsSound(all, 4, email, place))
            {
                throw new InvalidDataException($"Where the message {email.Value} stands is damaged in mail.db.");
            }

            places.Add((email, place));
        }

        return places;
    }

    /// <summary>Octets that live messages need, by pack.</summary>
    internal Dictionary<long, long> LiveOctets()
    {
        var live = new Dictionary<long, long>();
        for (EmailKey last = default; ;)
        {
            List<(EmailKey Email, BlobPlace Place)> some = Places(last);
            foreach ((_, BlobPlace place) in some)
            {
                live[place.Pack] = live.GetValueOrDefault(place.Pack) + RecordHeader.FootprintOf(RecordType.Blob, place.Length);
            }

            if (some.Count == 0)
            {
                return live;
            }

            last = some[^1].Email;
        }
    }

    /// <summary>The sequence that this connection sees, and everything of <paramref name="take"/> under one read transaction.</summary>
    internal void InOneTransaction(Action take)
    {
        _begin.Run();
        try
        {
            take();
        }
        finally
        {
            End();
        }
    }

    internal LogPosition Position() => DatabasePosition.Read(_connection);

    public void Dispose() => _connection.Dispose();

    /// <summary>Begins a transaction; returns what memory has over what it sees.</summary>
    private RecentView? Begin()
    {
        while (true)
        {
            RecentView? view = _recent?.View();
            _begin.Run();
            _touch.Next(); // SQLite's BEGIN sees nothing yet: the first statement does
            _touch.Reset();
            if (view is not { } taken || _recent!.Covers(taken))
            {
                return view;
            }

            End(); // groups came and were moved meanwhile
        }
    }

    private void End()
    {
        if (_connection.InTransaction)
        {
            _end.Run();
        }
    }
}
