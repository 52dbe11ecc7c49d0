using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Postroom.Store.Embedded.Packs;
using Postroom.Store.Embedded.Sqlite;
using Postroom.Store.Engine;

namespace Postroom.Store.Embedded.Accounts;

/// <summary>mail.db as its one writer sees it. SQLite never syncs a commit here: the log did, and opening replays what SQLite lost.</summary>
internal sealed class AccountDatabase : IDisposable
{
    private const int Version = 2;

    private readonly string _path;
    private readonly string? _vfs;
    private readonly int _mostWalFrames;
    private readonly SqliteConnection _connection;
    private readonly SqliteStatement?[] _puts = new SqliteStatement?[TableShape.Count];
    private readonly SqliteStatement?[] _removes = new SqliteStatement?[TableShape.Count];
    private readonly SqliteStatement _begin;
    private readonly SqliteStatement _commit;
    private readonly SqliteStatement _putPosition;
    private readonly SqliteStatement _putBlob;
    private readonly SqliteStatement _moveBlob;
    private readonly SqliteStatement _removeBlob;
    [ThreadStatic]
    private static int t_frames;

    private readonly Lock _checkpointing = new(); // SQLite refuses a second one at a time
    private bool _isDisposed;
    private int _walFrames;

    /// <summary>Opens mail.db, or makes it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="vfs">SQLite's way to it; null is the system's.</param>
    /// <param name="mostWalFrames">See <see cref="EmbeddedOptions.MostWalFrames"/>.</param>
    /// <param name="syncsCommits">True: SQLite syncs each commit (the way that ADR 0001 measured and did not take).</param>
    internal AccountDatabase(string path, string? vfs, int mostWalFrames = 1_000, bool syncsCommits = false)
    {
        (_path, _vfs, _mostWalFrames) = (path, vfs, mostWalFrames);
        _connection = new SqliteConnection(path, create: true, vfs);
        try
        {
            _connection.LeaveWalOnClose();
            _connection.Execute("PRAGMA cache_size=-1024; PRAGMA wal_autocheckpoint=0; PRAGMA temp_store=MEMORY; PRAGMA cell_size_check=1;");
            CreateOrAccept(path);
            _connection.Execute(syncsCommits ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL");
            WatchWal();
            _begin = _connection.Prepare("BEGIN IMMEDIATE");
            _commit = _connection.Prepare("COMMIT");
            _putPosition = _connection.Prepare("REPLACE INTO meta(v, id) VALUES(?1, 1)");
            _putBlob = _connection.Prepare("REPLACE INTO blob(email, pack, offset, length, c) VALUES(?1, ?2, ?3, ?4, ?5)");
            _moveBlob = _connection.Prepare(
                "UPDATE blob SET pack = ?2, offset = ?3, c = ?7 WHERE email = ?1 AND length = ?4 AND (?5 = 0 OR (pack = ?5 AND offset = ?6))");
            _removeBlob = _connection.Prepare("DELETE FROM blob WHERE email = ?1");
            Position = DatabasePosition.Read(_connection);
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    /// <summary>Which groups are in.</summary>
    internal LogPosition Position { get; private set; }

    /// <summary>True when each row has its checksum; false when the rows of an earlier version could not all be given one yet (no room).</summary>
    internal bool IsProven { get; private set; } = true;

    internal bool WantsCheckpoint => _walFrames >= _mostWalFrames;

    /// <summary>True when the WAL grew although it was written back again and again, beside commits that did not pause.</summary>
    internal bool WantsCheckpointAlone => _walFrames >= 4 * _mostWalFrames;

    /// <summary>True when the WAL is long enough to slow the next open down.</summary>
    internal bool HasLongWal => _walFrames >= _mostWalFrames / 8;

    /// <summary>Takes a group and the position behind it, in one transaction.</summary>
    /// <param name="group">The group.</param>
    /// <param name="position">Behind it.</param>
    /// <param name="rowsAreIn">True: only its messages' places are new (the group was written anew elsewhere).</param>
    internal void Apply(LoggedGroup group, LogPosition position, bool rowsAreIn = false)
    {
        Transact(() =>
        {
            Put(group, rowsAreIn);
            PutPosition(position);
        });
        Position = position;
    }

    /// <summary>Takes many groups and the position behind the last, in one transaction.</summary>
    /// <param name="groups">The groups, in order.</param>
    /// <param name="position">Behind the last.</param>
    /// <param name="rowsAreInUpTo">Of groups up to this sequence only the messages' places are new.</param>
    internal void Apply(IReadOnlyList<LoggedGroup> groups, LogPosition position, long rowsAreInUpTo)
    {
        Transact(() =>
        {
            foreach (LoggedGroup group in groups)
            {
                Put(group, rowsAreIn: group.Sequence <= rowsAreInUpTo);
            }

            PutPosition(position);
        });
        Position = position;
    }

    /// <summary>Takes what groups in memory made of rows and places, and the position behind them, in one transaction. A row that many changed is written once.</summary>
    internal void Apply(RecentRows recent)
    {
        Transact(() =>
        {
            foreach ((EmailKey email, BlobPlace? place) in recent.Places())
            {
                Put(email, place);
            }

            foreach (TableShape shape in TableShape.All)
            {
                foreach (RowWrite row in recent.Rows(shape.Table))
                {
                    Put(shape, row);
                }
            }

            PutPosition(recent.Position);
        });
        Position = recent.Position;
    }

    /// <summary>Sets new places for messages that still are where they were.</summary>
    internal void MoveBlobs(IEnumerable<(EmailKey Email, BlobPlace From, BlobPlace To)> moves) => Transact(() => Move(moves));

    /// <summary>The same, and the position in the pack that they were moved to.</summary>
    internal void MoveBlobs(IEnumerable<(EmailKey Email, BlobPlace From, BlobPlace To)> moves, LogPosition position)
    {
        Transact(() =>
        {
            Move(moves);
            PutPosition(position);
        });
        Position = position;
    }

    /// <summary>Where mail.db says that a message stands; null when it knows none.</summary>
    internal BlobPlace? Place(EmailKey email)
    {
        using var get = new SqliteStatement(_connection, "SELECT pack, offset, length FROM blob WHERE email = ?1");
        return get.Bind(1, email.Value).Next() ? new BlobPlace(get.Int64(0), get.Int64(1), get.Int64(2)) : default(BlobPlace?);
    }

    /// <summary>Puts rows that are in no group: they can be made again.</summary>
    internal void Put(IReadOnlyList<RowWrite> rows) => Transact(() =>
    {
        foreach (RowWrite row in rows)
        {
            Put(TableShape.Of(row.Table), row);
        }
    });

    /// <summary>Removes rows that can be made again and are not what was stored.</summary>
    internal void RemoveRows(IEnumerable<BadRow> rows) => Transact(() =>
    {
        foreach (BadRow row in rows)
        {
            using var remove = new SqliteStatement(_connection, TableShape.Of(row.Table).Remove);
            remove.Bind(2, row.First).Run();
        }
    });

    internal void SetPosition(LogPosition position)
    {
        Transact(() => PutPosition(position));
        Position = position;
    }

    /// <summary>Writes WAL frames back. True when everything committed so far is in the database file, on disk.</summary>
    internal bool Checkpoint(CheckpointMode mode)
    {
        lock (_checkpointing)
        {
            bool all = _connection.Checkpoint((int)mode, out int frames);
            _walFrames = all ? 0 : frames;
            return all;
        }
    }

    /// <summary>Writes back the WAL's frames of now over a connection of its own: on any thread, while the writer goes on committing. How many it had if all are back, else 0; for <see cref="NoteWrittenBack"/>.</summary>
    internal int CheckpointBeside()
    {
        lock (_checkpointing)
        {
            if (_isDisposed)
            {
                return 0;
            }

            using var connection = new SqliteConnection(_path, create: false, _vfs);
            connection.LeaveWalOnClose();
            connection.Execute("PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=0; SELECT 1 FROM meta"); // it has no WAL to write back before it has read
            return connection.Checkpoint((int)CheckpointMode.Passive, out int frames) ? frames : 0;
        }
    }

    /// <summary>The writer's: so many frames are back, which are all if it has committed nothing since.</summary>
    internal void NoteWrittenBack(int frames)
    {
        if (frames == _walFrames)
        {
            _walFrames = 0;
        }
    }

    public void Dispose()
    {
        lock (_checkpointing)
        {
            _isDisposed = true;
            _connection.Dispose();
        }
    }

    private void Put(LoggedGroup group, bool rowsAreIn)
    {
        foreach ((EmailKey email, BlobPlace place) in group.Blobs)
        {
            if (rowsAreIn)
            {
                Move(email, place, default);
            }
            else
            {
                Put(email, place);
            }
        }

        if (!rowsAreIn)
        {
            PutRows(group);
        }
    }

    private void PutRows(LoggedGroup group)
    {
        foreach (RowWrite row in group.Rows)
        {
            Put(TableShape.Of(row.Table), row);
        }

        foreach (EmailKey email in group.RemovedBlobs)
        {
            Put(email, null);
        }
    }

    private void Put(TableShape shape, RowWrite row)
    {
        SqliteStatement statement = row.Value is null
            ? _removes[(int)row.Table] ??= _connection.Prepare(shape.Remove)
            : _puts[(int)row.Table] ??= _connection.Prepare(shape.Put);
        long first = shape.First(row.Key), second = shape.Second(row.Key);
        statement.Bind(2, first);
        if (shape.HasTwoKeys)
        {
            statement.Bind(3, second);
        }

        if (row.Value is { } value)
        {
            statement.Bind(4, RowChecksum.Of(row.Table, first, second, value.Span)).Run(1, value.Span);
        }
        else
        {
            statement.Run();
        }
    }

    private void Put(EmailKey email, BlobPlace? place)
    {
        if (place is { } there)
        {
            _putBlob.Bind(1, email.Value).Bind(2, there.Pack).Bind(3, there.Offset).Bind(4, there.Length)
                .Bind(5, RowChecksum.Of(email, there)).Run();
        }
        else
        {
            _removeBlob.Bind(1, email.Value).Run();
        }
    }

    private void Move(IEnumerable<(EmailKey Email, BlobPlace From, BlobPlace To)> moves)
    {
        foreach ((EmailKey email, BlobPlace from, BlobPlace to) in moves)
        {
            Move(email, to, from);
        }
    }

    private void Move(EmailKey email, BlobPlace to, BlobPlace from) =>
        _moveBlob.Bind(1, email.Value).Bind(2, to.Pack).Bind(3, to.Offset).Bind(4, to.Length)
            .Bind(5, from.Pack).Bind(6, from.Offset).Bind(7, RowChecksum.Of(email, to)).Run();

    private void PutPosition(LogPosition position)
    {
        Span<byte> bytes = stackalloc byte[DatabasePosition.Octets];
        DatabasePosition.Write(position, bytes);
        _putPosition.Run(1, bytes);
    }

    private void Transact(Action work)
    {
        _begin.Run();
        try
        {
            work();
            _commit.Run();
            _walFrames = t_frames;
        }
        catch
        {
            _connection.Rollback();
            throw;
        }
    }

    private void CreateOrAccept(string path)
    {
        using var get = new SqliteStatement(_connection, "PRAGMA user_version");
        get.Next();
        long version = get.Int64(0);
        get.Reset();
        if (version > Version)
        {
            throw new StoreUnavailableException($"{path} was written by a later version of Postroom (schema {version}, this program knows {Version}).");
        }

        if (version == Version)
        {
            return;
        }

        if (version > 0)
        {
            IsProven = RowUpgrade.TryRun(_connection, Version);
            return;
        }

        // Without syncs: a mail.db that a power loss leaves half made is made again from packs/ like any other.
        string tables = string.Concat(TableShape.All.Select(static shape => shape.Create));
        _connection.Execute(
            $"""
            PRAGMA synchronous=OFF;
            PRAGMA journal_mode=WAL;
            BEGIN;
            CREATE TABLE meta(id INTEGER PRIMARY KEY, v BLOB NOT NULL);
            CREATE TABLE blob(email INTEGER PRIMARY KEY, pack INTEGER NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL, c INTEGER);
            {tables}
            PRAGMA user_version={Version};
            COMMIT;
            """);
    }

    // SQLite tells a connection how long the WAL is after each of its commits, on the thread that committed.
    private unsafe void WatchWal() => _ = NativeSqlite.WatchWal(_connection.Handle, &OnCommit, 0);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static unsafe int OnCommit(nint argument, nint database, byte* name, int frames)
    {
        t_frames = frames;
        return 0;
    }
}
