using Postroom.Store.Embedded.Packs;
using Postroom.Store.Embedded.Sqlite;

namespace Postroom.Store.Embedded.Accounts;

/// <summary>Gives the rows of a mail.db of version 1 the checksums that they did not have, once, in steps.</summary>
/// <remarks>
/// The version is raised at the end: killed before, the next open goes on. Without room on the disk the account is opened all the same; rows
/// without a checksum are taken as they are then, as they were before.
/// </remarks>
internal static class RowUpgrade
{
    private const int StepRows = 1_000;

    /// <returns>True when all rows have one.</returns>
    internal static bool TryRun(SqliteConnection connection, int version)
    {
        AddColumns(connection);
        try
        {
            foreach (TableShape shape in TableShape.All)
            {
                ProveRows(connection, shape);
            }

            ProvePlaces(connection);
            connection.Execute($"PRAGMA user_version={version}");
            return true;
        }
        catch (SqliteException e) when (e.IsFull)
        {
            connection.Rollback();
            return false;
        }
    }

    // All or none, and no row is touched.
    private static void AddColumns(SqliteConnection connection)
    {
        using (var columns = new SqliteStatement(connection, "SELECT count(*) FROM pragma_table_info('blob') WHERE name = 'c'"))
        {
            columns.Next();
            if (columns.Int64(0) > 0)
            {
                return;
            }
        }

        string[] tables = [.. TableShape.All.Select(static shape => shape.Name), "blob"];
        connection.Execute($"BEGIN; {string.Concat(tables.Select(static table => $"ALTER TABLE {table} ADD COLUMN c INTEGER;"))} COMMIT;");
    }

    private static void ProveRows(SqliteConnection connection, TableShape shape)
    {
        string keys = shape.HasTwoKeys ? "k1, k2" : "k1, 0";
        string behind = shape.HasTwoKeys ? "(k1, k2) > (?1, ?2)" : "k1 > ?1";
        string itself = shape.HasTwoKeys ? "k1 = ?2 AND k2 = ?3" : "k1 = ?2";
        using var some = new SqliteStatement(connection, $"SELECT {keys}, v FROM {shape.Name} WHERE c IS NULL AND {behind} ORDER BY 1, 2 LIMIT {StepRows}");
        using var prove = new SqliteStatement(connection, $"UPDATE {shape.Name} SET c = ?1 WHERE {itself}");
        var rows = new List<(long First, long Second, int Checksum)>();
        (long first, long second) = (long.MinValue, long.MinValue);
        do
        {
            rows.Clear();
            some.Bind(1, first);
            if (shape.HasTwoKeys)
            {
                some.Bind(2, second);
            }

            while (some.Next())
            {
                (first, second) = (some.Int64(0), some.Int64(1));
                rows.Add((first, second, RowChecksum.Of(shape.Table, first, second, some.Bytes(2))));
            }

            InOneTransaction(connection, () =>
            {
                foreach ((long k1, long k2, int checksum) in rows)
                {
                    prove.Bind(1, checksum).Bind(2, k1);
                    if (shape.HasTwoKeys)
                    {
                        prove.Bind(3, k2);
                    }

                    prove.Run();
                }
            });
        }
        while (rows.Count == StepRows);
    }

    private static void ProvePlaces(SqliteConnection connection)
    {
        using var some = new SqliteStatement(
            connection, $"SELECT email, pack, offset, length FROM blob WHERE c IS NULL AND email > ?1 ORDER BY email LIMIT {StepRows}");
        using var prove = new SqliteStatement(connection, "UPDATE blob SET c = ?1 WHERE email = ?2");
        var rows = new List<(EmailKey Email, int Checksum)>();
        long last = long.MinValue;
        do
        {
            rows.Clear();
            some.Bind(1, last);
            while (some.Next())
            {
                last = some.Int64(0);
                rows.Add((new EmailKey(last), RowChecksum.Of(new EmailKey(last), new BlobPlace(some.Int64(1), some.Int64(2), some.Int64(3)))));
            }

            InOneTransaction(connection, () =>
            {
                foreach ((EmailKey email, int checksum) in rows)
                {
                    prove.Bind(1, checksum).Bind(2, email.Value).Run();
                }
            });
        }
        while (rows.Count == StepRows);
    }

    // Written back each time, so that the WAL does not become a second mail.db.
    private static void InOneTransaction(SqliteConnection connection, Action work)
    {
        connection.Execute("BEGIN IMMEDIATE");
        work();
        connection.Execute("COMMIT");
        connection.Checkpoint((int)CheckpointMode.Passive, out _);
    }
}
