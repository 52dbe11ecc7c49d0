using System.Text;

namespace Postroom.Store.Embedded.Sqlite;

/// <summary>A prepared statement. Parameters count from 1, columns from 0.</summary>
internal sealed unsafe class SqliteStatement : IDisposable
{
    private readonly SqliteConnection _connection;
    private nint _statement;

    internal SqliteStatement(SqliteConnection connection, string sql)
    {
        _connection = connection;
        byte[] text = Encoding.UTF8.GetBytes(sql);
        fixed (byte* start = text)
        {
            connection.Demand(NativeSqlite.Prepare(connection.Handle, start, text.Length, NativeSqlite.PreparePersistent, out _statement, 0));
        }
    }

    internal SqliteStatement Bind(int index, long value)
    {
        _connection.Demand(NativeSqlite.BindInt64(_statement, index, value));
        return this;
    }

    internal SqliteStatement Bind(int index, string value)
    {
        byte[] text = Encoding.UTF8.GetBytes(value);
        fixed (byte* start = text.Length == 0 ? [0] : text)
        {
            _connection.Demand(NativeSqlite.BindText(_statement, index, start, text.Length, -1)); // SQLITE_TRANSIENT: SQLite copies
        }

        return this;
    }

    /// <summary>Runs a statement without rows.</summary>
    internal void Run()
    {
        int result = NativeSqlite.Step(_statement);
        if (result != NativeSqlite.Done && result != NativeSqlite.Row)
        {
            throw Failed(result);
        }

        _ = NativeSqlite.Reset(_statement);
    }

    /// <summary>Runs a statement without rows whose parameter <paramref name="index"/> is <paramref name="value"/>, which is not copied.</summary>
    internal void Run(int index, ReadOnlySpan<byte> value)
    {
        fixed (byte* start = value)
        {
            _connection.Demand(value.IsEmpty
                ? NativeSqlite.BindZeroBlob(_statement, index, 0)
                : NativeSqlite.BindBlob(_statement, index, start, value.Length, 0)); // SQLITE_STATIC: it is pinned until the step is over
            Run();
        }
    }

    /// <summary>True when there is a row to read columns of. After the last, or after <see cref="Reset"/>, it can run again.</summary>
    internal bool Next()
    {
        int result = NativeSqlite.Step(_statement);
        if (result == NativeSqlite.Row)
        {
            return true;
        }

        if (result != NativeSqlite.Done)
        {
            throw Failed(result);
        }

        _ = NativeSqlite.Reset(_statement);
        return false;
    }

    internal void Reset() => _ = NativeSqlite.Reset(_statement);

    internal long Int64(int column) => NativeSqlite.ColumnInt64(_statement, column);

    internal bool IsNull(int column) => NativeSqlite.ColumnType(_statement, column) == NativeSqlite.Null;

    /// <summary>The value's bytes, valid until the next call.</summary>
    internal ReadOnlySpan<byte> Bytes(int column)
    {
        byte* start = NativeSqlite.ColumnBlob(_statement, column);
        return new ReadOnlySpan<byte>(start, NativeSqlite.ColumnBytes(_statement, column));
    }

    internal string Text(int column) => Encoding.UTF8.GetString(Bytes(column));

    public void Dispose()
    {
        nint statement = Interlocked.Exchange(ref _statement, 0);
        if (statement != 0)
        {
            _ = NativeSqlite.Finish(statement);
        }
    }

    private SqliteException Failed(int result)
    {
        SqliteException error = _connection.Error(result);
        _ = NativeSqlite.Reset(_statement);
        return error;
    }
}
