using Postroom.Store.Embedded.Packs;
using Postroom.Store.Embedded.Tests.Faults;
using Postroom.Store.Engine;

namespace Postroom.Store.Embedded.Tests;

/// <summary>Disks that fail, fill up, tear and flip bits (LIMITS, faults to survive).</summary>
public sealed class FaultTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly FaultyFileSystem _files = new();

    private string LogPath => _files.Paths().Last(static path => path.EndsWith(".pack", StringComparison.Ordinal));

    [Theory]
    [InlineData(nameof(FaultyStep.Write))]
    [InlineData(nameof(FaultyStep.Sync))]
    public async Task After_a_failed_write_or_sync_the_account_reads_only_until_it_is_opened_again(string step)
    {
        await using TestEngine engine = await TestEngine.OpenAsync(_folder.Path, _files);
        await engine.AppendAsync((1, TestEngine.Message(1, 3000)));
        await engine.CommitAsync(Durability.Written, (2, "two"));
        _files.FailOnce(Enum.Parse<FaultyStep>(step));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => engine.AppendAsync((3, TestEngine.Message(3, 3000))));
        StoreUnavailableException again = await Assert.ThrowsAsync<StoreUnavailableException>(() => engine.CommitAsync(Durability.Written, (4, "four")));
        Assert.Contains("read-only until it is opened again", again.Message, StringComparison.Ordinal);
        Assert.Equal(2, engine.Account.LastSequence);
        Assert.Equal(TestEngine.Message(1, 3000), await engine.BytesAsync(1));
        Assert.Null(await engine.BytesAsync(3));

        await engine.ReopenAsync();
        Assert.Equal(2, engine.Account.LastSequence);
        Assert.Equal("two", await engine.TextAsync(2));
        Assert.Null(await engine.TextAsync(3));
        await engine.AppendAsync((3, TestEngine.Message(3, 5000)));
        await engine.ReopenAsync();
        Assert.Equal(TestEngine.Message(3, 5000), await engine.BytesAsync(3));
        Assert.Empty(await engine.CheckAsync());
    }

    [Fact]
    public async Task What_a_failed_sync_left_uncertain_is_written_anew_into_a_new_pack()
    {
        await using TestEngine engine = await TestEngine.OpenAsync(_folder.Path, _files);
        await engine.AppendAsync((1, TestEngine.Message(1, 3000)));
        await engine.CommitAsync(Durability.Written, (2, "two"));
        _files.FailOnce(FaultyStep.Sync);
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await engine.Account.SyncAsync());
        string old = LogPath;
        await engine.ReopenAsync();
        Assert.NotEqual(old, LogPath);

        // The old pack's uncertain end is gone, mail.db too: the new pack alone has the group.
        await engine.Account.DisposeAsync();
        await engine.Store.DisposeAsync();
        DatabaseCopy.Remove(engine.Paths.Database);
        await using TestEngine rebuilt = await TestEngine.OpenAsync(_folder.Path, _files.AfterPowerLoss(new Random(1)));
        Assert.Equal("two", await rebuilt.TextAsync(2));
        Assert.Equal(TestEngine.Message(1, 3000), await rebuilt.BytesAsync(1));
    }

    [Fact]
    public async Task A_commit_whose_voiding_failed_too_stays_void_when_the_account_is_opened_again()
    {
        await using TestEngine engine = await TestEngine.OpenAsync(_folder.Path, _files);
        await engine.AppendAsync((1, TestEngine.Message(1, 3000)));
        _files.FailOnce(FaultyStep.Sync);
        _files.FailOnce(FaultyStep.Write, 2); // the group's own write succeeds, the one that would void it does not
        await Assert.ThrowsAsync<StoreUnavailableException>(() => engine.AppendAsync((2, TestEngine.Message(2, 3000))));
        await engine.ReopenAsync();
        Assert.Equal(1, engine.Account.LastSequence);
        Assert.Null(await engine.BytesAsync(2));
        await engine.AppendAsync((2, TestEngine.Message(2, 100)));
        await engine.ReopenAsync();
        Assert.Equal(TestEngine.Message(2, 100), await engine.BytesAsync(2));
        Assert.Empty(await engine.CheckAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_full_disk_refuses_what_grows_and_lets_mail_be_removed(bool alsoForSqlite)
    {
        if (alsoForSqlite)
        {
            _files.TakeSqlite(_folder.Path);
        }

        var time = new ManualTime();
        await using TestEngine engine = await TestEngine.OpenAsync(_folder.Path, _files, time: time, reserveOctets: alsoForSqlite ? 1 << 20 : 64 * 1024);
        await engine.AppendAsync((1, TestEngine.Message(1, 3000)), (2, TestEngine.Message(2, 3000)));
        _files.Space = 0;
        StoreUnavailableException full = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => engine.AppendAsync([.. Enumerable.Range(10, 5).Select(static i => ((long)i, TestEngine.Message(i, 100_000)))]));
        Assert.True(full.IsFull);
        for (int i = 0; i < 200; i++)
        {
            // More than the log had preallocated: some of it is the reserve's.
            await engine.CommitAsync(Durability.Written, (50, new string('x', 1000)), (51, $"round {i}"));
            _files.Space = Math.Min(_files.Space, 300_000);
        }

        await engine.RemoveAsync(1);
        Assert.Null(await engine.BytesAsync(1));
        Assert.NotNull(await engine.BytesAsync(2));

        _files.Space = 100_000_000;
        time.Advance(TimeSpan.FromSeconds(5));
        await engine.AppendAsync((3, TestEngine.Message(3, 100_000)));
        await engine.ReopenAsync();
        Assert.Equal("round 199", await engine.TextAsync(51));
        Assert.Equal(TestEngine.Message(3, 100_000), await engine.BytesAsync(3));
        Assert.Empty(await engine.CheckAsync());
    }

    [Fact]
    public async Task A_bit_flipped_anywhere_in_a_message_is_found_and_others_are_served()
    {
        await using TestEngine engine = await TestEngine.OpenAsync(_folder.Path, _files);
        await engine.AppendAsync((1, TestEngine.Message(1, 200)));
        await engine.AppendAsync((2, TestEngine.Message(2, 200_000)));
        await engine.AppendAsync((3, TestEngine.Message(3, 1_200_000)));
        string small = LogPath;
        int start = 64;
        foreach (int offset in (int[])[0, 4, 8, 16, 24, 40, 44, 48, 100, 247])
        {
            _files.Damage(small, start + offset, 0x10);
            DamagedMessageException damaged = await Assert.ThrowsAsync<DamagedMessageException>(() => engine.BytesAsync(1));
            Assert.Contains("0000000001.pack:64", damaged.Message, StringComparison.Ordinal);
            Assert.Equal(TestEngine.Message(2, 200_000), await engine.BytesAsync(2));
            Assert.Contains(await engine.CheckAsync(), static line => line.StartsWith("Email 1:", StringComparison.Ordinal));
            _files.Damage(small, start + offset, 0x10);
        }

        string big = _files.Paths().Single(static path => path.EndsWith(".blob", StringComparison.Ordinal));
        foreach (int offset in (int[])[0, 30, 64, 70, 112, 700_000, 1_200_112 + 4])
        {
            _files.Damage(big, offset, 1);
            await engine.ReopenAsync();
            await Assert.ThrowsAsync<DamagedMessageException>(() => engine.BytesAsync(3));
            Assert.Equal(TestEngine.Message(1, 200), await engine.BytesAsync(1));
            _files.Damage(big, offset, 1);
        }

        Assert.Equal(TestEngine.Message(3, 1_200_000), await engine.BytesAsync(3));
        Assert.Empty(await engine.CheckAsync());
    }

    /// <summary>A large record is written where nothing was reserved: half of it is on the disk when the disk says that it is full.</summary>
    [Fact]
    public async Task A_disk_that_fills_up_in_the_middle_of_a_record_is_given_back_what_was_written()
    {
        await using TestEngine engine = await TestEngine.OpenAsync(_folder.Path, _files);
        await engine.AppendAsync((1, TestEngine.Message(1, 200_000)));
        int before = _files.Bytes(LogPath).Length;
        _files.Space = 500_000;
        StoreUnavailableException full = await Assert.ThrowsAsync<StoreUnavailableException>(() => engine.AppendAsync((2, TestEngine.Message(2, 1_000_000))));
        Assert.True(full.IsFull);
        Assert.Equal((before, 500_000), (_files.Bytes(LogPath).Length, _files.Space));

        await engine.AppendAsync((3, TestEngine.Message(3, 150_000)));
        await engine.ReopenAsync();
        Assert.Equal(TestEngine.Message(1, 200_000), await engine.BytesAsync(1));
        Assert.Null(await engine.BytesAsync(2));
        Assert.Equal(TestEngine.Message(3, 150_000), await engine.BytesAsync(3));
        Assert.Empty(await engine.CheckAsync());
    }

    [Fact]
    public async Task A_log_cut_at_any_octet_keeps_every_whole_group_before_the_cut()
    {
        // Three groups; mail.db is away each time, so that all comes from the log.
        TestEngine engine = await TestEngine.OpenAsync(_folder.Path, _files);
        for (int i = 1; i <= 3; i++)
        {
            await engine.AppendAsync((i, TestEngine.Message(i, 30)));
        }

        List<int> ends = EndsOfGroups(engine);

        FaultyFileSystem whole = _files.AfterKill();
        string log = LogPath;
        string database = engine.Paths.Database;
        await engine.DisposeAsync();
        for (int length = ends[0] - 20; length <= ends[2] + 8; length++)
        {
            FaultyFileSystem cut = whole.AfterKill();
            cut.Cut(log, length);
            DatabaseCopy.Remove(database);
            await using TestEngine opened = await TestEngine.OpenAsync(_folder.Path, cut);
            int groups = ends.Count(end => end <= length);
            Assert.True(groups == opened.Account.LastSequence, $"{opened.Account.LastSequence} groups of {groups} when cut at {length}");
            for (int i = 1; i <= 3; i++)
            {
                Assert.Equal(i <= groups ? TestEngine.Message(i, 30) : null, await opened.BytesAsync(i));
            }

            bool isWhole = ends.Contains(length) || length > ends[2];
            Assert.Equal(isWhole ? 0 : 1, opened.Reports.Count(static line => line.Contains("torn", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task Acknowledged_groups_that_cannot_be_read_are_never_cut_away()
    {
        TestEngine engine = await TestEngine.OpenAsync(_folder.Path, _files);
        await engine.AppendAsync((1, TestEngine.Message(1, 300)));
        DatabaseCopy early = DatabaseCopy.Of(engine.Paths.Database);
        int second = EndsOfGroups(engine)[0];
        await engine.AppendAsync((2, TestEngine.Message(2, 300)));
        await engine.AppendAsync((3, TestEngine.Message(3, 300)));
        FaultyFileSystem disk = _files.AfterKill();
        string log = LogPath;
        string database = engine.Paths.Database;
        await engine.DisposeAsync();
        int before = disk.Bytes(log).Length;

        foreach (int offset in (int[])[0, 5, 20, 100])
        {
            early.PutBack(database); // a power loss took what SQLite had not synced: the log alone has groups 2 and 3
            FaultyFileSystem damaged = disk.AfterKill();
            damaged.Damage(log, second + offset, 0x40);
            await using (TestEngine opened = await TestEngine.OpenAsync(_folder.Path, damaged))
            {
                Assert.Equal(before, damaged.Bytes(log).Length);
                Assert.Equal(TestEngine.Message(1, 300), await opened.BytesAsync(1));
                StoreUnavailableException refused = await Assert.ThrowsAsync<StoreUnavailableException>(
                    () => opened.CommitAsync(Durability.Written, (9, "nine")));
                Assert.Contains("a record is damaged that was on disk", refused.Message, StringComparison.Ordinal);
                Assert.Contains(await opened.CheckAsync(), static line => line.Contains("a record is damaged", StringComparison.Ordinal));

                // Repair takes what there is behind the damage, and the account goes on.
                Assert.Contains(await opened.CheckAsync(repair: true), static line => line.StartsWith("Repaired", StringComparison.Ordinal));
                await opened.ReopenAsync();
                Assert.Equal(3, opened.Account.LastSequence);
                Assert.Equal(TestEngine.Message(3, 300), await opened.BytesAsync(3));
                await opened.AppendAsync((4, TestEngine.Message(4, 300)));
            }
        }
    }

    [Fact]
    public async Task A_written_group_is_on_disk_within_a_second_without_being_asked_for()
    {
        var time = new ManualTime();
        await using TestEngine engine = await TestEngine.OpenAsync(_folder.Path, _files, time: time);
        await engine.CommitAsync(Durability.Synced, (1, "one"));
        await engine.CommitAsync(Durability.Written, (2, "two"));
        int before = _files.Steps;
        time.Advance(TimeSpan.FromMilliseconds(999));
        await engine.Account.SyncAsync(); // behind the timer's own on the account's lane; finds nothing left to do
        Assert.Equal(before + 1, _files.Steps);
    }

    [Fact]
    public async Task A_damaged_mail_db_is_made_again_from_the_packs()
    {
        await using TestEngine engine = await TestEngine.OpenAsync(_folder.Path, _files);
        await engine.AppendAsync((1, TestEngine.Message(1, 3000)), (2, TestEngine.Message(2, 3000)));
        await engine.RemoveAsync(2);
        await engine.Account.DisposeAsync();
        DatabaseCopy.Remove(engine.Paths.Database);
        await File.WriteAllBytesAsync(engine.Paths.Database, TestEngine.Message(1, 8192));
        await using IAccountEngine again = await engine.Store.OpenAsync(engine.Id, default);
        Assert.Equal(2, again.LastSequence);
        Assert.Equal(3000, await again.BlobLengthAsync(new EmailKey(1), default));
        Assert.Equal(-1, await again.BlobLengthAsync(new EmailKey(2), default));
        Assert.Contains(engine.Reports, static line => line.Contains("mail.db is damaged", StringComparison.Ordinal));
        Assert.True(File.Exists(engine.Paths.Database + ".damaged"));
    }

    public void Dispose() => _folder.Dispose();

    private List<int> EndsOfGroups(TestEngine engine)
    {
        var ends = new List<int>();
        using var replay = new LogReplay(_files, engine.Paths.Packs, default, (_, position) => ends.Add((int)position.Offset));
        replay.Run();
        return ends;
    }
}
