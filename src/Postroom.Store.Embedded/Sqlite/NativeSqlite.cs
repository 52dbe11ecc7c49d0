using System.Runtime.InteropServices;

namespace Postroom.Store.Embedded.Sqlite;

/// <summary>The few calls of SQLite's C interface that the store uses: nothing newer than 3.35.</summary>
internal static unsafe partial class NativeSqlite
{
    internal const int Ok = 0, Busy = 5, Row = 100, Done = 101;
    internal const int OpenReadWrite = 2, OpenCreate = 4, OpenNoMutex = 0x8000;
    internal const int PreparePersistent = 1;
    internal const int Null = 5;
    internal const int NoCheckpointOnClose = 1006;
    internal const int PageCache = 7;

    static NativeSqlite() => SqliteLibrary.Install();

    [LibraryImport(SqliteLibrary.Name, EntryPoint = "sqlite3_open_v2", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Open(string path, out nint database, int flags, string? vfs);

    [LibraryImport(SqliteLibrary.Name, EntryPoint = "sqlite3_close_v2")]
    internal static partial int Close(nint database);

    // Variadic in C. Integers go the same way as in a plain call on every system we know but Apple's ARM, where it is not called.
    [LibraryImport(SqliteLibrary.Name, EntryPoint = "sqlite3_db_config")]
    internal static partial int Configure(nint database, int option, int value, nint result);

    // Variadic too.
    [LibraryImport(SqliteLibrary.Name, EntryPoint = "sqlite3_config")]
    internal static partial int ConfigureAll(int option, nint buffer, int octets, int pages);

    [LibraryImport(SqliteLibrary.Name, EntryPoint = "sqlite3_busy_timeout")]
    internal static partial int BusyTimeout(nint database, int milliseconds);

    [LibraryImport(SqliteLibrary.Name, EntryPoint = "sqlite3_exec")]
    internal static partial int Execute(nint database, byte* sql, nint callback, nint argument, nint error);

    [LibraryImport(SqliteLibrary.Name, EntryPoint = "sqlite3_prepare_v3")]
    internal static partial int Prepare(nint database, byte* sql, int octets, uint flags, out nint statement, nint tail);

    [LibraryImport(SqliteLibrary.Name, EntryPoint = "sqlite3_finalize")]
    internal static partial int Finish(nint statement);

    [LibraryImport(SqliteLibrary.Name, EntryPoint = "sqlite3_step")]
    internal static partial int Step(nint statement);

    [LibraryImport(SqliteLibrary.Name, EntryPoint = "sqlite3_reset")]
    internal static partial int Reset(nint statement);

    [LibraryImport(SqliteLibrary.Name, EntryPoint = "sqlite3_bind_int64")]
    [SuppressGCTransition]
    internal static partial int BindInt64(nint statement, int index, long value);

    [LibraryImport(SqliteLibrary.Name, EntryPoint = "sqlite3_bind_blob")]
    internal static partial int BindBlob(nint statement, int index, byte* value, int octets, nint destructor);

    [LibraryImport(SqliteLibrary.Name, EntryPoint = "sqlite3_bind_text")]
    internal static partial int BindText(nint statement, int index, byte* value, int octets, nint destructor);

    [LibraryImport(SqliteLibrary.Name, EntryPoint = "sqlite3_bind_zeroblob")]
    internal static partial int BindZeroBlob(nint statement, int index, int octets);

    [LibraryImport(SqliteLibrary.Name, EntryPoint = "sqlite3_column_int64")]
    [SuppressGCTransition]
    internal static partial long ColumnInt64(nint statement, int column);

    // Not without a transition: a value on overflow pages is read from disk here.
    [LibraryImport(SqliteLibrary.Name, EntryPoint = "sqlite3_column_blob")]
    internal static partial byte* ColumnBlob(nint statement, int column);

    [LibraryImport(SqliteLibrary.Name, EntryPoint = "sqlite3_column_bytes")]
    [SuppressGCTransition]
    internal static partial int ColumnBytes(nint statement, int column);

    [LibraryImport(SqliteLibrary.Name, EntryPoint = "sqlite3_column_type")]
    [SuppressGCTransition]
    internal static partial int ColumnType(nint statement, int column);

    [LibraryImport(SqliteLibrary.Name, EntryPoint = "sqlite3_errmsg")]
    internal static partial byte* ErrorMessage(nint database);

    [LibraryImport(SqliteLibrary.Name, EntryPoint = "sqlite3_extended_errcode")]
    internal static partial int ErrorCode(nint database);

    [LibraryImport(SqliteLibrary.Name, EntryPoint = "sqlite3_wal_checkpoint_v2")]
    internal static partial int Checkpoint(nint database, nint name, int mode, out int walFrames, out int doneFrames);

    [LibraryImport(SqliteLibrary.Name, EntryPoint = "sqlite3_wal_hook")]
    internal static partial nint WatchWal(nint database, delegate* unmanaged[Cdecl]<nint, nint, byte*, int, int> hook, nint argument);

    [LibraryImport(SqliteLibrary.Name, EntryPoint = "sqlite3_get_autocommit")]
    internal static partial int AutoCommit(nint database);

    [LibraryImport(SqliteLibrary.Name, EntryPoint = "sqlite3_vfs_find", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint FindVfs(string? name);

    [LibraryImport(SqliteLibrary.Name, EntryPoint = "sqlite3_vfs_register")]
    internal static partial int RegisterVfs(nint vfs, int makeDefault);

    [LibraryImport(SqliteLibrary.Name, EntryPoint = "sqlite3_libversion_number")]
    internal static partial int Version();
}
