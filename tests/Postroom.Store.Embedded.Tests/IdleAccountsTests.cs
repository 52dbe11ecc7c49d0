using System.Text;
using Postroom.Imap;
using Postroom.Store.Engine;

namespace Postroom.Store.Embedded.Tests;

/// <summary>What is measured here is the process's, so nothing else may run beside it.</summary>
[CollectionDefinition(nameof(MeasuredAlone), DisableParallelization = true)]
public sealed class MeasuredAlone;

/// <summary>What an account costs that somebody has open, with its INBOX selected, and that nobody uses.</summary>
[Collection(nameof(MeasuredAlone))]
public sealed class IdleAccountsTests : IDisposable
{
    private const int Accounts = 20, Messages = 1_000;

    private readonly TestFolder _folder = new();

    [Fact]
    public async Task An_idle_account_of_1000_messages_takes_little_memory()
    {
        await using EmbeddedStore engine = EmbeddedStore.Open(DataFolder.Open(_folder.Path, create: true), new EmbeddedOptions { ReserveOctets = 64 * 1024 }, TimeProvider.System);
        AccountId[] accounts = [.. Enumerable.Range(0, Accounts + 1).Select(static _ => AccountId.New())];
        foreach (AccountId account in accounts)
        {
            await engine.Accounts.SaveAsync(new AccountRecord { Id = account, Name = $"a{account}" }, default);
        }

        await using (var store = new MailStore(engine, new StoreOptions(), TimeProvider.System))
        {
            foreach (AccountId account in accounts)
            {
                await FillAsync(store, account);
            }
        }

        // A storage is closed as soon as nobody uses it, and what is in memory rests: as after a minute.
        await using var idle = new MailStore(engine, new StoreOptions { MaxIdleEngines = 0 }, TimeProvider.System);
        var open = new List<IAsyncDisposable>(2 * accounts.Length);
        await OpenAsync(idle, accounts[^1], open); // what the first one needs, all share
        long before = GC.GetTotalMemory(forceFullCollection: true);
        foreach (AccountId account in accounts[..Accounts])
        {
            await OpenAsync(idle, account, open);
        }

        long each = (GC.GetTotalMemory(forceFullCollection: true) - before) / Accounts;
        Assert.InRange(each, 1, 12 << 10); // 5.6 KiB; 58 with the messages as they are while somebody looks at them
        open.Reverse();
        foreach (IAsyncDisposable one in open)
        {
            await one.DisposeAsync();
        }
    }

    public void Dispose() => _folder.Dispose();

    private static async Task OpenAsync(MailStore store, AccountId account, List<IAsyncDisposable> open)
    {
        MailAccount mail = (await store.OpenAsync(account, new Principal(account), default))!;
        Mailbox inbox = (await mail.OpenMailboxAsync(mail.Mailboxes[0].Id, default))!;
        Assert.Equal(Messages, inbox.Snapshot.Count);
        open.Add(mail);
        open.Add(inbox);
        for (int i = 0; i < 2; i++)
        {
            (await inbox.ReadEmailsAsync(Array.Empty<EmailKey>(), default)).Dispose(); // the second waits until the storage was closed after the first
        }
    }

    // Two hundred letters of many lengths, and copies of them.
    private static async Task FillAsync(MailStore store, AccountId owner)
    {
        await using MailAccount account = (await store.OpenAsync(owner, new Principal(owner), default))!;
        MailboxId inbox = account.Mailboxes[0].Id;
        var staged = new List<StagedMessage>();
        for (int i = 0; i < 200; i++)
        {
            byte[] letter = Encoding.ASCII.GetBytes($"Subject: {i}\r\n\r\n{new string('x', i * 37 % 1_000)}\r\n");
            await using StagedMessageWriter writer = await store.StageAsync(letter.Length, default);
            await writer.WriteAsync(letter, default);
            staged.Add(await writer.CompleteAsync(default));
        }

        Assert.True((await account.CommitAsync(new Commit([.. staged.Select(message => new AddMessage(inbox, message, [], null))]), default)).IsDone);
        foreach (StagedMessage message in staged)
        {
            await message.DisposeAsync();
        }

        for (int there = staged.Count; there < Messages; there += staged.Count)
        {
            Assert.True((await account.CommitAsync(new Commit(new CopyMessages(inbox, UidSet.Parse("1:200"), inbox)), default)).IsDone);
        }
    }
}
