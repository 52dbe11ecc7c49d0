using System.Buffers;
using Postroom.Store.Engine;

namespace Postroom.Store.Embedded.Tests;

/// <summary>What an engine promises, on the disk: rows, messages, order, reopening.</summary>
public sealed class EngineTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Fact]
    public async Task What_was_committed_is_read_back_and_survives_reopening()
    {
        await using TestEngine engine = await TestEngine.OpenAsync(_folder.Path);
        await engine.AppendAsync((1, TestEngine.Message(1, 4096)), (2, []));
        await engine.CommitAsync(Durability.Written, (3, "three"), (1, "one"));
        await engine.CommitAsync(Durability.Written, (3, null));
        await engine.ReopenAsync();
        Assert.Equal(3, engine.Account.LastSequence);
        Assert.False(engine.Account.MayHaveLostWrites);
        Assert.Equal("one", await engine.TextAsync(1));
        Assert.Null(await engine.TextAsync(3));
        Assert.Equal(TestEngine.Message(1, 4096), await engine.BytesAsync(1));
        Assert.Empty((await engine.BytesAsync(2))!);
        Assert.Null(await engine.BytesAsync(9));
        Assert.Empty(await engine.CheckAsync());
        Assert.Empty(engine.Reports);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(131_072)]
    [InlineData(1_048_576)]
    [InlineData(1_048_577)]
    [InlineData(3_000_001)]
    public async Task A_message_of_any_size_comes_back_whole_and_in_ranges(int length)
    {
        await using TestEngine engine = await TestEngine.OpenAsync(_folder.Path);
        byte[] message = TestEngine.Message(5, length);
        await engine.AppendAsync((5, message));
        await engine.ReopenAsync();
        Assert.Equal(message, await engine.BytesAsync(5));
        var random = new Random(length);
        for (int i = 0; i < 20; i++)
        {
            int from = random.Next(length);
            int count = random.Next(length);
            var part = new ArrayBufferWriter<byte>();
            int read = await engine.Account.ReadBlobAsync(new EmailKey(5), from, count, part, default);
            Assert.Equal(message[from..Math.Min(length, from + count)], part.WrittenSpan.ToArray());
            Assert.Equal(part.WrittenCount, read);
        }

        Assert.Equal(0, await engine.Account.ReadBlobAsync(new EmailKey(5), length, 10, new ArrayBufferWriter<byte>(), default));
        BlobFile file = (await engine.Account.OpenBlobFileAsync(new EmailKey(5), 0, long.MaxValue, default))!.Value;
        byte[] sent = new byte[file.Length];
        RandomAccess.Read(file.Handle, sent, file.Offset);
        file.Lease.Dispose();
        Assert.Equal(message, sent);
        Assert.Empty(await engine.CheckAsync());
    }

    [Fact]
    public async Task Messages_on_their_way_in_go_to_files_while_others_hold_the_memory_for_them()
    {
        await using TestEngine engine = await TestEngine.OpenAsync(_folder.Path, options: new() { MostStagedOctets = 150_000 });
        IBlobStage first = await engine.StageAsync(TestEngine.Message(1, 160_000));
        Assert.Empty(InFiles());
        await using IBlobStage second = await engine.StageAsync(TestEngine.Message(2, 70_000));
        await using IBlobStage small = await engine.StageAsync(TestEngine.Message(3, 60_000));
        Assert.Single(InFiles());
        await first.DisposeAsync();
        await using IBlobStage third = await engine.StageAsync(TestEngine.Message(4, 70_000));
        Assert.Single(InFiles());

        string[] InFiles() => Directory.GetFiles(engine.Store.StageFolder);
    }

    [Fact]
    public async Task One_stage_goes_to_several_accounts_and_is_gone_afterwards()
    {
        await using TestEngine engine = await TestEngine.OpenAsync(_folder.Path);
        byte[] message = TestEngine.Message(1, 2_000_000);
        IBlobStage stage = await engine.StageAsync(message);
        byte[] part = new byte[10];
        Assert.Equal(10, await stage.ReadAsync(1_500_000, part, default));
        Assert.Equal(message[1_500_000..1_500_010], part);
        for (int i = 0; i < 3; i++)
        {
            await using IAccountEngine other = await engine.Store.OpenAsync(AccountId.New(), default);
            await other.CommitAsync(new CommitGroup
            {
                Sequence = 1, Durability = Durability.Synced, Rows = [], Blobs = [new BlobWrite(new EmailKey(1), stage)],
            });
            var read = new ArrayBufferWriter<byte>();
            await other.ReadBlobAsync(new EmailKey(1), 0, message.Length, read, default);
            Assert.True(message.AsSpan().SequenceEqual(read.WrittenSpan));
        }

        await stage.DisposeAsync();
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder.Path, "stage")));
    }

    [Fact]
    public async Task Scans_run_in_key_order_and_stop_at_their_bounds()
    {
        await using TestEngine engine = await TestEngine.OpenAsync(_folder.Path);
        StoreTable[] tables = [StoreTable.ChunkState, StoreTable.Expunged];
        await engine.Account.CommitAsync(new CommitGroup
        {
            Sequence = 1,
            Durability = Durability.Written,
            Rows = [.. from table in tables from major in Enumerable.Range(1, 3) from minor in Enumerable.Range(1, 600)
                select new RowWrite(table, new RowKey(major, minor), new byte[] { (byte)major, (byte)minor })],
        });
        foreach (StoreTable table in tables)
        {
            using RowSet two = await engine.Account.ScanAsync(table, new RowKey(2, long.MinValue), new RowKey(2, long.MaxValue), default);
            Assert.Equal(600, two.Count);
            Assert.False(two.HasMore);
            Assert.Equal([new RowKey(2, 1), new RowKey(2, 600)], [two.Key(0), two.Key(599)]);
            using RowSet all = await engine.Account.ScanAsync(table, new RowKey(0), new RowKey(long.MaxValue, long.MaxValue), default);
            Assert.Equal((1000, true), (all.Count, all.HasMore));
            using RowSet rest = await engine.Account.ScanAsync(table, new RowKey(2, 401), new RowKey(3, 100), default);
            Assert.Equal((300, false), (rest.Count, rest.HasMore));
            using RowSet some = await engine.Account.ReadAsync(table, new RowKey[] { new(3, 5), new(1, 601), new(1, 7) }, default);
            Assert.Equal([new RowKey(3, 5), new RowKey(1, 7)], [some.Key(0), some.Key(1)]);
            Assert.Equal(2, some.Count);
        }
    }

    [Fact]
    public async Task Every_table_that_the_contract_names_is_there()
    {
        await using TestEngine engine = await TestEngine.OpenAsync(_folder.Path);
        StoreTable[] tables = Enum.GetValues<StoreTable>();
        await engine.Account.CommitAsync(new CommitGroup
        {
            Sequence = 1, Durability = Durability.Written, Rows = [.. tables.Select(static table => new RowWrite(table, new RowKey(7), new byte[] { (byte)table }))],
        });
        foreach (StoreTable table in tables)
        {
            using RowSet rows = await engine.Account.ReadAsync(table, new RowKey[] { new(7) }, default);
            Assert.Equal([(byte)table], rows.Value(0).ToArray());
        }
    }

    [Fact]
    public async Task A_group_out_of_turn_is_refused_and_nothing_of_it_is_seen()
    {
        await using TestEngine engine = await TestEngine.OpenAsync(_folder.Path);
        await engine.CommitAsync(Durability.Synced, (1, "one"));
        foreach (long sequence in (long[])[0, 1, 3])
        {
            await Assert.ThrowsAsync<StoreUnavailableException>(async () => await engine.Account.CommitAsync(
                new CommitGroup { Sequence = sequence, Durability = Durability.Synced, Rows = [new RowWrite(StoreTable.Mailbox, new RowKey(1), null)] }));
        }

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await engine.Account.CommitAsync(new CommitGroup
        {
            Sequence = 2,
            Durability = Durability.Synced,
            Rows = [new RowWrite(StoreTable.Mailbox, new RowKey(1), null), new RowWrite((StoreTable)99, new RowKey(1), null)],
        }));
        Assert.Equal("one", await engine.TextAsync(1));
        await engine.CommitAsync(Durability.Synced, (1, "two"));
        Assert.Equal("two", await engine.TextAsync(1));
    }

    [Fact]
    public async Task Readers_see_whole_groups_only_while_commits_go_on()
    {
        await using TestEngine engine = await TestEngine.OpenAsync(_folder.Path);
        await engine.CommitAsync(Durability.Written, (1, "0"), (2, "0"));
        using var done = new CancellationTokenSource();
        int[] seen = new int[2];
        Task[] readers = [.. Enumerable.Range(0, seen.Length).Select(reader => Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                using RowSet rows = await engine.Account.ReadAsync(StoreTable.Mailbox, new RowKey[] { new(1), new(2) }, default);
                Assert.True(rows.Value(0).Span.SequenceEqual(rows.Value(1).Span));
                Interlocked.Increment(ref seen[reader]);
            }
        }))];
        Task failed = Task.WhenAny(readers);
        for (int i = 1; i <= 300 || (Array.Exists(seen, static reads => reads < 10) && !failed.IsCompleted); i++)
        {
            await engine.CommitAsync(Durability.Written, (1, $"{i}"), (2, $"{i}"));
        }

        await done.CancelAsync();
        await Task.WhenAll(readers);
    }

    [Fact]
    public async Task Many_accounts_are_opened_written_and_closed()
    {
        await using TestEngine engine = await TestEngine.OpenAsync(_folder.Path);
        AccountId[] ids = [.. Enumerable.Range(0, 60).Select(_ => AccountId.New())];
        await Parallel.ForAsync(1, 60, async (i, _) =>
        {
            for (int round = 1; round <= 2; round++)
            {
                await using IAccountEngine account = await engine.Store.OpenAsync(ids[i], default);
                Assert.Equal(round - 1, account.LastSequence);
                await account.CommitAsync(new CommitGroup
                {
                    Sequence = round, Durability = Durability.Written, Rows = [new RowWrite(StoreTable.Account, default, new byte[] { (byte)i })],
                });
            }
        });
        await engine.Store.DeleteAsync(ids[7], default);
        await using IAccountEngine gone = await engine.Store.OpenAsync(ids[7], default);
        Assert.Equal(0, gone.LastSequence);
    }

    [Fact]
    public async Task The_log_goes_on_in_a_new_pack_when_one_is_full()
    {
        await using TestEngine engine = await TestEngine.OpenAsync(_folder.Path, options: new EmbeddedOptions { PackOctets = 100_000 });
        for (int i = 1; i <= 40; i++)
        {
            await engine.AppendAsync((i, TestEngine.Message(i, 10_000)));
        }

        Assert.True(Directory.GetFiles(engine.Paths.Packs, "*.pack").Length >= 4);
        await engine.ReopenAsync();
        for (int i = 1; i <= 40; i++)
        {
            Assert.Equal(TestEngine.Message(i, 10_000), await engine.BytesAsync(i));
        }

        Assert.Empty(await engine.CheckAsync());
    }

    public void Dispose() => _folder.Dispose();
}
