using Postroom.Store.Embedded.Sqlite;
using Postroom.Store.Engine;

namespace Postroom.Store.Embedded.Accounts;

/// <content>Rows by their keys.</content>
internal sealed partial class AccountReader
{
    // Rows that stand side by side are stepped through: to find one by itself begins at the root of the tree, and costs as much as a few steps.
    private const int ShortestRun = 4;
    private const ulong WidestGap = 3;

    internal void Read(StoreTable table, ReadOnlySpan<RowKey> keys, RowSet into)
    {
        TableShape shape = TableShape.Of(table);
        RecentView? recent = Begin();
        try
        {
            while (!keys.IsEmpty)
            {
                int count = RunLength(shape, keys);
                if (count >= ShortestRun)
                {
                    ReadRun(shape, keys[..count], recent, into);
                }
                else
                {
                    ReadEach(shape, keys[..count], recent, into);
                }

                keys = keys[count..];
            }
        }
        finally
        {
            End();
        }
    }

    /// <summary>How many of the keys, from the first on, stand close behind one another.</summary>
    private static int RunLength(TableShape shape, ReadOnlySpan<RowKey> keys)
    {
        int count = 1;
        if (!shape.HasTwoKeys)
        {
            for (long last = shape.First(keys[0]); count < keys.Length; count++)
            {
                long next = shape.First(keys[count]);
                if (next <= last || (ulong)(next - last) > WidestGap)
                {
                    break;
                }

                last = next;
            }
        }

        return count;
    }

    private void ReadRun(TableShape shape, ReadOnlySpan<RowKey> keys, RecentView? recent, RowSet into)
    {
        SqliteStatement scan = Scanner(shape);
        scan.Bind(1, shape.First(keys[0])).Bind(3, shape.First(keys[^1]));
        try
        {
            long? at = null;
            bool hasEnded = false;
            foreach (RowKey key in keys)
            {
                if (TryAddRecent(shape.Table, key, recent, into))
                {
                    continue;
                }

                long wanted = shape.First(key);
                while (!hasEnded && !(at >= wanted))
                {
                    hasEnded = !scan.Next();
                    at = hasEnded ? null : scan.Int64(2);
                }

                if (at == wanted && IsSound(scan, shape, wanted, 0))
                {
                    into.Add(key, scan.Bytes(0));
                }
            }
        }
        finally
        {
            scan.Reset();
        }
    }

    private void ReadEach(TableShape shape, ReadOnlySpan<RowKey> keys, RecentView? recent, RowSet into)
    {
        SqliteStatement get = _gets[(int)shape.Table] ??= _connection.Prepare(shape.Get);
        try
        {
            foreach (RowKey key in keys)
            {
                if (TryAddRecent(shape.Table, key, recent, into))
                {
                    continue;
                }

                long first = shape.First(key), second = shape.Second(key);
                get.Bind(2, first);
                if (shape.HasTwoKeys)
                {
                    get.Bind(3, second);
                }

                if (get.Next() && IsSound(get, shape, first, second))
                {
                    into.Add(key, get.Bytes(0));
                }

                get.Reset();
            }
        }
        finally
        {
            get.Reset();
        }
    }

    /// <summary>True when memory knows what became of a row: it is added then, unless it was removed.</summary>
    private static bool TryAddRecent(StoreTable table, RowKey key, RecentView? recent, RowSet into)
    {
        if (recent is not { } view || !view.Rows.TryGet(table, key, view.UpTo, out ReadOnlyMemory<byte>? value))
        {
            return false;
        }

        if (value is { } there)
        {
            into.Add(key, there.Span);
        }

        return true;
    }
}
