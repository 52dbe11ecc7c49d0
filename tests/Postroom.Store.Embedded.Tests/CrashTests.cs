using System.Globalization;
using Postroom.Store.Embedded.Tests.Faults;
using Postroom.Store.Engine;

namespace Postroom.Store.Embedded.Tests;

/// <summary>The machine, or the process, stops at every single step of a fixed workload; then the account is opened again.</summary>
/// <remarks>
/// Log and packs lie on the simulated disk. SQLite's files do so too, each of its writes and syncs being a step; or they are real files, and mail.db is
/// taken after a power loss as it is, as it was after any earlier group that SQLite had not yet checkpointed over, or not at all.
/// </remarks>
public sealed class CrashTests
{
    private static readonly EmbeddedOptions Options = new() { MostRecentGroups = 3, PackOctets = 200_000 };

    // On the simulated disk mail.db is written back all the time, beside commits.
    private static readonly EmbeddedOptions WritingBack = Options with { MostWalFrames = 6 };

    public enum Database
    {
        AsItIs,
        Earlier,
        Gone,
        Simulated,
    }

    [Theory]
    [InlineData(Database.AsItIs)]
    [InlineData(Database.Earlier)]
    [InlineData(Database.Gone)]
    [InlineData(Database.Simulated)]
    public async Task After_a_power_loss_at_any_step_what_was_acknowledged_is_there(Database database)
    {
        int steps = await CountStepsAsync(database);
        for (int step = 1; step <= steps; step++)
        {
            foreach (int seed in CrashRounds.Seeds((step * 31) + (int)database))
            {
                await RunAsync(step, powerLoss: true, database, seed);
            }
        }
    }

    [Theory]
    [InlineData(Database.AsItIs)]
    [InlineData(Database.Simulated)]
    public async Task After_a_kill_at_any_step_nothing_at_all_is_lost(Database database)
    {
        int steps = await CountStepsAsync(database);
        for (int step = 1; step <= steps; step++)
        {
            foreach (int seed in CrashRounds.Seeds(step))
            {
                await RunAsync(step, powerLoss: false, database, seed);
            }
        }
    }

    [Fact]
    public async Task A_second_power_loss_while_sqlite_recovers_loses_nothing_either()
    {
        int steps = await CountStepsAsync(Database.Simulated);
        for (int step = 40; step <= steps; step += 37)
        {
            for (int second = 1; second <= 40; second += 3)
            {
                foreach (int seed in CrashRounds.Seeds((step * 100) + second))
                {
                    await RunAsync(step, powerLoss: true, Database.Simulated, seed, stopRecoveryAt: second);
                }
            }
        }
    }

    [Fact]
    public async Task A_second_power_loss_while_the_first_is_recovered_from_loses_nothing_either()
    {
        int steps = await CountStepsAsync(Database.AsItIs);
        for (int step = 3; step <= steps; step += 7)
        {
            for (int second = 1; second <= 12; second++)
            {
                foreach (int seed in CrashRounds.Seeds((step * 100) + second))
                {
                    await RunAsync(step, powerLoss: true, (Database)(second % 3), seed, stopRecoveryAt: second);
                }
            }
        }
    }

    private static async Task<int> CountStepsAsync(Database database)
    {
        using var folder = new TestFolder();
        FaultyFileSystem files = DiskFor(database, folder, new FaultyFileSystem());
        var workload = new Workload(folder.Path, files, OptionsFor(database));
        await workload.RunAsync();
        Assert.Equal(Workload.Groups, workload.Acknowledged);
        Assert.True(files.Steps > 60, $"only {files.Steps} steps");
        return files.Steps;
    }

    private static EmbeddedOptions OptionsFor(Database database) => database == Database.Simulated ? WritingBack : Options;

    private static FaultyFileSystem DiskFor(Database database, TestFolder folder, FaultyFileSystem files)
    {
        if (database == Database.Simulated)
        {
            files.TakeSqlite(folder.Path);
        }

        return files;
    }

    private static async Task RunAsync(int stopAt, bool powerLoss, Database database, int seed, int? stopRecoveryAt = null)
    {
        using var folder = new TestFolder();
        var random = new Random(seed);
        FaultyFileSystem files = DiskFor(database, folder, new FaultyFileSystem { StopAt = stopAt, Tearing = new Random(~seed) });
        var workload = new Workload(folder.Path, files, OptionsFor(database));
        await workload.RunAsync();
        string context = string.Create(CultureInfo.InvariantCulture, $"step {stopAt}, {database}, seed {seed}, recovery {stopRecoveryAt}");

        EmbeddedOptions options = powerLoss ? OptionsFor(database) with { Boot = 77 } : OptionsFor(database);
        FaultyFileSystem disk = DiskFor(database, folder, powerLoss ? files.AfterPowerLoss(random) : files.AfterKill());
        workload.Restore(database, random);
        bool stoppedTwice = false;
        if (stopRecoveryAt is { } second)
        {
            disk.StopAt = second;
            DatabaseCopy? before = workload.HasDatabase ? DatabaseCopy.Of(workload.DatabasePath) : null;
            try
            {
                await using TestEngine half = await TestEngine.OpenAsync(folder.Path, disk, options);
            }
            catch (Exception e) when (e is StoreUnavailableException or DataFolderException)
            {
                stoppedTwice = true;
            }

            disk = DiskFor(database, folder, disk.AfterPowerLoss(random));
            if (stoppedTwice && database != Database.Simulated && random.Next(2) == 0)
            {
                DatabaseCopy.Remove(workload.DatabasePath);
                before?.PutBack(workload.DatabasePath);
            }
        }

        await using TestEngine engine = await TestEngine.OpenAsync(folder.Path, disk, options);
        long there = engine.Account.LastSequence;
        context += $", acknowledged {workload.Acknowledged}, synced {workload.Synced}, there {there}: {string.Join(" | ", engine.Reports)}";
        Assert.True(there >= (powerLoss ? workload.Synced : workload.Acknowledged), "lost: " + context);
        Assert.True(there <= workload.Acknowledged + 1, "more than was ever asked for: " + context);
        Assert.True(there >= workload.Acknowledged || engine.Account.MayHaveLostWrites || !powerLoss, "lost and not said: " + context);
        await Workload.AssertStateAsync(engine, there, context);
        Assert.True((await engine.CheckAsync()).Count == 0, string.Join('\n', await engine.CheckAsync()) + context);

        // And it goes on: one more group, closed and opened once more.
        await engine.AppendAsync((1000, TestEngine.Message(1000, 3000)));
        await engine.ReopenAsync();
        Assert.Equal(there + 1, engine.Account.LastSequence);
        Assert.Equal(TestEngine.Message(1000, 3000), await engine.BytesAsync(1000));
        await Workload.AssertStateAsync(engine, there, context);
    }

    /// <summary>A fixed series of groups with everything in it that the log knows, and what the account must look like after each.</summary>
    private sealed class Workload(string folder, FaultyFileSystem files, EmbeddedOptions options)
    {
        internal const int Groups = 16;

        private readonly List<DatabaseCopy> _earlier = [];

        internal int Acknowledged { get; private set; }

        internal int Synced { get; private set; }

        internal string DatabasePath { get; private set; } = "";

        internal bool HasDatabase => File.Exists(DatabasePath);

        internal async Task RunAsync()
        {
            TestEngine engine;
            files.Deleted = path =>
            {
                if (path.EndsWith(".pack", StringComparison.Ordinal))
                {
                    _earlier.Clear(); // compaction checkpointed before it removed a pack
                }
            };
            try
            {
                engine = await TestEngine.OpenAsync(folder, files, options, new ManualTime());
            }
            catch (Exception e) when (e is StoreUnavailableException or DataFolderException)
            {
                DatabasePath = new Accounts.AccountPaths(Path.Combine(
                    folder, "accounts", TestEngine.TheAccount.ToString()[^2..], TestEngine.TheAccount.ToString())).Database;
                return;
            }

            DatabasePath = engine.Paths.Database;
            try
            {
                for (int group = 1; group <= Groups; group++)
                {
                    await CommitAsync(engine, group);
                    Acknowledged = group;
                    Synced = IsSynced(group) ? group : Synced;
                    _earlier.Add(DatabaseCopy.Of(DatabasePath));
                    if (group is 8 or 13)
                    {
                        await engine.ReopenAsync();
                        Synced = group;
                    }

                    if (group is 14 or 15)
                    {
                        await engine.Account.CompactAsync(everything: group == 15, default);
                    }
                }
            }
            catch (StoreUnavailableException)
            {
                Assert.True(files.HasStopped);
            }
            finally
            {
                await engine.DisposeAsync();
            }
        }

        internal void Restore(Database database, Random random)
        {
            if (database == Database.Gone)
            {
                DatabaseCopy.Remove(DatabasePath);
            }
            else if (database == Database.Earlier && _earlier.Count > 0)
            {
                _earlier[random.Next(_earlier.Count)].PutBack(DatabasePath);
            }
        }

        internal static bool IsSynced(int group) => group is not (2 or 4 or 5 or 10 or 11 or 15);

        internal static async Task CommitAsync(TestEngine engine, int group)
        {
            switch (group)
            {
                case 1 or 6 or 12 or 16:
                    await engine.AppendAsync((group, TestEngine.Message(group, 5000)));
                    break;
                case 3 or 9:
                    await engine.AppendAsync((group, TestEngine.Message(group, 20)), (group + 100, TestEngine.Message(group, 150_000)));
                    break;
                case 7:
                    await engine.AppendAsync((group, TestEngine.Message(group, 1_100_000)));
                    break;
                case 5 or 11:
                    await engine.CommitAsync(Durability.Written, (2, null), (50, $"at {group}"));
                    break;
                case 8:
                    await engine.RemoveAsync(3, 103);
                    break;
                case 13:
                    await engine.RemoveAsync(7, 109, 12);
                    break;
                default:
                    await engine.CommitAsync(IsSynced(group) ? Durability.Synced : Durability.Written, (2, $"two {group}"), (50, $"at {group}"));
                    break;
            }
        }

        internal static async Task AssertStateAsync(TestEngine engine, long after, string context)
        {
            var rows = new Dictionary<long, string?>();
            var blobs = new Dictionary<long, int>();
            for (int group = 1; group <= after; group++)
            {
                Apply(group, rows, blobs);
            }

            foreach (long email in (long[])[.. Enumerable.Range(1, 60), 103, 109])
            {
                string? text = await engine.TextAsync(email);
                Assert.True(rows.GetValueOrDefault(email) == text, $"row {email} is '{text}', not '{rows.GetValueOrDefault(email)}': {context}");
                byte[]? bytes = await engine.BytesAsync(email);
                byte[]? expected = blobs.TryGetValue(email, out int length) ? TestEngine.Message(email >= 100 ? email - 100 : email, length) : null;
                Assert.True(
                    bytes is null == expected is null && (bytes is null || bytes.AsSpan().SequenceEqual(expected)), $"message {email}: {context}");
            }
        }

        private static void Apply(int group, Dictionary<long, string?> rows, Dictionary<long, int> blobs)
        {
            void Add(long email, int length) => (rows[email], blobs[email]) = ($"email {email}", length);
            void Remove(long email) => _ = rows.Remove(email) & blobs.Remove(email);
            switch (group)
            {
                case 1 or 6 or 12 or 16:
                    Add(group, 5000);
                    break;
                case 3 or 9:
                    Add(group, 20);
                    Add(group + 100, 150_000);
                    break;
                case 7:
                    Add(group, 1_100_000);
                    break;
                case 5 or 11:
                    rows.Remove(2);
                    rows[50] = $"at {group}";
                    break;
                case 8:
                    Remove(3);
                    Remove(103);
                    break;
                case 13:
                    Remove(7);
                    Remove(109);
                    Remove(12);
                    break;
                default:
                    rows[2] = $"two {group}";
                    rows[50] = $"at {group}";
                    break;
            }
        }
    }
}
