using Postroom.Store.Embedded.Files;
using Postroom.Store.Engine;

namespace Postroom.Store.Embedded.Accounts;

/// <summary>Takes what is derived from messages out of a damaged mail.db into the one that was made again: packs/ need not have it.</summary>
/// <remarks>It could be made again from the messages, but a later parser may print something else than clients were told (INVARIANTS 4).</remarks>
internal static class DerivedRescue
{
    /// <returns>How many rows were taken: each proven, of a message that is there, and not there already.</returns>
    internal static int Run(IFileSystem files, string damaged, string path, bool isProven, AccountDatabase database)
    {
        int taken = 0;
        using var old = new AccountReader(damaged, files.SqliteVfs, isProven);
        using var now = new AccountReader(path, files.SqliteVfs);
        foreach (StoreTable table in (StoreTable[])[StoreTable.Derived, StoreTable.Header])
        {
            var from = new RowKey(long.MinValue);
            for (bool more = true; more;)
            {
                using var rows = new RowSet();
                old.ScanStored(table, from, new RowKey(long.MaxValue), rows);
                RowWrite[] missing = Missing(table, rows, now);
                database.Put(missing);
                taken += missing.Length;
                more = rows.HasMore;
                from = more ? new RowKey(rows.Key(rows.Count - 1).Major + 1) : from;
            }
        }

        return taken;
    }

    private static RowWrite[] Missing(StoreTable table, RowSet rows, AccountReader now)
    {
        RowKey[] keys = [.. Enumerable.Range(0, rows.Count).Select(rows.Key)];
        HashSet<RowKey> emails = Existing(StoreTable.Email, keys, now), there = Existing(table, keys, now);
        return
        [
            .. Enumerable.Range(0, rows.Count)
                .Where(i => emails.Contains(keys[i]) && !there.Contains(keys[i]))
                .Select(i => new RowWrite(table, keys[i], rows.Value(i))),
        ];
    }

    private static HashSet<RowKey> Existing(StoreTable table, RowKey[] keys, AccountReader now)
    {
        using var found = new RowSet();
        now.Read(table, keys, found);
        return [.. Enumerable.Range(0, found.Count).Select(found.Key)];
    }
}
