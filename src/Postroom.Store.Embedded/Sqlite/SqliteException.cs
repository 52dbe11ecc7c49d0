namespace Postroom.Store.Embedded.Sqlite;

/// <summary>SQLite said no.</summary>
internal sealed class SqliteException(int code, string message) : Exception(message)
{
    /// <summary>SQLite's extended result code.</summary>
    internal int Code => code;

    internal bool IsFull => (code & 0xFF) == 13;

    /// <summary>The file is not what SQLite wrote: SQLITE_CORRUPT, SQLITE_NOTADB, or SQLITE_ERROR, which our statements get only where tables are not ours.</summary>
    internal bool IsDamaged => (code & 0xFF) is 1 or 11 or 26;
}
