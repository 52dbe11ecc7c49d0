using System.Globalization;
using System.Text;
using Postroom.Store.Embedded.Accounts;
using Postroom.Store.Embedded.Packs;
using Postroom.Store.Embedded.Tests.Faults;
using Postroom.Store.Engine;

namespace Postroom.Store.Embedded.Tests;

/// <summary>Commit groups that mail.db does not have yet (docs/adr/0005): what readers see, when they are moved, what a failure leaves. Kills at each step: CrashTests.</summary>
public sealed class RecentGroupsTests : IDisposable
{
    private static readonly RowKey Lowest = new(long.MinValue, long.MinValue);
    private static readonly RowKey Highest = new(long.MaxValue, long.MaxValue);

    private readonly TestFolder _folder = new();
    private readonly ManualTime _time = new();

    [Theory]
    [InlineData(StoreTable.Email)]
    [InlineData(StoreTable.ChunkState)]
    [InlineData(StoreTable.Thread)]
    public async Task Memory_and_mail_db_are_read_as_one_table(StoreTable table)
    {
        bool hasTwo = table != StoreTable.Email;
        var random = new Random((int)table);
        var model = new SortedDictionary<RowKey, string>();
        await using TestEngine engine = await OpenAsync(options: new EmbeddedOptions { MostRecentGroups = 7 });
        for (int group = 1; group <= 60; group++)
        {
            var rows = new Dictionary<RowKey, string?>();
            for (int i = random.Next(1, 120); i > 0; i--)
            {
                var key = new RowKey(random.Next(60), hasTwo ? random.Next(60) : 0);
                rows[key] = random.Next(3) == 0 ? null : $"{group} {new string('x', random.Next(2_000))}";
            }

            await engine.Account.CommitAsync(new CommitGroup
            {
                Sequence = group,
                Durability = Durability.Written,
                Rows = [.. rows.Select(row => new RowWrite(table, row.Key, row.Value is null ? default(ReadOnlyMemory<byte>?) : Encoding.ASCII.GetBytes(row.Value)))],
            });
            foreach ((RowKey key, string? value) in rows)
            {
                model.Remove(key);
                if (value is not null)
                {
                    model[key] = value;
                }
            }

            await AssertSameAsync(engine, table, model, Lowest, Highest);
            var from = new RowKey(random.Next(60), hasTwo ? random.Next(60) : 0);
            await AssertSameAsync(engine, table, model, from, new RowKey(random.Next(60), random.Next(60)));
            RowKey[] keys = [.. Enumerable.Range(0, 100).Select(_ => new RowKey(random.Next(60), hasTwo ? random.Next(60) : 0)).Distinct()];
            foreach (RowKey[] asked in (RowKey[][])[keys, [.. keys.Order()], [.. keys.Order(), .. keys.Order()], [.. keys.OrderDescending()]])
            {
                using RowSet read = await engine.Account.ReadAsync(table, asked, default);
                Assert.Equal(asked.Where(model.ContainsKey).Select(key => (key, model[key])), Rows(read));
            }
        }
    }

    [Fact]
    public async Task A_scan_that_ends_at_its_bound_goes_on_without_a_row_lost_or_shown_twice()
    {
        var model = new SortedDictionary<RowKey, string>();
        await using TestEngine engine = await OpenAsync();
        await PutAsync(Enumerable.Range(0, 1_500).Select(static i => i * 3L), "stored");
        ((EmbeddedAccount)engine.Account).MoveInBackground();
        await PutAsync(Enumerable.Range(0, 900).Select(static i => (i * 3L) + 1), "new");   // between them
        await PutAsync(Enumerable.Range(0, 700).Select(static i => i * 6L), "written over");
        await PutAsync(Enumerable.Range(0, 1_100).Select(static i => 2_001L + i), null);     // 1,100 that are gone: more than one answer holds
        await AssertSameAsync(engine, StoreTable.Email, model, Lowest, Highest);
        using RowSet last = await engine.Account.ScanAsync(StoreTable.Email, new RowKey(2_001), new RowKey(3_100), default);
        Assert.Equal((0, false), (last.Count, last.HasMore));

        async Task PutAsync(IEnumerable<long> keys, string? value)
        {
            long[] all = [.. keys];
            foreach (long key in all)
            {
                model.Remove(new RowKey(key));
                if (value is not null)
                {
                    model[new RowKey(key)] = value;
                }
            }

            await engine.Account.CommitAsync(new CommitGroup
            {
                Sequence = engine.Account.LastSequence + 1,
                Durability = Durability.Written,
                Rows = [.. all.Select(key => new RowWrite(StoreTable.Email, new RowKey(key), value is null ? default(ReadOnlyMemory<byte>?) : Encoding.ASCII.GetBytes(value)))],
            });
        }
    }

    /// <summary>Groups write the lower and the upper half of the rows in turn, with their number. Whoever reads sees two that follow each other, and none older than what was answered before.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_read_during_a_move_sees_one_group_and_not_an_old_one(int mostGroups)
    {
        await using TestEngine engine = await OpenAsync(options: new EmbeddedOptions { MostRecentGroups = mostGroups });
        long answered = 0;
        using var stop = new CancellationTokenSource();
        await CommitAsync(1);
        await CommitAsync(2);
        Task<int>[] readers = [.. Enumerable.Range(0, 3).Select(reader => Task.Run(() => ReadAsync(scans: reader == 0)))];
        for (long group = 3; group <= 600; group++)
        {
            await CommitAsync(group);
        }

        await stop.CancelAsync();
        Assert.All(await Task.WhenAll(readers), static reads => Assert.True(reads > 20));

        async Task CommitAsync(long group)
        {
            await engine.CommitAsync(Durability.Written, [.. Enumerable.Range(group % 2 == 0 ? 1 : 7, 6).Select(row => ((long)row, (string?)$"{group}"))]);
            Volatile.Write(ref answered, group);
        }

        async Task<int> ReadAsync(bool scans)
        {
            RowKey[] keys = [.. Enumerable.Range(1, 12).Select(static row => new RowKey(row))];
            int reads = 0;
            for (; !stop.IsCancellationRequested || reads < 21; reads++)
            {
                long before = Volatile.Read(ref answered);
                using RowSet rows = scans
                    ? await engine.Account.ScanAsync(StoreTable.Mailbox, Lowest, Highest, default)
                    : await engine.Account.ReadAsync(StoreTable.Mailbox, keys, default);
                long[] seen = [.. Rows(rows).Select(static row => long.Parse(row.Value, CultureInfo.InvariantCulture))];
                Assert.Equal(12, seen.Length);
                Assert.Single(seen[..6].Distinct());
                Assert.Single(seen[6..].Distinct());
                Assert.Equal(1, Math.Abs(seen[0] - seen[6]));
                Assert.True(seen.Max() >= before, $"{seen.Max()} after {before}");
            }

            return reads;
        }
    }

    [Fact]
    public void A_view_that_mail_db_may_be_ahead_of_is_not_used()
    {
        var recent = new RecentGroups(0);
        Add(1);
        RecentView first = recent.View();
        Add(2);
        Assert.True(recent.Covers(first)); // mail.db has none of them
        recent.BeginMove();
        Assert.False(recent.Covers(first)); // it may show 2, and this does not
        RecentView second = recent.View();
        Assert.True(recent.Covers(second));
        recent.EndMove();
        Assert.True(recent.Covers(second)); // both show 2 by now
        Add(3);
        Assert.True(recent.Covers(second));
        Assert.False(second.Rows.TryGet(StoreTable.Email, new RowKey(3), second.UpTo, out _));
        recent.BeginMove();
        Assert.False(recent.Covers(second));

        void Add(long group) => recent.Rows.Add(
            new LoggedGroup { Sequence = group, Boot = 0, Rows = [new RowWrite(StoreTable.Email, new RowKey(group), new byte[] { 1 })], Blobs = [], RemovedBlobs = [] },
            new byte[100], default);
    }

    [Fact]
    public async Task Groups_are_moved_by_the_timer_together_and_nothing_stays_in_memory()
    {
        await using TestEngine engine = await OpenAsync();
        await engine.AppendAsync((1, TestEngine.Message(1, 2_000)));
        await engine.CommitAsync(Durability.Written, (1, "again"), (2, "two"));
        Assert.Equal(0, StoredSequence(engine));
        Assert.True(engine.Store.RecentOctets > 0);
        _time.Advance(TimeSpan.FromMilliseconds(200));
        await engine.Account.SyncAsync(); // behind it on the account's lane
        Assert.Equal(2, StoredSequence(engine));
        Assert.Equal(0, engine.Store.RecentOctets);
        Assert.Equal("again", await engine.TextAsync(1));
        Assert.Equal(TestEngine.Message(1, 2_000), await engine.BytesAsync(1));
    }

    [Theory]
    [InlineData(5, long.MaxValue, long.MaxValue)]
    [InlineData(int.MaxValue, 20_000, long.MaxValue)]
    [InlineData(int.MaxValue, long.MaxValue, 20_000)]
    public async Task What_is_too_much_for_memory_goes_before_the_next_commit(int groups, long octets, long octetsOfAll)
    {
        await using TestEngine engine = await OpenAsync(
            options: new EmbeddedOptions { MostRecentGroups = groups, MostRecentOctets = octets, MostRecentOctetsOfAll = octetsOfAll });
        for (int i = 1; i <= 30; i++)
        {
            await engine.CommitAsync(Durability.Written, (i, new string('x', 4_000)));
            Assert.True(engine.Store.RecentOctets < 30_000);
            Assert.True(i - StoredSequence(engine) <= 5);
        }

        await engine.Account.DisposeAsync();
        Assert.Equal(0, engine.Store.RecentOctets);
        Assert.Equal(30, StoredSequence(engine));
    }

    [Theory]
    [InlineData(10, long.MaxValue)]
    [InlineData(int.MaxValue, 40_000)]
    public async Task Half_of_too_much_goes_behind_an_answer(int groups, long octets)
    {
        await using TestEngine engine = await OpenAsync(options: new EmbeddedOptions { MostRecentGroups = groups, MostRecentOctets = octets });
        for (int i = 1; i <= 5; i++)
        {
            Assert.Equal(0, StoredSequence(engine)); // and no clock has moved
            await engine.CommitAsync(Durability.Written, (i, new string('x', 4_000)));
        }

        await engine.Account.SyncAsync();
        Assert.Equal(5, StoredSequence(engine));
        Assert.Equal(0, engine.Store.RecentOctets);
    }

    [Fact]
    public async Task On_a_full_disk_what_was_answered_is_read_what_grows_is_refused_and_removing_goes_on()
    {
        var files = new FaultyFileSystem();
        files.TakeSqlite(_folder.Path);
        await using TestEngine engine = await OpenAsync(files, new EmbeddedOptions { MostRecentGroups = 4 }, reserveOctets: 256 * 1024);
        for (int i = 1; i <= 7; i++)
        {
            await engine.AppendAsync((i, TestEngine.Message(i, 40_000)));
        }

        _time.Advance(TimeSpan.FromMilliseconds(200));
        await engine.Account.SyncAsync();
        await engine.AppendAsync((8, TestEngine.Message(8, 40_000))); // the only one that mail.db lacks: two would go there behind the answer
        files.Space = 0;
        _time.Advance(TimeSpan.FromMilliseconds(200));
        await engine.Account.SyncAsync();
        Assert.Contains(engine.Reports, static line => line.Contains("The disk is full", StringComparison.Ordinal));
        Assert.Equal(TestEngine.Message(8, 40_000), await engine.BytesAsync(8));
        StoreUnavailableException full = await Assert.ThrowsAsync<StoreUnavailableException>(() => engine.AppendAsync((9, TestEngine.Message(9, 40_000))));
        Assert.True(full.IsFull);
        for (int i = 1; i <= 7; i++)
        {
            await engine.RemoveAsync(i); // more groups than memory takes
            Assert.Null(await engine.BytesAsync(i));
        }

        files.Space = long.MaxValue;
        _time.Advance(TimeSpan.FromSeconds(2));
        await engine.AppendAsync((10, TestEngine.Message(10, 40_000)));
        await engine.ReopenAsync();
        Assert.Equal(TestEngine.Message(8, 40_000), await engine.BytesAsync(8));
        Assert.Equal(TestEngine.Message(10, 40_000), await engine.BytesAsync(10));
        Assert.Empty(await engine.CheckAsync());
    }

    [Fact]
    public async Task On_a_full_disk_an_account_that_was_closed_is_opened_again_to_be_read_and_emptied()
    {
        var files = new FaultyFileSystem();
        files.TakeSqlite(_folder.Path);
        await using TestEngine engine = await OpenAsync(files, reserveOctets: 256 * 1024);
        for (int i = 1; i <= 8; i++)
        {
            await engine.AppendAsync((i, TestEngine.Message(i, 40_000)));
        }

        files.Space = 0;
        await engine.Account.DisposeAsync(); // mail.db has no room for what is in memory
        Assert.Contains(engine.Reports, static line => line.Contains("The disk is full", StringComparison.Ordinal));
        files.Space = 0; // somebody else took what cutting the log gave back
        await engine.OpenAgainAsync();
        Assert.Equal(TestEngine.Message(8, 40_000), await engine.BytesAsync(8));
        await engine.RemoveAsync(8);
        Assert.Null(await engine.BytesAsync(8));
    }

    [Fact]
    public async Task Where_mail_db_fails_later_what_was_answered_is_read_and_nothing_more_is_taken_until_it_is_opened_again()
    {
        var files = new FaultyFileSystem();
        files.TakeSqlite(_folder.Path);
        await using TestEngine engine = await OpenAsync(files);
        await engine.CommitAsync(Durability.Synced, (1, "one"));
        await engine.CommitAsync(Durability.Written, (2, "two"));
        files.FailOnce(FaultyStep.SqliteWrite);
        _time.Advance(TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await engine.Account.SyncAsync());
        await Assert.ThrowsAsync<StoreUnavailableException>(() => engine.CommitAsync(Durability.Written, (3, "three")));
        Assert.Equal("two", await engine.TextAsync(2));
        files.FailOnce(FaultyStep.SqliteWrite); // closing tries once more
        await engine.ReopenAsync();
        Assert.Equal("one", await engine.TextAsync(1));
        Assert.Equal("two", await engine.TextAsync(2));
        Assert.Null(await engine.TextAsync(3));
        await engine.CommitAsync(Durability.Written, (3, "three"));
        Assert.Empty(await engine.CheckAsync());
    }

    public void Dispose() => _folder.Dispose();

    private Task<TestEngine> OpenAsync(FaultyFileSystem? files = null, EmbeddedOptions? options = null, int reserveOctets = 64 * 1024) =>
        TestEngine.OpenAsync(_folder.Path, files, options, _time, reserveOctets);

    private static long StoredSequence(TestEngine engine)
    {
        using var reader = new AccountReader(engine.Paths.Database, vfs: null);
        return reader.Position().Sequence;
    }

    private static async Task AssertSameAsync(TestEngine engine, StoreTable table, SortedDictionary<RowKey, string> model, RowKey from, RowKey to)
    {
        var found = new List<(RowKey, string)>();
        RowKey next = from;
        for (bool more = true; more;)
        {
            using RowSet rows = await engine.Account.ScanAsync(table, next, to, default);
            found.AddRange(Rows(rows));
            more = rows.HasMore;
            Assert.True(!more || rows.Count > 0);
            next = more ? rows.Key(rows.Count - 1) with { Minor = rows.Key(rows.Count - 1).Minor + 1 } : next;
        }

        Assert.Equal(model.Where(row => row.Key >= from && row.Key <= to).Select(static row => (row.Key, row.Value)), found);
    }

    private static List<(RowKey Key, string Value)> Rows(RowSet rows) =>
        [.. Enumerable.Range(0, rows.Count).Select(i => (rows.Key(i), Encoding.ASCII.GetString(rows.Value(i).Span)))];
}
