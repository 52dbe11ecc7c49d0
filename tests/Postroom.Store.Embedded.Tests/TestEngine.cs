using System.Buffers;
using System.Text;
using Postroom.Store.Embedded.Accounts;
using Postroom.Store.Embedded.Files;
using Postroom.Store.Engine;

namespace Postroom.Store.Embedded.Tests;

/// <summary>A store with one account, and short words for what the tests do with it.</summary>
internal sealed class TestEngine : IAsyncDisposable
{
    private TestEngine(EmbeddedStore store, AccountId id, IAccountEngine account, List<string> reports) =>
        (Store, Id, Account, Reports) = (store, id, account, reports);

    internal EmbeddedStore Store { get; }

    internal AccountId Id { get; }

    internal IAccountEngine Account { get; private set; }

    /// <summary>What opening said so far.</summary>
    internal List<string> Reports { get; }

    internal AccountPaths Paths => new(Store.FolderOf(Id));

    internal static AccountId TheAccount { get; } = AccountId.New();

    internal static async Task<TestEngine> OpenAsync(string folder, IFileSystem? files = null, EmbeddedOptions? options = null, TimeProvider? time = null, int reserveOctets = 64 * 1024)
    {
        var reports = new List<string>();
        options = (options ?? new EmbeddedOptions()) with
        {
            WriterLanes = 2,
            ReaderLanes = 2,
            ReserveOctets = reserveOctets,
            Report = (_, line) =>
            {
                lock (reports)
                {
                    reports.Add(line);
                }
            },
        };
        EmbeddedStore store = EmbeddedStore.Open(
            DataFolder.Open(folder, create: true), options, time ?? TimeProvider.System, files ?? DiskFileSystem.Instance);
        try
        {
            return new TestEngine(store, TheAccount, await store.OpenAsync(TheAccount, default), reports);
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens the account, which was closed; it is closed again when the answer is disposed.</summary>
    internal async Task<Opened> OpenAgainAsync()
    {
        Account = await Store.OpenAsync(Id, default);
        return new Opened(this);
    }

    internal async Task ReopenAsync()
    {
        await Account.DisposeAsync();
        Account = await Store.OpenAsync(Id, default);
    }

    /// <summary>Commits rows (a number and a text under it).</summary>
    internal async Task CommitAsync(Durability durability, params (long Email, string? Text)[] rows) =>
        await Account.CommitAsync(new CommitGroup
        {
            Sequence = Account.LastSequence + 1,
            Durability = durability,
            Rows = [.. rows.Select(static row => Row(row.Email, row.Text))],
        });

    /// <summary>Commits messages, each with its Email row.</summary>
    internal async Task AppendAsync(params (long Email, byte[] Bytes)[] messages)
    {
        var blobs = new List<BlobWrite>();
        try
        {
            foreach ((long email, byte[] bytes) in messages)
            {
                blobs.Add(new BlobWrite(new EmailKey(email), await StageAsync(bytes)));
            }

            await Account.CommitAsync(new CommitGroup
            {
                Sequence = Account.LastSequence + 1,
                Durability = Durability.Synced,
                Rows = [.. messages.SelectMany(static message => (RowWrite[])[
                    Row(message.Email, $"email {message.Email}"), new RowWrite(StoreTable.Email, new RowKey(message.Email), new byte[] { 1 })])],
                Blobs = blobs,
            });
        }
        finally
        {
            foreach (BlobWrite blob in blobs)
            {
                await blob.Bytes.DisposeAsync();
            }
        }
    }

    internal async Task RemoveAsync(params long[] emails) => await Account.CommitAsync(new CommitGroup
    {
        Sequence = Account.LastSequence + 1,
        Durability = Durability.Synced,
        Rows = [.. emails.SelectMany(static email => (RowWrite[])[Row(email, null), new RowWrite(StoreTable.Email, new RowKey(email), null)])],
        RemovedBlobs = [.. emails.Select(static email => new EmailKey(email))],
    });

    internal async Task<IBlobStage> StageAsync(byte[] bytes, int piece = 100_000)
    {
        IBlobStage stage = await Store.StageAsync(null, default);
        for (int at = 0; at < bytes.Length; at += piece)
        {
            await stage.WriteAsync(bytes.AsMemory(at, Math.Min(piece, bytes.Length - at)), default);
        }

        await stage.CompleteAsync(default);
        return stage;
    }

    internal async Task<string?> TextAsync(long email)
    {
        using RowSet rows = await Account.ReadAsync(StoreTable.Mailbox, new[] { new RowKey(email) }, default);
        return rows.Count == 0 ? null : Encoding.UTF8.GetString(rows.Value(0).Span);
    }

    internal async Task<byte[]?> BytesAsync(long email)
    {
        long length = await Account.BlobLengthAsync(new EmailKey(email), default);
        if (length < 0)
        {
            return null;
        }

        var buffer = new ArrayBufferWriter<byte>();
        Assert.Equal(length, await Account.ReadBlobAsync(new EmailKey(email), 0, int.MaxValue, buffer, default));
        return buffer.WrittenSpan.ToArray();
    }

    internal async Task<List<string>> CheckAsync(bool repair = false)
    {
        var lines = new List<string>();
        await foreach (string line in Account.CheckAsync(repair, default))
        {
            lines.Add(line);
        }

        return lines;
    }

    /// <summary>Bytes that differ from message to message and from octet to octet, the same for the same number.</summary>
    internal static byte[] Message(long email, int length)
    {
        byte[] bytes = new byte[length];
        new Random((int)email * 7919 + length).NextBytes(bytes);
        return bytes;
    }

    public async ValueTask DisposeAsync()
    {
        await Account.DisposeAsync();
        await Store.DisposeAsync();
    }

    /// <summary>The account while it is open.</summary>
    internal sealed class Opened(TestEngine engine) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => engine.Account.DisposeAsync();
    }

    private static RowWrite Row(long email, string? text) =>
        new(StoreTable.Mailbox, new RowKey(email), text is null ? default(ReadOnlyMemory<byte>?) : Encoding.UTF8.GetBytes(text));
}
