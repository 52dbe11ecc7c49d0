using Postroom.Imap;
using Postroom.Store.Engine;

namespace Postroom.Store.Embedded.Tests;

/// <summary>Somebody who appends and expunges in a loop does not fill the disk: what is kept has a bound, and its space comes back.</summary>
public sealed class KeptOctetsTests : IDisposable
{
    private const int MessageOctets = 20_000;
    private const int KeptOctets = 400_000;

    private readonly TestFolder _folder = new();

    [Fact]
    public async Task A_loop_of_append_and_expunge_keeps_the_folder_small()
    {
        var id = AccountId.New();
        await using EmbeddedStore engine = EmbeddedStore.Open(
            DataFolder.Open(_folder.Path, create: true), new EmbeddedOptions { WriterLanes = 1, ReaderLanes = 1, ReserveOctets = 64 * 1024, PackOctets = 200_000 }, TimeProvider.System);
        await engine.Accounts.SaveAsync(new AccountRecord { Id = id, Name = "ali" }, default);
        await using var store = new MailStore(engine, new StoreOptions { KeepExpungedOctets = KeptOctets }, TimeProvider.System);
        await using MailAccount account = (await store.OpenAsync(id, Principal.System, default))!;
        MailboxId inbox = account.Mailboxes.Find(MailboxName.Inbox)!.Id;
        byte[] bytes = new byte[MessageOctets];
        Array.Fill(bytes, (byte)'x');
        long largest = 0;
        for (int i = 1; i <= 500; i++)
        {
            await using StagedMessageWriter writer = await store.StageAsync(null, default);
            await writer.WriteAsync(bytes, default);
            await using StagedMessage message = await writer.CompleteAsync(default);
            Assert.True((await account.CommitAsync(new Commit(new AddMessage(inbox, message, [], null)), default)).IsDone);
            Assert.True((await account.CommitAsync(new Commit(new ExpungeMessages(inbox, OnlyDeleted: false)), default)).IsDone);
            if (i % 20 == 0)
            {
                await account.SweepAsync(default); // behind the one that the store began by itself
                largest = Math.Max(largest, Octets());
            }
        }

        Assert.True(largest < 4 * KeptOctets, $"{largest} octets of {500 * MessageOctets} that came in");
        await using Mailbox open = (await account.OpenMailboxAsync(inbox, default))!;
        UidSet kept = UidSet.From((await open.ReadExpungedAsync(UidSet.Range(new Uid(1), new Uid(500)), default)).Select(static one => one.Uid));
        Assert.Equal($"{500 - (KeptOctets / MessageOctets) + 1}:500", kept.ToString());
    }

    public void Dispose() => _folder.Dispose();

    // Of messages: beside them mail.db and its WAL take some megabytes whatever they hold.
    private long Octets() => Directory.EnumerateFiles(Path.Combine(_folder.Path, "accounts"), "*", SearchOption.AllDirectories)
        .Where(static file => Path.GetFileName(Path.GetDirectoryName(file)) == "packs").Sum(static file => new FileInfo(file).Length);
}
