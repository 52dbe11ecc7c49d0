using Postroom.Store.Embedded.Tests.Faults;
using Postroom.Store.Engine;

namespace Postroom.Store.Embedded.Tests;

/// <summary>Faults inside SQLite's own files: mail.db, server.db and their WALs (LIMITS, faults to survive). Crashes at each of their steps: CrashTests.</summary>
public sealed class SqliteFaultTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Theory]
    [InlineData(nameof(FaultyStep.SqliteWrite))]
    [InlineData(nameof(FaultyStep.SqliteSync))]
    [InlineData(nameof(FaultyStep.SqliteRead))]
    public async Task When_any_one_call_of_sqlite_fails_what_was_answered_is_there_and_what_was_refused_is_not(string kind)
    {
        int refusals = 0;
        for (int nth = 1; nth <= 60; nth++)
        {
            using var folder = new TestFolder();
            var files = new FaultyFileSystem();
            files.TakeSqlite(folder.Path);
            await using TestEngine engine = await TestEngine.OpenAsync(folder.Path, files);
            await engine.AppendAsync((1, TestEngine.Message(1, 3000)));
            await engine.ReopenAsync();
            files.FailOnce(Enum.Parse<FaultyStep>(kind), nth);
            var answered = new HashSet<long> { 1 };
            for (int email = 2; email <= 12; email++)
            {
                try
                {
                    await engine.AppendAsync((email, TestEngine.Message(email, 3000)));
                    answered.Add(email);
                    if (email % 4 == 0)
                    {
                        await engine.Account.CompactAsync(everything: false, default); // which checkpoints, if there is something to do
                        await ReopenAsync(engine);
                    }
                }
                catch (StoreUnavailableException)
                {
                    refusals++;
                    await ReopenAsync(engine);
                }

                if (email == 7)
                {
                    refusals += await TryRemoveAsync(engine, answered, 1, 2, 3, 4, 5) ? 0 : 1;
                }
            }

            await ReopenAsync(engine);
            for (int email = 1; email <= 12; email++)
            {
                byte[]? bytes = await engine.BytesAsync(email);
                Assert.True(bytes is not null == answered.Contains(email), $"{kind} {nth}: message {email}");
                Assert.True(bytes is null || bytes.AsSpan().SequenceEqual(TestEngine.Message(email, 3000)), $"{kind} {nth}: message {email}");
            }

            Assert.Empty(await engine.CheckAsync());
        }

        Assert.True(refusals > 0 || kind == nameof(FaultyStep.SqliteSync)); // a checkpoint that fails is tried again; no answer depends on it
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_a_crash_at_any_step_the_directory_has_every_account_that_was_saved(bool powerLoss)
    {
        AccountRecord[] records = [.. Enumerable.Range(1, 6).Select(static i => new AccountRecord { Id = new AccountId(new Guid(i, 0, 0, new byte[8])), Name = $"u{i}", Credentials = [new string('c', 300)] })];
        int steps = await WorkAsync(int.MaxValue, 0);
        Assert.True(steps > 30, $"only {steps} steps");
        for (int step = 1; step <= steps; step++)
        {
            foreach (int seed in CrashRounds.Seeds(step))
            {
                await WorkAsync(step, seed);
            }
        }

        async Task<int> WorkAsync(int stopAt, int seed)
        {
            using var folder = new TestFolder();
            var files = new FaultyFileSystem { StopAt = stopAt, Tearing = new Random(~seed) };
            files.TakeSqlite(folder.Path);
            int saved = 0;
            try
            {
                await using EmbeddedStore store = Open(folder, files);
                for (; saved < records.Length; saved++)
                {
                    await store.Accounts.SaveAsync(records[saved], default);
                }
            }
            catch (Exception e) when (e is StoreUnavailableException or DataFolderException)
            {
                Assert.True(files.HasStopped);
            }

            FaultyFileSystem disk = powerLoss ? files.AfterPowerLoss(new Random(seed)) : files.AfterKill();
            disk.TakeSqlite(folder.Path);
            await using EmbeddedStore again = Open(folder, disk);
            string[] there = [.. again.Accounts.All().Select(static record => record.Name)];
            Assert.True(there.Length >= saved && there.Length <= saved + 1, $"stopped at {stopAt}, seed {seed}: {saved} saved, {there.Length} there");
            Assert.Equal(records.Take(there.Length).Select(static record => record.Name), there);
            Assert.True(await again.Accounts.SaveAsync(new AccountRecord { Id = AccountId.New(), Name = "z" }, default));
            return files.Steps;
        }
    }

    [Theory]
    [InlineData(nameof(FaultyStep.SqliteWrite))]
    [InlineData(nameof(FaultyStep.SqliteSync))]
    public async Task An_account_that_could_not_be_saved_is_not_there_and_the_next_try_works(string kind)
    {
        var files = new FaultyFileSystem();
        files.TakeSqlite(_folder.Path);
        var record = new AccountRecord { Id = AccountId.New(), Name = "eva" };
        await using (EmbeddedStore store = Open(_folder, files))
        {
            await store.Accounts.SaveAsync(new AccountRecord { Id = AccountId.New(), Name = "dan" }, default);
            files.FailOnce(Enum.Parse<FaultyStep>(kind));
            await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.Accounts.SaveAsync(record, default));
            Assert.Null(store.Accounts.Find("eva"));
            files.Space = 0;
            StoreUnavailableException full = await Assert.ThrowsAsync<StoreUnavailableException>(
                async () => await store.Accounts.SaveAsync(record with { Credentials = [new string('c', 50_000)] }, default));
            Assert.True(full.IsFull);
            files.Space = long.MaxValue;
            Assert.True(await store.Accounts.SaveAsync(record, default));
        }

        FaultyFileSystem disk = files.AfterPowerLoss(new Random(3));
        disk.TakeSqlite(_folder.Path);
        await using EmbeddedStore again = Open(_folder, disk);
        Assert.Equal(["dan", "eva"], again.Accounts.All().Select(static account => account.Name));
    }

    /// <summary>Whoever fills the disk must not keep the administrator from closing accounts.</summary>
    [Fact]
    public async Task On_a_full_disk_accounts_are_disabled_and_removed_and_passwords_changed_and_none_is_added()
    {
        var files = new FaultyFileSystem();
        files.TakeSqlite(_folder.Path);
        AccountRecord[] accounts = [.. Enumerable.Range(1, 20).Select(static i => new AccountRecord { Id = AccountId.New(), Name = $"u{i:00}", Credentials = [new string('c', 1000)] })];
        await using (EmbeddedStore store = Open(_folder, files, reserveOctets: 256 * 1024))
        {
            foreach (AccountRecord account in accounts)
            {
                await store.Accounts.SaveAsync(account, default);
            }
        }

        await using (EmbeddedStore store = Open(_folder, files, reserveOctets: 256 * 1024))
        {
            files.Space = 0;
            for (int round = 0; round < 10; round++) // more than the reserve would have room for one behind the other
            {
                foreach (AccountRecord account in accounts)
                {
                    string password = new((char)('d' + round), 1000);
                    Assert.True(await store.Accounts.UpdateAsync(account.Id, now => now with { Credentials = [password], IsDisabled = true }, default));
                }

                StoreUnavailableException full = await Assert.ThrowsAsync<StoreUnavailableException>(
                    async () => await store.Accounts.SaveAsync(new AccountRecord { Id = AccountId.New(), Name = "eva" }, default));
                Assert.True(full.IsFull);
            }

            await store.Accounts.RaiseMarksAsync(accounts[1].Id, new AccountMarks(1, 2, 3, 4, 5));
            await store.Accounts.RemoveAsync(accounts[0].Id, default);
        }

        FaultyFileSystem disk = files.AfterPowerLoss(new Random(3));
        disk.TakeSqlite(_folder.Path);
        await using EmbeddedStore again = Open(_folder, disk, reserveOctets: 256 * 1024);
        Assert.Equal(accounts.Skip(1).Select(static account => account.Name), again.Accounts.All().Select(static account => account.Name));
        Assert.All(again.Accounts.All(), static account => Assert.True(account.IsDisabled && account.Credentials.SequenceEqual([new string('m', 1000)])));
        Assert.Equal(new AccountMarks(1, 2, 3, 4, 5), again.Accounts.Marks(accounts[1].Id));
        Assert.True(await again.Accounts.SaveAsync(new AccountRecord { Id = AccountId.New(), Name = "eva" }, default));
    }

    /// <summary>SQLite's shared memory and what an upgrade writes need room; without the reserve's nobody could start and remove mail.</summary>
    [Fact]
    public async Task On_a_full_disk_the_reserve_has_room_for_what_opening_needs_and_what_grows_is_refused()
    {
        var files = new FaultyFileSystem();
        files.TakeSqlite(_folder.Path);
        await using (TestEngine engine = await TestEngine.OpenAsync(_folder.Path, files, reserveOctets: 256 * 1024))
        {
            await engine.AppendAsync((1, TestEngine.Message(1, 5000)));
        }

        files.Delete(Path.Combine(_folder.Path, "server.db")); // to be made again: more than opening ever needs
        files.Space = 0;
        var time = new ManualTime();
        await using TestEngine again = await TestEngine.OpenAsync(_folder.Path, files, time: time, reserveOctets: 256 * 1024);
        StoreUnavailableException full = await Assert.ThrowsAsync<StoreUnavailableException>(() => again.AppendAsync((2, TestEngine.Message(2, 5000))));
        Assert.True(full.IsFull);
        await again.RemoveAsync(1);
        Assert.Null(await again.BytesAsync(1));
        files.Space = long.MaxValue;
        time.Advance(TimeSpan.FromSeconds(2));
        await again.AppendAsync((3, TestEngine.Message(3, 5000)));
    }

    public void Dispose() => _folder.Dispose();

    private static EmbeddedStore Open(TestFolder folder, FaultyFileSystem files, int reserveOctets = 4096)
    {
        Directory.CreateDirectory(folder.Path);
        return EmbeddedStore.Open(
            DataFolder.Open(folder.Path, create: true), new EmbeddedOptions { WriterLanes = 1, ReaderLanes = 1, ReserveOctets = reserveOctets }, new ManualTime(), files);
    }

    // Opening may be what the failure hits; then it is tried once more, as Store does for the next one who comes.
    private static async Task ReopenAsync(TestEngine engine)
    {
        try
        {
            await engine.ReopenAsync();
        }
        catch (StoreUnavailableException)
        {
            await engine.ReopenAsync();
        }
    }

    private static async Task<bool> TryRemoveAsync(TestEngine engine, HashSet<long> answered, params long[] emails)
    {
        try
        {
            await engine.RemoveAsync(emails);
            answered.ExceptWith(emails);
            return true;
        }
        catch (StoreUnavailableException)
        {
            await ReopenAsync(engine);
            return false;
        }
    }
}
