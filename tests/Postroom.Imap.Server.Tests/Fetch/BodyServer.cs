using Postroom.Store;
using Postroom.Store.Engine;
using Postroom.Store.Memory;
using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Fetch;

/// <summary>A server with the account u1, whose messages are put in without IMAP: any octets, many at once.</summary>
internal sealed class BodyServer : IAsyncDisposable
{
    private readonly string _path;
    private AccountId _account;

    private BodyServer(string path, ImapServerFixture server) => (_path, Server) = (path, server);

    public ImapServerFixture Server { get; }

    public static async Task<BodyServer> StartAsync(bool onDisk, ImapServerOptions? options = null)
    {
        string path = Path.Combine(Path.GetTempPath(), "postroom-test-" + Guid.NewGuid().ToString("n"));
        return onDisk ? await StartAsync(path, TestStores.Embedded(path), options ?? new()) : await StartAsync(new MemoryStoreEngine(), options ?? new());
    }

    public static Task<BodyServer> StartAsync(IStoreEngine engine, ImapServerOptions options) =>
        StartAsync("", new ImapServerFixture(_ => ValueTask.FromResult(engine)), options);

    private static async Task<BodyServer> StartAsync(string path, ImapServerFixture fixture, ImapServerOptions options)
    {
        await fixture.StartAsync(options, null);
        var server = new BodyServer(path, fixture);
        server._account = await fixture.AddAccountAsync("u1", "secret");
        return server;
    }

    /// <summary>Adds messages to INBOX, seen already, in one commit.</summary>
    public async Task AddAsync(params byte[][] messages)
    {
        await using MailAccount account = (await Server.Store.OpenAsync(_account, new Principal(_account), default))!;
        MailboxId inbox = account.Mailboxes[0].Id;
        var staged = new List<StagedMessage>();
        foreach (byte[] message in messages)
        {
            await using StagedMessageWriter writer = await Server.Store.StageAsync(message.Length, default);
            await writer.WriteAsync(message, default);
            staged.Add(await writer.CompleteAsync(default));
        }

        CommitResult result = await account.CommitAsync(
            new Commit([.. staged.Select(message => new AddMessage(inbox, message, [Flag.Seen], null))]), default);
        Assert.True(result.IsDone);
        foreach (StagedMessage message in staged)
        {
            await message.DisposeAsync();
        }
    }

    /// <summary>What INBOX has now.</summary>
    public async Task<MailboxSnapshot> SnapshotAsync()
    {
        await using MailAccount account = (await Server.Store.OpenAsync(_account, new Principal(_account), default))!;
        await using Mailbox inbox = (await account.OpenMailboxAsync(account.Mailboxes[0].Id, default))!;
        return inbox.Snapshot;
    }

    /// <summary>Changes one bit on the disk, where <paramref name="marker"/> stands; it stands in one message only.</summary>
    public void Damage(ReadOnlySpan<byte> marker)
    {
        foreach (string file in Directory.EnumerateFiles(_path, "*", SearchOption.AllDirectories).Where(static file => file.Contains("packs", StringComparison.Ordinal)))
        {
            using var pack = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            byte[] bytes = new byte[pack.Length];
            pack.ReadExactly(bytes);
            int at = bytes.AsSpan().IndexOf(marker);
            if (at >= 0)
            {
                pack.Position = at;
                pack.WriteByte((byte)(bytes[at] ^ 1));
                return;
            }
        }

        throw new InvalidOperationException("No pack holds the message.");
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
