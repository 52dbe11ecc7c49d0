using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using Postroom.Store;
using Postroom.Store.Embedded;
using Postroom.Store.Engine;

namespace Postroom.Bench;

/// <summary>The embedded engine alone, with rows of the sizes that Store writes.</summary>
internal sealed class QuickEngine(string folder)
{
    private const int Messages = 100_000;
    private const int ChunkMessages = 256;

    private static readonly byte[] Noise = Random(64 * 1024);

    private long _email;
    private long _sequence;

    internal async Task RunAsync()
    {
        await using EmbeddedStore store = EmbeddedStore.Open(DataFolder.Open(folder, create: true), new EmbeddedOptions(), TimeProvider.System);
        await AppendsAsync(store, writers: 1, groupOf: 1, groups: 2_000);
        await AppendsAsync(store, writers: 20, groupOf: 1, groups: 300);
        await AppendsAsync(store, writers: 1, groupOf: 20, groups: 500);
        await AppendsAsync(store, writers: 1, groupOf: 100, groups: 100);
        await OpeningAsync(store);

        IAccountEngine account = await store.OpenAsync(AccountId.New(), default);
        await FillAsync(store, account);
        await RangeStoreAsync(account);
        await ReadsAsync(account, StoreTable.Derived, "derived rows");
        await ReadsAsync(account, StoreTable.Header, "header rows");
        await BlobsAsync(account);
        await ChunksAsync(account);
        await account.DisposeAsync();
    }

    private static async Task AppendsAsync(EmbeddedStore store, int writers, int groupOf, int groups)
    {
        // Each writer has an account of its own; clients on one account are one group (Store gathers them).
        var accounts = new List<IAccountEngine>();
        for (int i = 0; i < writers; i++)
        {
            accounts.Add(await store.OpenAsync(AccountId.New(), default));
        }

        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(accounts.Select(async account =>
        {
            for (int i = 1; i <= groups; i++)
            {
                await AppendAsync(store, account, i, i * groupOf, groupOf);
            }
        }));
        Print(
            $"append 4 KB, {writers} accounts, groups of {groupOf}",
            writers * groups * groupOf / Stopwatch.GetElapsedTime(start).TotalSeconds, "messages/s");
        foreach (IAccountEngine account in accounts)
        {
            await account.DisposeAsync();
        }
    }

    private static async Task AppendAsync(EmbeddedStore store, IAccountEngine account, long sequence, long firstEmail, int count)
    {
        var rows = new List<RowWrite>();
        var blobs = new List<BlobWrite>();
        for (long email = firstEmail; email < firstEmail + count; email++)
        {
            IBlobStage stage = await store.StageAsync(4096, default);
            await stage.WriteAsync(Noise.AsMemory((int)(email % 50_000), 4096), default);
            await stage.CompleteAsync(default);
            blobs.Add(new BlobWrite(new EmailKey(email), stage));
            rows.Add(new RowWrite(StoreTable.Email, new RowKey(email), Noise.AsMemory(0, 70)));
            rows.Add(new RowWrite(StoreTable.Derived, new RowKey(email), Noise.AsMemory(100, 700)));
            rows.Add(new RowWrite(StoreTable.Header, new RowKey(email), Noise.AsMemory(1000, 1200)));
        }

        AddChunk(rows, firstEmail / ChunkMessages, fixedToo: true);
        await account.CommitAsync(new CommitGroup { Sequence = sequence, Durability = Durability.Synced, Rows = rows, Blobs = blobs });
        foreach (BlobWrite blob in blobs)
        {
            await blob.Bytes.DisposeAsync();
        }
    }

    private async Task FillAsync(EmbeddedStore store, IAccountEngine account)
    {
        for (; _email < Messages; _email += 500)
        {
            await AppendAsync(store, account, ++_sequence, _email + 1, 500);
        }

        var rows = new List<RowWrite>();
        for (int chunk = 0; chunk <= Messages / ChunkMessages; chunk++)
        {
            AddChunk(rows, chunk, fixedToo: true);
        }

        await account.CommitAsync(new CommitGroup { Sequence = ++_sequence, Durability = Durability.Synced, Rows = rows });
    }

    private async Task RangeStoreAsync(IAccountEngine account)
    {
        await TimeAsync("range STORE over 100,000 messages (391 chunks)", 20, 1, "ms", async () =>
        {
            var rows = new List<RowWrite>();
            for (int chunk = 0; chunk <= Messages / ChunkMessages; chunk++)
            {
                AddChunk(rows, chunk, fixedToo: false);
            }

            await account.CommitAsync(new CommitGroup { Sequence = ++_sequence, Durability = Durability.Written, Rows = rows });
        });
        await TimeAsync("single STORE (one chunk, written)", 2_000, 1, "ms", async () =>
        {
            var rows = new List<RowWrite>();
            AddChunk(rows, _sequence % 300, fixedToo: false);
            await account.CommitAsync(new CommitGroup { Sequence = ++_sequence, Durability = Durability.Written, Rows = rows });
        });
    }

    private static async Task ReadsAsync(IAccountEngine account, StoreTable table, string what)
    {
        var keys = new RowKey[1_000];
        long start = Stopwatch.GetTimestamp();
        for (int first = 1; first + 1_000 <= Messages; first += 1_000)
        {
            for (int i = 0; i < keys.Length; i++)
            {
                keys[i] = new RowKey(first + i);
            }

            using RowSet rows = await account.ReadAsync(table, keys, default);
        }

        Print($"read {what}, 1,000 a batch", Messages / Stopwatch.GetElapsedTime(start).TotalSeconds, "rows/s");
        start = Stopwatch.GetTimestamp();
        for (int i = 0; i < 5_000; i++)
        {
            using RowSet row = await account.ReadAsync(table, new RowKey[] { new(1 + (i * 7919 % Messages)) }, default);
        }

        Print($"read {what}, one at a time", 5_000 / Stopwatch.GetElapsedTime(start).TotalSeconds, "rows/s");
    }

    private static async Task BlobsAsync(IAccountEngine account)
    {
        const int Times = 20_000;
        var buffer = new ArrayBufferWriter<byte>(8192);
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < Times; i++)
        {
            buffer.ResetWrittenCount();
            await account.ReadBlobAsync(new EmailKey(1 + (i * 7919L % Messages)), 0, 4096, buffer, default);
        }

        Print("read 4 KB messages, verified, one at a time", Times / Stopwatch.GetElapsedTime(start).TotalSeconds, "messages/s");
        start = Stopwatch.GetTimestamp();
        for (int i = 0; i < Times; i++)
        {
            BlobFile? file = await account.OpenBlobFileAsync(new EmailKey(1 + (i * 7919L % Messages)), 0, long.MaxValue, default);
            file?.Lease.Dispose();
        }

        Print("open 4 KB messages for sendfile, verified", Times / Stopwatch.GetElapsedTime(start).TotalSeconds, "messages/s");
    }

    private static Task ChunksAsync(IAccountEngine account) => TimeAsync("read all chunks of 100,000 messages", 20, 1, "ms", async () =>
    {
        foreach (StoreTable table in (StoreTable[])[StoreTable.ChunkFixed, StoreTable.ChunkState])
        {
            for (var from = new RowKey(1); ;)
            {
                using RowSet rows = await account.ScanAsync(table, from, new RowKey(1, long.MaxValue), default);
                if (!rows.HasMore)
                {
                    break;
                }

                from = new RowKey(1, rows.Key(rows.Count - 1).Minor + 1);
            }
        }
    });

    private static async Task OpeningAsync(EmbeddedStore store)
    {
        AccountId[] ids = [.. Enumerable.Range(0, 200).Select(static _ => AccountId.New())];
        int next = 0;
        await TimeAsync("make an account, one synced commit, close", ids.Length, 1, "ms", async () =>
        {
            await using IAccountEngine account = await store.OpenAsync(ids[next++], default);
            await AppendAsync(store, account, 1, 1, 1);
        });
        next = 0;
        await TimeAsync("open an account and close it", ids.Length, 1, "ms", async () =>
        {
            await using IAccountEngine account = await store.OpenAsync(ids[next++], default);
        });
        next = 0;
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long rss = Environment.WorkingSet;
        var open = new List<IAccountEngine>();
        foreach (AccountId id in ids)
        {
            open.Add(await store.OpenAsync(id, default));
            await open[^1].BlobLengthAsync(new EmailKey(1), default);
        }

        Print("memory of an open account (managed)", (GC.GetTotalMemory(forceFullCollection: true) - before) / 1024.0 / ids.Length, "KiB");
        Print("memory of an open account (resident)", (Environment.WorkingSet - rss) / 1024.0 / ids.Length, "KiB");
        foreach (IAccountEngine account in open)
        {
            await account.DisposeAsync();
        }
    }

    private static void AddChunk(List<RowWrite> rows, long chunk, bool fixedToo)
    {
        if (chunk == 0 || rows.Count == 0)
        {
            rows.RemoveAll(static row => row.Table == StoreTable.Mailbox);
            rows.Add(new RowWrite(StoreTable.Mailbox, new RowKey(1), Noise.AsMemory(0, 150)));
        }

        rows.Add(new RowWrite(StoreTable.ChunkState, new RowKey(1, 1 + (chunk * ChunkMessages)), Noise.AsMemory((int)(chunk % 100), 700)));
        if (fixedToo)
        {
            rows.Add(new RowWrite(StoreTable.ChunkFixed, new RowKey(1, 1 + (chunk * ChunkMessages)), Noise.AsMemory((int)(chunk % 100), 3000)));
        }

    }

    private static async Task TimeAsync(string what, int times, int each, string unit, Func<Task> work)
    {
        await work();
        times--;
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < times; i++)
        {
            await work();
        }

        Print(what, Stopwatch.GetElapsedTime(start).TotalMilliseconds / times / each, unit);
    }

    private static void Print(string what, double value, string unit) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-60} {value,14:N2} {unit}"));

    private static byte[] Random(int octets)
    {
        byte[] bytes = new byte[octets];
        new Random(1).NextBytes(bytes);
        return bytes;
    }
}
