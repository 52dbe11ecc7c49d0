using Postroom.Store.Embedded.Accounts;
using Postroom.Store.Embedded.Sqlite;
using Postroom.Store.Embedded.Tests.Faults;
using Postroom.Store.Engine;

namespace Postroom.Store.Embedded.Tests;

/// <summary>mail.db's rows are proven when they are read: what the disk changed is no answer. And folders of version 1, whose rows had no checksums.</summary>
public sealed class ProvenRowsTests : IAsyncDisposable
{
    private const int Emails = 24;
    private const string Refused = "refused";

    private static readonly RowKey Lowest = new(long.MinValue, long.MinValue);
    private static readonly RowKey Highest = new(long.MaxValue, long.MaxValue);

    private readonly TestFolder _folder = new();
    private TestEngine? _engine;

    /// <summary>In each page's header, its directory, keys, values and checksums, as random places come to lie in them.</summary>
    [Fact]
    public async Task A_bit_that_the_disk_changed_anywhere_in_mail_db_is_in_no_answer()
    {
        byte[] sound = await FillAsync();
        Dictionary<string, string> stored = await AnswersAsync();
        await _engine!.Account.DisposeAsync();
        var random = new Random(4);
        int refused = 0;
        for (int trial = 0; trial < 1_200; trial++)
        {
            int at = trial < 1_000 ? random.Next(sound.Length) : (4096 * random.Next(sound.Length / 4096)) + random.Next(64); // a header
            await DamageAsync(sound, at, 1 << random.Next(8));
            await using TestEngine.Opened? opened = await TryOpenAsync();
            if (opened is null)
            {
                continue; // it says that it cannot be opened: no answer
            }

            Dictionary<string, string> answers = await AnswersAsync();
            foreach ((string what, string answer) in answers)
            {
                Assert.True(answer.StartsWith(Refused, StringComparison.Ordinal) || answer == stored[what], $"octet {at}: {what}");
                refused += answer.StartsWith(Refused, StringComparison.Ordinal) ? 1 : 0;
            }

            // A row that SQLite does not find any more (its page's directory changed) has no checksum to fail: `check` says so.
            if (stored.Keys.Any(what => !answers.ContainsKey(what) && !answers.ContainsKey(what.Split(' ')[0])))
            {
                Assert.NotEmpty(await _engine.CheckAsync());
            }
        }

        Assert.True(refused > 300, $"only {refused} refusals");
    }

    [Fact]
    public async Task A_damaged_row_of_what_is_derived_counts_as_none_is_named_once_and_repair_takes_it_away()
    {
        await FillAsync();
        await ChangeAsync("UPDATE derived SET v = zeroblob(length(v)) WHERE k1 = 7");
        Assert.DoesNotContain(new RowKey(7), await KeysAsync(StoreTable.Derived));
        Assert.Equal(Emails - 1, (await KeysAsync(StoreTable.Derived)).Count);
        Assert.Single(_engine!.Reports, static line => line.Contains("mail.db: the row", StringComparison.Ordinal));
        Assert.Contains("of Derived is not what was stored", Assert.Single(await _engine.CheckAsync()), StringComparison.Ordinal);
        Assert.Contains(await _engine.CheckAsync(repair: true), static line => line.StartsWith("Repaired: 1 rows", StringComparison.Ordinal));
        Assert.Empty(await _engine.CheckAsync());
        Assert.Equal(TestEngine.Message(7, 500), await _engine.BytesAsync(7));
    }

    [Theory]
    [InlineData("UPDATE thread SET v = zeroblob(length(v)) WHERE k1 = 7")]
    [InlineData("UPDATE email SET k1 = 1007 WHERE k1 = 7")]
    [InlineData("UPDATE chunk_state SET c = NULL WHERE k1 = (SELECT max(k1) FROM chunk_state)")]
    [InlineData("UPDATE blob SET offset = offset + 8 WHERE email = 7")]
    public async Task A_damaged_row_of_truth_is_refused_and_repair_makes_mail_db_again(string damage)
    {
        await FillAsync();
        Dictionary<string, string> stored = await AnswersAsync();
        await ChangeAsync(damage);
        Assert.Single(await AnswersAsync(), static answer => answer.Value.StartsWith(Refused, StringComparison.Ordinal));
        Assert.Contains(await _engine!.CheckAsync(), static line => line.EndsWith("is not what was stored.", StringComparison.Ordinal));
        Assert.Contains(await _engine.CheckAsync(repair: true), static line => line.StartsWith("Repaired: mail.db was made again", StringComparison.Ordinal));
        await _engine.ReopenAsync();
        Assert.Equal(stored, await AnswersAsync());
        Assert.Empty(await _engine.CheckAsync());
    }

    [Fact]
    public async Task Nothing_is_compacted_by_places_that_are_damaged()
    {
        await FillAsync();
        await _engine!.RemoveAsync([.. Enumerable.Range(8, Emails - 8).Select(static email => (long)email)]);
        await ChangeAsync("UPDATE blob SET pack = pack + 1 WHERE email = 7");
        StoreUnavailableException refused = await Assert.ThrowsAsync<StoreUnavailableException>(async () => await _engine.Account.CompactAsync(everything: true, default));
        Assert.Contains("Where the message 7 stands is damaged", refused.Message, StringComparison.Ordinal);
        await ChangeAsync("DELETE FROM blob WHERE email = 7");
        refused = await Assert.ThrowsAsync<StoreUnavailableException>(async () => await _engine.Account.CompactAsync(everything: true, default));
        Assert.Contains("does not say where the message 7 stands", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_position_that_is_damaged_makes_mail_db_again()
    {
        await FillAsync();
        Dictionary<string, string> stored = await AnswersAsync();
        await ChangeAsync("UPDATE meta SET v = zeroblob(length(v))");
        await _engine!.ReopenAsync();
        Assert.Contains(_engine.Reports, static line => line.Contains("its position in the log is not what was stored", StringComparison.Ordinal));
        Assert.Equal(stored, await AnswersAsync());
    }

    [Fact]
    public async Task A_folder_of_version_1_is_opened_and_its_rows_get_their_checksums()
    {
        await FillAsync();
        Dictionary<string, string> stored = await AnswersAsync();
        await MakeVersion1Async();
        await _engine!.ReopenAsync();
        Assert.Equal(stored, await AnswersAsync());
        Assert.Empty(await _engine.CheckAsync());
        await ChangeAsync("UPDATE thread SET c = NULL WHERE k1 = 7");
        Assert.StartsWith(Refused, (await AnswersAsync())["Thread"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_there_is_no_room_for_checksums_a_folder_of_version_1_is_opened_as_it_is()
    {
        using var folder = new TestFolder();
        var files = new FaultyFileSystem();
        files.TakeSqlite(folder.Path);
        await using TestEngine engine = await TestEngine.OpenAsync(folder.Path, files, reserveOctets: 0); // which would be the room
        _engine = engine;
        await FillAsync(engine);
        Dictionary<string, string> stored = await AnswersAsync();
        await MakeVersion1Async(files.SqliteVfs);
        int opened = 0;
        for (int room = 0; await VersionAsync(files.SqliteVfs) == 1; room += 4096)
        {
            files.Space = room;
            await using TestEngine.Opened? again = await TryOpenAsync();
            files.Space = long.MaxValue;
            if (again is not null)
            {
                opened++;
                Assert.Equal(stored, await AnswersAsync());
                Assert.Empty(await engine.CheckAsync());
            }
        }

        Assert.True(opened > 1, "never without all checksums");
        _engine = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_engine is not null)
        {
            await _engine.DisposeAsync();
        }

        _folder.Dispose();
    }

    /// <summary>Rows in every table; returns mail.db when all of it is in its file.</summary>
    private async Task<byte[]> FillAsync()
    {
        _engine = await TestEngine.OpenAsync(_folder.Path);
        await FillAsync(_engine);
        await _engine.Account.DisposeAsync();
        using (var database = new SqliteConnection(_engine.Paths.Database, create: false, vfs: null))
        {
            database.Execute("SELECT count(*) FROM meta"); // before its first statement SQLite does not know that there is a WAL
            Assert.True(database.Checkpoint((int)CheckpointMode.Truncate, out _));
        }

        byte[] bytes = await File.ReadAllBytesAsync(_engine.Paths.Database);
        await _engine.ReopenAsync();
        return bytes;
    }

    private static async Task FillAsync(TestEngine engine)
    {
        var random = new Random(1);
        for (int email = 1; email <= Emails; email++)
        {
            await engine.AppendAsync((email, TestEngine.Message(email, 500)));
            var rows = new List<RowWrite>();
            foreach (StoreTable table in Enum.GetValues<StoreTable>().Where(static table => table is not (StoreTable.Mailbox or StoreTable.Email)))
            {
                byte[] value = new byte[random.Next(1, table is StoreTable.Derived ? 3000 : 200)];
                random.NextBytes(value);
                rows.Add(new RowWrite(table, new RowKey(email, TableShape.Of(table).HasTwoKeys ? email * 1000 : 0), value));
            }

            await engine.Account.CommitAsync(new CommitGroup { Sequence = engine.Account.LastSequence + 1, Durability = Durability.Synced, Rows = rows });
        }
    }

    private async Task DamageAsync(byte[] sound, int at, int bits)
    {
        byte[] bytes = [.. sound];
        bytes[at] ^= (byte)bits;
        DatabaseCopy.Remove(_engine!.Paths.Database);
        await File.WriteAllBytesAsync(_engine.Paths.Database, bytes);
    }

    // As another program would: the checksums stay what they were.
    private async Task ChangeAsync(string sql)
    {
        await _engine!.Account.DisposeAsync();
        using (var database = new SqliteConnection(_engine.Paths.Database, create: false, vfs: null))
        {
            database.Execute(sql);
        }

        await _engine.ReopenAsync();
    }

    private async Task MakeVersion1Async(string? vfs = null)
    {
        await _engine!.Account.DisposeAsync();
        using var database = new SqliteConnection(_engine.Paths.Database, create: false, vfs);
        string columns = string.Concat(TableShape.All.Select(static shape => $"ALTER TABLE {shape.Name} DROP COLUMN c;"));
        database.Execute($"{columns} ALTER TABLE blob DROP COLUMN c; UPDATE meta SET v = substr(v, 1, {Packs.LogPosition.Octets}); PRAGMA user_version=1;");
    }

    private async Task<long> VersionAsync(string? vfs)
    {
        await _engine!.Account.DisposeAsync();
        using var database = new SqliteConnection(_engine.Paths.Database, create: false, vfs);
        using var version = new SqliteStatement(database, "PRAGMA user_version");
        Assert.True(version.Next());
        return version.Int64(0);
    }

    private async Task<TestEngine.Opened?> TryOpenAsync()
    {
        try
        {
            return await _engine!.OpenAgainAsync();
        }
        catch (StoreUnavailableException)
        {
            return null;
        }
    }

    private async Task<List<RowKey>> KeysAsync(StoreTable table)
    {
        using RowSet rows = await _engine!.Account.ScanAsync(table, Lowest, Highest, default);
        return [.. Enumerable.Range(0, rows.Count).Select(rows.Key)];
    }

    /// <summary>All rows by table and key, and all messages; a table or message that is refused is there with that.</summary>
    private async Task<Dictionary<string, string>> AnswersAsync()
    {
        var answers = new Dictionary<string, string>();
        foreach (StoreTable table in Enum.GetValues<StoreTable>())
        {
            await TryAsync($"{table}", async () =>
            {
                using RowSet rows = await _engine!.Account.ScanAsync(table, Lowest, Highest, default);
                for (int i = 0; i < rows.Count; i++)
                {
                    answers[$"{table} {rows.Key(i).Major}"] = Convert.ToHexString(rows.Value(i).Span);
                }
            });
        }

        for (long email = 1; email <= Emails; email++)
        {
            string what = $"message {email}";
            await TryAsync(what, async () =>
            {
                if (await _engine!.BytesAsync(email) is { } bytes)
                {
                    answers[what] = Convert.ToHexString(bytes);
                }
            });
        }

        return answers;

        async Task TryAsync(string what, Func<Task> ask)
        {
            try
            {
                await ask();
            }
            catch (Exception e) when (e is StoreUnavailableException or InvalidDataException or DamagedMessageException)
            {
                answers[what] = $"{Refused}: {e.Message}";
            }
        }
    }
}
