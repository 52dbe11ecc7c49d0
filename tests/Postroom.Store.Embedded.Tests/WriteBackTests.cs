using Postroom.Store.Embedded.Tests.Faults;
using Postroom.Store.Engine;

namespace Postroom.Store.Embedded.Tests;

/// <summary>mail.db's WAL is written back beside commits (docs/embedded-store.md): nobody waits for its syncs, and it does not grow for ever. Crashes meanwhile: CrashTests.</summary>
public sealed class WriteBackTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly TestFolder _folder = new();
    private readonly FaultyFileSystem _files = new();
    private readonly ManualResetEventSlim _mayGoOn = new();
    private readonly TaskCompletionSource _isWritingBack = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task Commits_and_reads_do_not_wait_while_mail_db_is_put_on_disk()
    {
        await using TestEngine engine = await OpenAsync();
        int first = await WriteBackAsync(engine), last = first + 10;
        for (int group = first; group <= last; group++)
        {
            await CommitManyAsync(engine, group).WaitAsync(Patience);
            Assert.Equal($"row of {group}", (await engine.TextAsync(group * 100).WaitAsync(Patience))?.TrimEnd());
        }

        _mayGoOn.Set();
        await engine.ReopenAsync();
        for (int group = 1; group <= last; group++)
        {
            Assert.Equal($"row of {group}", (await engine.TextAsync(group * 100))?.TrimEnd());
        }

        Assert.Empty(engine.Reports);
        Assert.Empty(await engine.CheckAsync());
    }

    [Fact]
    public async Task A_wal_that_grew_meanwhile_begins_anew()
    {
        await using TestEngine engine = await OpenAsync();
        int group = await WriteBackAsync(engine);
        long before = WalOctets(engine);
        while (WalOctets(engine) < 3 * before)
        {
            Assert.True(group < 1_000);
            await CommitManyAsync(engine, group++).WaitAsync(Patience);
        }

        _mayGoOn.Set();
        long grown = WalOctets(engine);
        for (int last = group + 200; group < last; group++)
        {
            await CommitManyAsync(engine, group);
        }

        Assert.InRange(WalOctets(engine), before, 2 * grown); // 200 more such groups would have made twenty times that of it
    }

    [Fact]
    public async Task An_account_closes_only_when_mail_db_is_written_back()
    {
        await using TestEngine engine = await OpenAsync();
        await WriteBackAsync(engine);
        Task closing = engine.Account.DisposeAsync().AsTask();
        Assert.NotSame(closing, await Task.WhenAny(closing, Task.Delay(50)));
        _mayGoOn.Set();
        await closing.WaitAsync(Patience);
        await engine.ReopenAsync();
        Assert.Equal("row of 1", (await engine.TextAsync(100))?.TrimEnd());
    }

    [Fact]
    public async Task A_write_back_that_fails_is_told_and_tried_again()
    {
        _mayGoOn.Set();
        await using TestEngine engine = await OpenAsync();
        _files.FailOnce(FaultyStep.SqliteSync);
        for (int group = 1; engine.Reports.Count == 0; group++)
        {
            Assert.True(group < 1_000);
            await CommitManyAsync(engine, group);
        }

        Assert.Contains("could not be written back", Assert.Single(engine.Reports), StringComparison.Ordinal);
        for (int group = 2_000; !_isWritingBack.Task.IsCompleted; group++)
        {
            Assert.True(group < 3_000);
            await CommitManyAsync(engine, group);
        }

        Assert.Empty(await engine.CheckAsync());
    }

    public void Dispose()
    {
        _mayGoOn.Dispose();
        _folder.Dispose();
    }

    private async Task<TestEngine> OpenAsync()
    {
        _files.TakeSqlite(_folder.Path);
        TestEngine engine = await TestEngine.OpenAsync(_folder.Path, _files, new EmbeddedOptions { MostRecentGroups = 1, MostWalFrames = 200 }, new ManualTime());
        _files.SyncingDatabase = () =>
        {
            _isWritingBack.TrySetResult();
            Assert.True(_mayGoOn.Wait(Patience));
        };
        return engine;
    }

    /// <summary>Commits until mail.db is written back, which ends when it may go on; the number of the next group.</summary>
    private async Task<int> WriteBackAsync(TestEngine engine)
    {
        int group = 1;
        while (!_isWritingBack.Task.IsCompleted)
        {
            Assert.True(group < 1_000);
            await CommitManyAsync(engine, group++).WaitAsync(Patience);
            await Task.WhenAny(_isWritingBack.Task, Task.Delay(5));
        }

        return group;
    }

    // Some twenty pages of rows.
    private static Task CommitManyAsync(TestEngine engine, int group) => engine.CommitAsync(
        Durability.Written, [.. Enumerable.Range(group * 100, 20).Select(row => ((long)row, (string?)$"row of {group}".PadRight(3_000)))]);

    private static long WalOctets(TestEngine engine) => new FileInfo(engine.Paths.Database + "-wal").Length;
}
