using Postroom.Store.Embedded.Accounts;
using Postroom.Store.Embedded.Tests.Faults;
using Postroom.Store.Engine;

namespace Postroom.Store.Embedded.Tests;

/// <summary>An account that was killed on a full disk, the reserve spent, is opened again: who is to remove mail has to get at it (INVARIANTS 19).</summary>
public sealed class FullDiskOpeningTests : IDisposable
{
    private const int Reserve = 256 * 1024;

    private readonly TestFolder _folder = new();
    private readonly ManualTime _time = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Killed_with_groups_in_memory_it_is_read_and_emptied_and_grows_again_with_room(bool bootedSince)
    {
        FaultyFileSystem disk = await KilledAsync(40);
        await using TestEngine engine = await OpenAsync(disk, new EmbeddedOptions { Boot = bootedSince ? 77UL : 1 });
        Assert.Equal(40, engine.Account.LastSequence);
        Assert.Equal(0, StoredSequence(engine));
        Assert.True(engine.Store.RecentOctets > 0);
        for (int i = 1; i <= 40; i++)
        {
            Assert.Equal($"email {i}", await engine.TextAsync(i));
            Assert.Equal(TestEngine.Message(i, 3_000), await engine.BytesAsync(i));
        }

        await engine.CommitAsync(Durability.Synced, (1, "flagged"));
        await engine.RemoveAsync(2, 3);
        Assert.Equal("flagged", await engine.TextAsync(1));
        Assert.Null(await engine.BytesAsync(2));
        StoreUnavailableException full = await Assert.ThrowsAsync<StoreUnavailableException>(() => engine.AppendAsync((50, TestEngine.Message(50, 3_000))));
        Assert.True(full.IsFull);

        disk.Space = long.MaxValue;
        _time.Advance(TimeSpan.FromSeconds(1));
        await engine.Account.SyncAsync(); // behind the timer's call on the account's lane
        Assert.Equal(42, StoredSequence(engine));
        Assert.Equal(0, engine.Store.RecentOctets);
        await engine.AppendAsync((50, TestEngine.Message(50, 3_000)));
        Assert.Empty(await engine.CheckAsync());
        await AssertIsAsync(engine);
        await engine.ReopenAsync();
        await AssertIsAsync(engine);
    }

    [Fact]
    public async Task Killed_and_closed_again_and_again_it_loses_nothing()
    {
        FaultyFileSystem disk = await KilledAsync(8);
        for (int round = 1; round <= 3; round++)
        {
            await using (TestEngine engine = await OpenAsync(disk))
            {
                await engine.CommitAsync(Durability.Synced, (1, $"round {round}"));
                disk.Space = 2_000; // for the log's few octets, not for mail.db's pages
                await engine.ReopenAsync(); // as for being idle
                Assert.Equal($"round {round}", await engine.TextAsync(1));
                Assert.Equal(TestEngine.Message(8, 3_000), await engine.BytesAsync(8));
                await engine.CommitAsync(Durability.Synced, (2, $"round {round}"));
                Assert.Equal(0, StoredSequence(engine));
                disk = disk.AfterKill();
            }

            disk.TakeSqlite(_folder.Path);
            disk.Space = 0;
        }

        disk.Space = long.MaxValue;
        await using TestEngine last = await OpenAsync(disk);
        Assert.Equal("round 3", await last.TextAsync(1));
        Assert.Equal("round 3", await last.TextAsync(2));
        Assert.Equal(14, StoredSequence(last));
        Assert.Empty(await last.CheckAsync());
    }

    [Fact]
    public async Task With_more_than_memory_may_have_it_is_not_opened_and_one_sentence_says_why()
    {
        FaultyFileSystem disk = await KilledAsync(40);
        StoreUnavailableException refused = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => OpenAsync(disk, new EmbeddedOptions { MostUnmovedOctets = 10_000 }));
        Assert.True(refused.IsFull);
        Assert.Contains("the disk is full, and its log has more than fits into memory", refused.Message, StringComparison.Ordinal);
        disk.Space = long.MaxValue;
        await using TestEngine engine = await OpenAsync(disk);
        Assert.Equal(TestEngine.Message(40, 3_000), await engine.BytesAsync(40));
    }

    [Fact]
    public async Task Without_room_for_a_log_it_is_read_only_until_it_was_opened_with_room()
    {
        FaultyFileSystem disk = await KilledAsync(8, trims: true);
        await using TestEngine engine = await OpenAsync(disk);
        Assert.Equal(TestEngine.Message(8, 3_000), await engine.BytesAsync(8));
        StoreUnavailableException refused = await Assert.ThrowsAsync<StoreUnavailableException>(() => engine.RemoveAsync(8));
        Assert.Contains("the disk is full, and its log cannot go on", refused.Message, StringComparison.Ordinal);
        disk.Space = long.MaxValue;
        await engine.ReopenAsync();
        await engine.RemoveAsync(8);
        Assert.Null(await engine.BytesAsync(8));
        Assert.Empty(await engine.CheckAsync());
    }

    [Fact]
    public async Task What_found_no_room_is_tried_again_each_second_and_said_once()
    {
        var files = new FaultyFileSystem();
        files.TakeSqlite(_folder.Path);
        await using TestEngine engine = await OpenAsync(files);
        await engine.AppendAsync((1, TestEngine.Message(1, 3_000)));
        files.Space = 0;
        for (int i = 0; i < 20; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(200));
            await engine.Account.SyncAsync();
        }

        Assert.Single(engine.Reports, static line => line.Contains("The disk is full", StringComparison.Ordinal));
        files.Space = long.MaxValue;
        _time.Advance(TimeSpan.FromMilliseconds(100));
        await engine.Account.SyncAsync();
        Assert.Equal(0, StoredSequence(engine)); // its second is not over
        _time.Advance(TimeSpan.FromSeconds(1));
        await engine.Account.SyncAsync();
        Assert.Equal(1, StoredSequence(engine));
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>The disk of an account that had so many messages, none of them in mail.db, when there was no room left and the process ended.</summary>
    private async Task<FaultyFileSystem> KilledAsync(int messages, bool trims = false)
    {
        var files = new FaultyFileSystem();
        files.TakeSqlite(_folder.Path);
        FaultyFileSystem disk;
        await using (TestEngine engine = await OpenAsync(files))
        {
            for (int i = 1; i <= messages; i++)
            {
                await engine.AppendAsync((i, TestEngine.Message(i, 3_000)));
            }

            Assert.True(engine.Store.Reserve.Release());
            Assert.Equal(0, StoredSequence(engine));
            disk = files.AfterKill();
            files.Space = 0;
            if (trims)
            {
                string log = Assert.Single(disk.Paths(), static path => path.EndsWith(".pack", StringComparison.Ordinal));
                using var pack = new Packs.LogReplay(disk, engine.Paths.Packs, default, static (_, _) => { });
                pack.Run();
                disk.Cut(log, (int)pack.Tail.End);
            }
        }

        disk.TakeSqlite(_folder.Path);
        disk.Space = 0;
        return disk;
    }

    private Task<TestEngine> OpenAsync(FaultyFileSystem files, EmbeddedOptions? options = null) =>
        TestEngine.OpenAsync(_folder.Path, files, options ?? new EmbeddedOptions { Boot = 1 }, _time, Reserve);

    private static async Task AssertIsAsync(TestEngine engine)
    {
        Assert.Equal("flagged", await engine.TextAsync(1));
        Assert.Null(await engine.TextAsync(3));
        for (int i = 4; i <= 40; i++)
        {
            Assert.Equal(TestEngine.Message(i, 3_000), await engine.BytesAsync(i));
        }

        Assert.Equal(TestEngine.Message(50, 3_000), await engine.BytesAsync(50));
    }

    private static long StoredSequence(TestEngine engine)
    {
        using var reader = new AccountReader(engine.Paths.Database, vfs: null);
        return reader.Position().Sequence;
    }
}
