using System.Globalization;
using Postroom.Store.Embedded.Sqlite;
using Postroom.Store.Embedded.Tests.Faults;
using Postroom.Store.Engine;

namespace Postroom.Store.Embedded.Tests;

/// <summary>A server.db of each earlier version is brought up while the machine stops, or the disk fails or fills up, at any step.</summary>
public sealed class UpgradeFaultTests
{
    private const int Newest = 5;

    private static readonly AccountRecord[] Records =
    [
        .. Enumerable.Range(1, 15).Select(static i => new AccountRecord
        {
            Id = IdOf(i),
            Name = $"u{i:00}",
            Credentials = [new string('c', 300), $"of {i}"],
            IsDisabled = i % 5 == 0,
            Version = i,
        }),
    ];

    /// <summary>Each version, and a folder whose server.db was never begun (0).</summary>
    public static TheoryData<int> Versions => [0, 1, 2, 3, 4, 5];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task After_a_crash_at_any_step_everything_of_it_is_there(int version)
    {
        (int steps, _) = await RunAsync(version, static _ => { }, 0);
        Assert.True(steps > (version == Newest ? 2 : 10), $"only {steps} steps");
        for (int step = 1; step <= steps; step++)
        {
            foreach (int seed in CrashRounds.Seeds((step * 8) + version))
            {
                await RunAsync(version, files => files.StopAt = files.Steps + step, seed, $"stopped at {step}");
                await RunAsync(version, files => files.StopAt = files.Steps + step, ~seed, $"stopped at {step}, by a power loss");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task After_a_failed_call_of_sqlite_everything_of_it_is_there(int version)
    {
        foreach (FaultyStep kind in (FaultyStep[])[FaultyStep.SqliteWrite, FaultyStep.SqliteSync, FaultyStep.SqliteRead])
        {
            int refused = 0;
            for (int nth = 1; nth <= 30; nth++)
            {
                refused += (await RunAsync(version, files => files.FailOnce(kind, nth), nth, $"{kind} {nth} failed")).IsRefused ? 1 : 0;
            }

            Assert.True(refused > 0 || (version is 0 && kind is FaultyStep.SqliteRead) || (version is Newest && kind is not FaultyStep.SqliteRead), $"{kind} was never met");
        }
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Where_the_disk_is_full_everything_of_it_is_there_later(int version)
    {
        int refused = 0;
        for (int space = 0; space < 120_000; space += 2777)
        {
            refused += (await RunAsync(version, files => files.Space = space, space, $"{space} octets of space")).IsRefused ? 1 : 0;
        }

        Assert.True(refused > 0 || version is Newest, "There was always room.");
    }

    // Opens one of that version with a fault, looks at what is there, if it opens, and opens what is left without.
    private static async Task<(int Steps, bool IsRefused)> RunAsync(int version, Action<FaultyFileSystem> fault, int seed, string context = "")
    {
        using var folder = new TestFolder();
        context = string.Create(CultureInfo.InvariantCulture, $"version {version}, seed {seed}, {context}");
        FaultyFileSystem files = new() { Tearing = new Random(~seed) };
        files.TakeSqlite(folder.Path);
        Make(version, folder.Path, files, wasKilled: seed % 2 == 0);
        int before = files.Steps;
        bool isRefused = false;
        fault(files);
        try
        {
            await using EmbeddedStore half = Open(folder, files);
            AssertAll(half, version, context);
        }
        catch (Exception e) when (e is StoreUnavailableException or DataFolderException)
        {
            isRefused = true; // in a sentence: nothing is served that is half of it
        }

        int steps = files.Steps - before;
        FaultyFileSystem disk = seed < 0 ? files.AfterPowerLoss(new Random(seed)) : files.AfterKill();
        disk.TakeSqlite(folder.Path);
        await using (EmbeddedStore store = Open(folder, disk))
        {
            AssertAll(store, version, context);
            Assert.True(await store.Accounts.SaveAsync(new AccountRecord { Id = IdOf(1000), Name = "z", Aliases = ["zett"] }, default));
            await store.Accounts.NoteSharedAsync(IdOf(1000), IdOf(1), isShared: true);
            await store.Accounts.RaiseMarksAsync(IdOf(1000), new AccountMarks(1, 2, 3, 4, 5));
        }

        await using EmbeddedStore again = Open(folder, disk);
        Assert.Equal(IdOf(1000), again.Accounts.Find("zett")!.Id);
        Assert.Equal(new AccountMarks(1, 2, 3, 4, 5), again.Accounts.Marks(IdOf(1000)));
        Assert.Contains(IdOf(1000), again.Accounts.SharedWith(IdOf(1)));
        return (steps, isRefused);
    }

    private static void AssertAll(EmbeddedStore store, int version, string context)
    {
        AccountRecord[] expected = version == 0 ? [] : Records;
        IReadOnlyList<AccountRecord> there = store.Accounts.All();
        Assert.True(expected.Length == there.Count, $"{there.Count} accounts: {context}");
        for (int i = 0; i < expected.Length; i++)
        {
            AccountRecord one = there[i];
            Assert.True(
                (one.Id, one.Name, one.IsDisabled, one.Version) == (expected[i].Id, expected[i].Name, expected[i].IsDisabled, expected[i].Version) &&
                one.Credentials.SequenceEqual(expected[i].Credentials) && one.Aliases.SequenceEqual(AliasesOf(i, version)) &&
                store.Accounts.Marks(one.Id) == MarksOf(i, version) && store.Accounts.SharedWith(one.Id).SequenceEqual(OwnersOf(i, version)),
                $"{one.Name} is not as it was: {context}");
        }
    }

    private static string[] AliasesOf(int i, int version) => version >= 4 ? [$"a{i}"] : [];

    private static AccountMarks MarksOf(int i, int version) => version < 2 ? default : new AccountMarks(i, i + 1, i + 2, i + 3, version < 3 ? 0 : i + 4);

    private static AccountId[] OwnersOf(int i, int version) => version >= 5 && i > 0 ? [IdOf(i)] : [];

    private static AccountId IdOf(int i) => new(new Guid(i, 0, 0, new byte[8]));

    // As the program of that version left it, when it was stopped or killed: by the statements of then.
    private static void Make(int version, string folder, FaultyFileSystem files, bool wasKilled)
    {
        if (version == 0)
        {
            return;
        }

        using var database = new SqliteConnection(Path.Combine(folder, "server.db"), create: true, files.SqliteVfs);
        database.Execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; BEGIN;");
        database.Execute("CREATE TABLE account(id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, disabled INTEGER NOT NULL, version INTEGER NOT NULL, credentials TEXT NOT NULL) WITHOUT ROWID;");
        string[] later =
        [
            "",
            "CREATE TABLE mark(id TEXT PRIMARY KEY, generation INTEGER NOT NULL, sequence INTEGER NOT NULL, modseq INTEGER NOT NULL, uidvalidity INTEGER NOT NULL) WITHOUT ROWID;",
            "ALTER TABLE mark ADD COLUMN uid INTEGER NOT NULL DEFAULT 0;",
            "ALTER TABLE account ADD COLUMN aliases TEXT NOT NULL DEFAULT '[]';",
            "CREATE TABLE shared(principal TEXT NOT NULL, owner TEXT NOT NULL, PRIMARY KEY(principal, owner)) WITHOUT ROWID; CREATE INDEX shared_by ON shared(owner);",
        ];
        for (int v = 1; v < version; v++)
        {
            database.Execute(later[v]);
        }

        for (int i = 0; i < Records.Length; i++)
        {
            AccountRecord one = Records[i];
            string aliases = version >= 4 ? $", '[\"a{i}\"]'" : "";
            database.Execute(string.Create(CultureInfo.InvariantCulture,
                $"INSERT INTO account VALUES('{one.Id}', '{one.Name}', {(one.IsDisabled ? 1 : 0)}, {one.Version}, '[\"{one.Credentials[0]}\",\"{one.Credentials[1]}\"]'{aliases});"));
            if (version >= 2)
            {
                database.Execute(string.Create(CultureInfo.InvariantCulture,
                    $"INSERT INTO mark VALUES('{one.Id}', {i}, {i + 1}, {i + 2}, {i + 3}{(version >= 3 ? $", {i + 4}" : "")});"));
            }

            if (version >= 5 && i > 0)
            {
                database.Execute($"INSERT INTO shared VALUES('{one.Id}', '{IdOf(i)}');");
            }
        }

        database.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version={version}; COMMIT;"));
        if (wasKilled)
        {
            database.LeaveWalOnClose();
        }
    }

    private static EmbeddedStore Open(TestFolder folder, FaultyFileSystem files) => EmbeddedStore.Open(
        DataFolder.Open(folder.Path, create: true), new EmbeddedOptions { WriterLanes = 1, ReaderLanes = 1, ReserveOctets = 4096 }, new ManualTime(), files);
}
