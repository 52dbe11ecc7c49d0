using Postroom.Store.Engine;

namespace Postroom.Store.Embedded.Accounts;

/// <summary>How a <see cref="StoreTable"/> lies in mail.db.</summary>
/// <remarks>
/// Rows of a kilobyte and more stand in tables by row number: a WITHOUT ROWID table would push most of each value to overflow pages.
/// So the chunk tables' two numbers (mailbox, UID) share one 64-bit row number.
/// </remarks>
internal sealed class TableShape
{
    private enum Keys
    {
        /// <summary>Major is the row number, Minor is 0.</summary>
        One,

        /// <summary>Major (31 bits) and Minor (32 bits) together are the row number.</summary>
        Packed,

        /// <summary>Both, in a table without row numbers.</summary>
        Two,
    }

    private static readonly TableShape?[] ByNumber = Build();

    private readonly Keys _keys;

    private TableShape(StoreTable table, string name, Keys keys)
    {
        (Table, _keys) = (table, keys);
        Name = name;
        Create = keys == Keys.Two
            ? $"CREATE TABLE {name}(k1 INTEGER NOT NULL, k2 INTEGER NOT NULL, v BLOB NOT NULL, c INTEGER, PRIMARY KEY(k1, k2)) WITHOUT ROWID;"
            : $"CREATE TABLE {name}(k1 INTEGER PRIMARY KEY, v BLOB NOT NULL, c INTEGER);";
        Put = keys == Keys.Two ? $"REPLACE INTO {name}(v, k1, k2, c) VALUES(?1, ?2, ?3, ?4)" : $"REPLACE INTO {name}(v, k1, c) VALUES(?1, ?2, ?4)";
        Remove = keys == Keys.Two ? $"DELETE FROM {name} WHERE k1 = ?2 AND k2 = ?3" : $"DELETE FROM {name} WHERE k1 = ?2";
        Get = keys == Keys.Two ? $"SELECT v, c FROM {name} WHERE k1 = ?2 AND k2 = ?3" : $"SELECT v, c FROM {name} WHERE k1 = ?2";
        Scan = keys == Keys.Two
            ? $"SELECT v, c, k1, k2 FROM {name} WHERE (k1, k2) >= (?1, ?2) AND (k1, k2) <= (?3, ?4) ORDER BY k1, k2"
            : $"SELECT v, c, k1 FROM {name} WHERE k1 >= ?1 AND k1 <= ?3 ORDER BY k1";
    }

    internal static IEnumerable<TableShape> All => ByNumber.OfType<TableShape>();

    internal static int Count => ByNumber.Length;

    internal StoreTable Table { get; }

    internal string Name { get; }

    internal string Create { get; }

    /// <summary>1 is the value, 2 and 3 the numbers, 4 the checksum.</summary>
    internal string Put { get; }

    internal string Remove { get; }

    internal string Get { get; }

    internal string Scan { get; }

    internal bool HasTwoKeys => _keys == Keys.Two;

    internal static TableShape Of(StoreTable table) =>
        (uint)table < (uint)ByNumber.Length && ByNumber[(int)table] is { } shape
            ? shape
            : throw new ArgumentOutOfRangeException(nameof(table), table, "There is no such table.");

    /// <summary>The first number in SQL for <paramref name="key"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The table has no room for such a key.</exception>
    internal long First(RowKey key) => _keys switch
    {
        Keys.Two => key.Major,
        Keys.One when key.Minor == 0 => key.Major,
        Keys.Packed when key.Major is >= 0 and <= int.MaxValue && key.Minor is >= 0 and <= uint.MaxValue => (key.Major << 32) | key.Minor,
        _ => throw new ArgumentOutOfRangeException(nameof(key), key, $"The table {Table} has no such keys."),
    };

    /// <summary>The second number in SQL; 0 where a table has one only.</summary>
    internal long Second(RowKey key) => HasTwoKeys ? key.Minor : 0;

    /// <summary>The smallest number in SQL whose key is not below <paramref name="key"/>: for scans, which may name keys that no row has.</summary>
    internal long From(RowKey key) => _keys switch
    {
        Keys.One => key.Minor > 0 && key.Major < long.MaxValue ? key.Major + 1 : key.Major,
        Keys.Packed when key.Major < 0 => 0,
        Keys.Packed when key.Major > int.MaxValue => long.MaxValue,
        Keys.Packed when key.Minor > uint.MaxValue => (key.Major + 1) << 32,
        Keys.Packed => (key.Major << 32) | Math.Max(0, key.Minor),
        _ => key.Major,
    };

    /// <summary>The largest number in SQL whose key is not above <paramref name="key"/>.</summary>
    internal long To(RowKey key) => _keys switch
    {
        Keys.One => key.Minor < 0 && key.Major > long.MinValue ? key.Major - 1 : key.Major,
        Keys.Packed when key.Major < 0 => -1,
        Keys.Packed when key.Major > int.MaxValue => long.MaxValue,
        Keys.Packed when key.Minor < 0 => (key.Major << 32) - 1,
        Keys.Packed => (key.Major << 32) | Math.Min(uint.MaxValue, key.Minor),
        _ => key.Major,
    };

    internal RowKey Key(long first, long second) => _keys switch
    {
        Keys.Packed => new RowKey(first >> 32, first & uint.MaxValue),
        Keys.One => new RowKey(first),
        _ => new RowKey(first, second),
    };

    private static TableShape?[] Build()
    {
        TableShape[] shapes =
        [
            new(StoreTable.Account, "account", Keys.One),
            new(StoreTable.Mailbox, "mailbox", Keys.One),
            new(StoreTable.ChunkState, "chunk_state", Keys.Packed),
            new(StoreTable.ChunkFixed, "chunk_fixed", Keys.Packed),
            new(StoreTable.Email, "email", Keys.One),
            new(StoreTable.Derived, "derived", Keys.One),
            new(StoreTable.Header, "header", Keys.One),
            new(StoreTable.Expunged, "expunged", Keys.Two),
            new(StoreTable.NameHistory, "name_history", Keys.Two),
            new(StoreTable.Subscription, "subscription", Keys.Two),
            new(StoreTable.Thread, "thread", Keys.Two),
            new(StoreTable.Idempotency, "idempotency", Keys.Two),
            new(StoreTable.Overlay, "overlay", Keys.Two),
            new(StoreTable.Entry, "entry", Keys.Two),
            new(StoreTable.Original, "original", Keys.One),
        ];
        TableShape?[] byNumber = [];
        foreach (TableShape shape in shapes)
        {
            if ((int)shape.Table >= byNumber.Length)
            {
                Array.Resize(ref byNumber, (int)shape.Table + 1);
            }

            byNumber[(int)shape.Table] = shape;
        }

        return byNumber;
    }
}
