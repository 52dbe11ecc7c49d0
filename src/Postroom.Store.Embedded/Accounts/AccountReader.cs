using Postroom.Store.Embedded.Packs;
using Postroom.Store.Embedded.Sqlite;
using Postroom.Store.Engine;

namespace Postroom.Store.Embedded.Accounts;

/// <summary>mail.db as one reader sees it: a connection that cannot write. Each call is a read transaction of its own.</summary>
internal sealed class AccountReader : IDisposable
{
    private const int MostRows = 1_000;
    private const int MostOctets = 1024 * 1024;

    private readonly SqliteConnection _connection;
    private readonly SqliteStatement?[] _gets = new SqliteStatement?[TableShape.Count];
    private readonly SqliteStatement?[] _scans = new SqliteStatement?[TableShape.Count];
    private readonly SqliteStatement _begin;
    private readonly SqliteStatement _end;
    private readonly SqliteStatement _place;

    internal AccountReader(string path, string? vfs)
    {
        _connection = new SqliteConnection(path, create: false, vfs);
        try
        {
            _connection.LeaveWalOnClose();
            _connection.Execute("PRAGMA query_only=1; PRAGMA cache_size=-1024; PRAGMA wal_autocheckpoint=0; PRAGMA temp_store=MEMORY;");
            _begin = _connection.Prepare("BEGIN");
            _end = _connection.Prepare("COMMIT");
            _place = _connection.Prepare("SELECT pack, offset, length FROM blob WHERE email = ?1");
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    internal void Read(StoreTable table, ReadOnlySpan<RowKey> keys, RowSet into)
    {
        TableShape shape = TableShape.Of(table);
        SqliteStatement get = _gets[(int)table] ??= _connection.Prepare(shape.Get);
        _begin.Run();
        try
        {
            foreach (RowKey key in keys)
            {
                get.Bind(2, shape.First(key));
                if (shape.HasTwoKeys)
                {
                    get.Bind(3, key.Minor);
                }

                if (get.Next())
                {
                    into.Add(key, get.Bytes(0));
                }

                get.Reset();
            }
        }
        finally
        {
            get.Reset();
            End();
        }
    }

    internal void Scan(StoreTable table, RowKey from, RowKey to, RowSet into)
    {
        if (to < from)
        {
            return;
        }

        TableShape shape = TableShape.Of(table);
        SqliteStatement scan = _scans[(int)table] ??= _connection.Prepare(shape.Scan);
        scan.Bind(1, shape.From(from)).Bind(3, shape.To(to));
        if (shape.HasTwoKeys)
        {
            scan.Bind(2, from.Minor).Bind(4, to.Minor);
        }

        try
        {
            while (scan.Next())
            {
                if (into.Count >= MostRows || into.ValueOctets >= MostOctets)
                {
                    into.HasMore = true;
                    return;
                }

                into.Add(shape.Key(scan.Int64(1), shape.HasTwoKeys ? scan.Int64(2) : 0), scan.Bytes(0));
            }
        }
        finally
        {
            scan.Reset();
        }
    }

    /// <summary>Where a message stands; null when it has no bytes here.</summary>
    internal BlobPlace? Place(EmailKey email)
    {
        try
        {
            return _place.Bind(1, email.Value).Next() ? new BlobPlace(_place.Int64(0), _place.Int64(1), _place.Int64(2)) : null;
        }
        finally
        {
            _place.Reset();
        }
    }

    /// <summary>Up to 1,000 messages and their places, from the one behind <paramref name="after"/> on.</summary>
    internal List<(EmailKey Email, BlobPlace Place)> Places(EmailKey after)
    {
        using var all = new SqliteStatement(_connection, "SELECT email, pack, offset, length FROM blob WHERE email > ?1 ORDER BY email LIMIT 1000");
        var places = new List<(EmailKey, BlobPlace)>();
        all.Bind(1, after.Value);
        while (all.Next())
        {
            places.Add((new EmailKey(all.Int64(0)), new BlobPlace(all.Int64(1), all.Int64(2), all.Int64(3))));
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

    /// <summary>Emails (rows of <see cref="StoreTable.Email"/>) without bytes, at most 1,000.</summary>
    internal List<long> EmailsWithoutBytes() => Numbers("SELECT k1 FROM email WHERE k1 NOT IN (SELECT email FROM blob) LIMIT 1000");

    /// <summary>What SQLite says about the file: empty when it is sound.</summary>
    internal List<string> Integrity()
    {
        var lines = new List<string>();
        using var check = new SqliteStatement(_connection, "PRAGMA integrity_check(100)");
        while (check.Next())
        {
            string line = check.Text(0);
            if (line != "ok")
            {
                lines.Add(line);
            }
        }

        return lines;
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

    internal LogPosition Position()
    {
        using var get = new SqliteStatement(_connection, "SELECT v FROM meta WHERE id = 1");
        LogPosition position = get.Next() ? LogPosition.Read(get.Bytes(0)) : default;
        get.Reset();
        return position;
    }

    public void Dispose() => _connection.Dispose();

    private List<long> Numbers(string sql)
    {
        var numbers = new List<long>();
        using var statement = new SqliteStatement(_connection, sql);
        while (statement.Next())
        {
            numbers.Add(statement.Int64(0));
        }

        return numbers;
    }

    private void End()
    {
        if (_connection.InTransaction)
        {
            _end.Run();
        }
    }
}
