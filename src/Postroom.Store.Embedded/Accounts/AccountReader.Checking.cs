using Postroom.Store.Embedded.Packs;
using Postroom.Store.Embedded.Sqlite;
using Postroom.Store.Engine;

namespace Postroom.Store.Embedded.Accounts;

/// <content>Whether what is read is what was stored.</content>
internal sealed partial class AccountReader
{
    /// <summary>Emails (rows of <see cref="StoreTable.Email"/>) without bytes, at most 1,000.</summary>
    internal List<long> EmailsWithoutBytes() => Numbers("SELECT k1 FROM email WHERE k1 NOT IN (SELECT email FROM blob) LIMIT 1000");

    /// <summary>Up to 1,000 emails that have bytes, from the one behind <paramref name="after"/> on.</summary>
    internal List<long> Emails(EmailKey after) => Numbers("SELECT email FROM blob WHERE email > ?1 ORDER BY email LIMIT 1000", after.Value);

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

    /// <summary>Rows of a table that are not what was stored: at most 1,000.</summary>
    internal List<BadRow> BadRows(TableShape shape)
    {
        var bad = new List<BadRow>();
        using var all = new SqliteStatement(_connection, $"SELECT v, c, k1, {(shape.HasTwoKeys ? "k2" : "0")} FROM {shape.Name}");
        while (bad.Count < MostRows && all.Next())
        {
            long first = all.Int64(2), second = all.Int64(3);
            if (!Proves(all, 1, RowChecksum.Of(shape.Table, first, second, all.Bytes(0))))
            {
                bad.Add(new BadRow(shape.Table, first, second));
            }
        }

        return bad;
    }

    /// <summary>The same of messages' places.</summary>
    internal List<BadRow> BadPlaces()
    {
        var bad = new List<BadRow>();
        using var all = new SqliteStatement(_connection, "SELECT email, pack, offset, length, c FROM blob");
        while (bad.Count < MostRows && all.Next())
        {
            long email = all.Int64(0);
            if (!IsSound(all, 4, new EmailKey(email), new BlobPlace(all.Int64(1), all.Int64(2), all.Int64(3))))
            {
                bad.Add(new BadRow(0, email, 0));
            }
        }

        return bad;
    }

    /// <summary>True when the row (value in column 0, checksum in column 1) is what was stored; false when it is not and counts as none.</summary>
    /// <exception cref="InvalidDataException">It is not, and cannot be made again from the message: whoever needs it must not go on without.</exception>
    private bool IsSound(SqliteStatement row, TableShape shape, long first, long second)
    {
        if (Proves(row, 1, RowChecksum.Of(shape.Table, first, second, row.Bytes(0))))
        {
            return true;
        }

        var bad = new BadRow(shape.Table, first, second);
        if (!bad.IsDerived)
        {
            throw new InvalidDataException(bad.Finding);
        }

        _found?.Invoke(bad);
        return false;
    }

    private bool IsSound(SqliteStatement row, int column, EmailKey email, BlobPlace place) => Proves(row, column, RowChecksum.Of(email, place));

    private bool Proves(SqliteStatement row, int column, int checksum) =>
        row.IsNull(column) ? !_isProven : row.Int64(column) == checksum;

    private List<long> Numbers(string sql, long? argument = null)
    {
        var numbers = new List<long>();
        using var statement = new SqliteStatement(_connection, sql);
        if (argument is { } value)
        {
            statement.Bind(1, value);
        }

        while (statement.Next())
        {
            numbers.Add(statement.Int64(0));
        }

        return numbers;
    }
}
