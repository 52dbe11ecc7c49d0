using System.Runtime.InteropServices;
using System.Text;
using Postroom.Store.Embedded.Files;

namespace Postroom.Store.Embedded.Sqlite;

/// <summary>One connection: one thread at a time.</summary>
internal sealed unsafe class SqliteConnection : IDisposable
{
    private static readonly Lock Gate = new();
    private static bool s_isConfigured;

    private readonly List<SqliteStatement> _statements = [];
    private nint _database;
    private int _files;

    /// <summary>Opens the database; makes it when <paramref name="create"/>. SQLite goes to its files through <paramref name="vfs"/> (null: the system's).</summary>
    /// <exception cref="TooManyFilesException">There are no handles for it now.</exception>
    internal SqliteConnection(string path, bool create, string? vfs)
    {
        ConfigureAll();
        OpenFiles.OfProcess.Take(OpenFiles.OfDatabase);
        _files = OpenFiles.OfDatabase;
        int flags = NativeSqlite.OpenReadWrite | NativeSqlite.OpenNoMutex | (create ? NativeSqlite.OpenCreate : 0);
        int result = NativeSqlite.Open(path, out _database, flags, vfs);
        if (result != NativeSqlite.Ok)
        {
            SqliteException error = Error(result);
            Dispose();
            throw error;
        }

        _ = NativeSqlite.BusyTimeout(_database, 5_000);
    }

    private static bool CanCallVariadic => !OperatingSystem.IsMacOS() || RuntimeInformation.ProcessArchitecture != Architecture.Arm64;

    internal nint Handle => _database;

    internal bool InTransaction => NativeSqlite.AutoCommit(_database) == 0;

    /// <summary>Closing would otherwise move the whole WAL into the database, with two syncs: the next open reads it as well.</summary>
    internal void LeaveWalOnClose()
    {
        if (CanCallVariadic)
        {
            _ = NativeSqlite.Configure(_database, NativeSqlite.NoCheckpointOnClose, 1, 0);
        }
    }

    // A connection would take 20 pages at once, of which most accounts' need a few: 88 KiB each, twice for every account whose storage is open.
    // Refused where the embedding program uses SQLite already: then it is as that program has it.
    private static void ConfigureAll()
    {
        lock (Gate)
        {
            if (!s_isConfigured && CanCallVariadic)
            {
                _ = NativeSqlite.ConfigureAll(NativeSqlite.PageCache, 0, 0, 0);
            }

            s_isConfigured = true;
        }
    }

    internal void Execute(string sql)
    {
        fixed (byte* text = Encoding.UTF8.GetBytes(sql + '\0'))
        {
            Demand(NativeSqlite.Execute(_database, text, 0, 0, 0));
        }
    }

    /// <summary>A statement that lives as long as the connection.</summary>
    internal SqliteStatement Prepare(string sql)
    {
        var statement = new SqliteStatement(this, sql);
        _statements.Add(statement);
        return statement;
    }

    /// <summary>Moves WAL frames into the database. Returns true when all of them are there, on disk.</summary>
    internal bool Checkpoint(int mode, out int walFrames)
    {
        int result = NativeSqlite.Checkpoint(_database, 0, mode, out walFrames, out int done);
        if (result == NativeSqlite.Busy)
        {
            return false;
        }

        Demand(result);
        return done >= walFrames;
    }

    internal void Rollback()
    {
        if (InTransaction)
        {
            Execute("ROLLBACK");
        }
    }

    internal void Demand(int result)
    {
        if (result != NativeSqlite.Ok)
        {
            throw Error(result);
        }
    }

    internal SqliteException Error(int result)
    {
        string text = _database == 0 ? "out of memory" : Marshal.PtrToStringUTF8((nint)NativeSqlite.ErrorMessage(_database)) ?? "no message";
        int code = _database == 0 ? result : NativeSqlite.ErrorCode(_database);
        return new SqliteException(code, $"SQLite: {text} ({code}).");
    }

    public void Dispose()
    {
        foreach (SqliteStatement statement in _statements)
        {
            statement.Dispose();
        }

        _statements.Clear();
        nint database = Interlocked.Exchange(ref _database, 0);
        if (database != 0)
        {
            _ = NativeSqlite.Close(database);
        }

        OpenFiles.OfProcess.Give(Interlocked.Exchange(ref _files, 0));
    }
}
