using System.Text;
using Postroom.Imap;
using Postroom.Store.Embedded.Accounts;
using Postroom.Store.Embedded.Tests.Contract;
using Postroom.Store.Engine;

namespace Postroom.Store.Embedded.Tests;

/// <summary>Folders and server.db put back by hand, the server stopped in good order or killed (INVARIANTS 2). The rules are the contract's.</summary>
public sealed class CopiedBackTests : IDisposable
{
    private readonly AccountId _id = AccountId.New();
    private readonly TestFolder _folder = new();
    private readonly TestFolder _copy = new();

    private string AccountFolder => AccountFolders.Of(_folder.Path, _id);

    [Fact]
    public async Task A_folder_copied_while_the_account_was_open_is_noticed_after_the_server_was_killed()
    {
        using var killed = new TestFolder();
        await using (Running server = await StartAsync(_folder.Path))
        {
            await server.AddAsync(2);
            await EmbeddedEngineFixture.CopyAsync(AccountFolder, _copy.Path);
            await server.AddAsync(3);
            await server.Store.Accounts.RaiseMarksAsync(_id, default); // what the timer does
            await EmbeddedEngineFixture.CopyAsync(_folder.Path, killed.Path); // what the system has of its files
        }

        string account = AccountFolders.Of(killed.Path, _id);
        Directory.Delete(account, recursive: true);
        Directory.CreateDirectory(account);
        await EmbeddedEngineFixture.CopyAsync(_copy.Path, account);
        await using Running again = await StartAsync(killed.Path);
        Assert.Equal((3L + (1 << 20), 2), (again.Inbox.UidNext, again.Inbox.Messages));
        Assert.Single(again.Reports, report => report.Contains("copied back", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_killed_server_whose_marks_lag_or_lead_moves_nothing()
    {
        using var killed = new TestFolder();
        await using (Running server = await StartAsync(_folder.Path))
        {
            await server.AddAsync(2);
            await server.Store.Accounts.RaiseMarksAsync(_id, new AccountMarks(0, 0, 10_000_000, 0, 10_000_000)); // reserved, and never used
            await server.AddAsync(3);
            await EmbeddedEngineFixture.CopyAsync(_folder.Path, killed.Path);
        }

        await using Running again = await StartAsync(killed.Path);
        Assert.Equal((6L, 5), (again.Inbox.UidNext, again.Inbox.Messages));
        Assert.Empty(again.Reports);
    }

    [Fact]
    public async Task An_older_server_db_catches_up_and_guards_again()
    {
        string database = Path.Combine(_folder.Path, "server.db");
        await using (Running server = await StartAsync(_folder.Path))
        {
            await server.AddAsync(1);
        }

        File.Copy(database, Path.Combine(_copy.Path, "server.db"));
        await using (Running server = await StartAsync(_folder.Path))
        {
            await server.AddAsync(4);
        }

        File.Delete(database + "-wal");
        File.Delete(database + "-shm");
        File.Copy(Path.Combine(_copy.Path, "server.db"), database, overwrite: true);
        string then = Path.Combine(_copy.Path, "account");
        Directory.CreateDirectory(then);
        await EmbeddedEngineFixture.CopyAsync(AccountFolder, then);
        await using (Running server = await StartAsync(_folder.Path))
        {
            Assert.Equal((6L, 5), (server.Inbox.UidNext, server.Inbox.Messages));
            Assert.Empty(server.Reports);
            await server.AddAsync(1);
        }

        Directory.Delete(AccountFolder, recursive: true);
        Directory.CreateDirectory(AccountFolder);
        await EmbeddedEngineFixture.CopyAsync(then, AccountFolder);
        await using Running last = await StartAsync(_folder.Path);
        Assert.Equal((6L + (1 << 20), 5), (last.Inbox.UidNext, last.Inbox.Messages));
    }

    [Fact]
    public async Task A_folder_that_is_gone_begins_above_every_uidvalidity_of_before()
    {
        UidValidity before;
        await using (Running server = await StartAsync(_folder.Path))
        {
            await server.AddAsync(1);
            before = server.Inbox.UidValidity;
        }

        Directory.Delete(AccountFolder, recursive: true);
        for (int i = 0; i < 2; i++)
        {
            await using Running server = await StartAsync(_folder.Path);
            Assert.True(server.Inbox.UidValidity > before);
            Assert.Equal(1, server.Inbox.UidNext);
        }
    }

    public void Dispose()
    {
        _folder.Dispose();
        _copy.Dispose();
    }

    private async Task<Running> StartAsync(string folder)
    {
        EmbeddedStore engine = EmbeddedStore.Open(
            DataFolder.Open(folder, create: true),
            new EmbeddedOptions { WriterLanes = 2, ReaderLanes = 2, ReserveOctets = 64 * 1024, MarksDelay = TimeSpan.FromDays(1) },
            TimeProvider.System);
        Assert.True(await engine.Accounts.SaveAsync(new AccountRecord { Id = _id, Name = "ali" }, default));
        var reports = new List<string>();
        var store = new MailStore(engine, new StoreOptions { Report = e => reports.Add(e.Message) }, TimeProvider.System);
        return new Running(engine, store, (await store.OpenAsync(_id, new Principal(_id), default))!, reports);
    }

    private sealed record Running(EmbeddedStore Engine, MailStore Store, MailAccount Account, List<string> Reports) : IAsyncDisposable
    {
        internal MailboxInfo Inbox => Account.Mailboxes.Find(MailboxName.Inbox)!;

        internal async Task AddAsync(int count)
        {
            for (int i = 0; i < count; i++)
            {
                await using StagedMessageWriter writer = await Store.StageAsync(null, default);
                await writer.WriteAsync(Encoding.ASCII.GetBytes($"Subject: {i}\r\n\r\n"), default);
                await using StagedMessage message = await writer.CompleteAsync(default);
                Assert.True((await Account.CommitAsync(new Commit(new AddMessage(Inbox.Id, message, [], null)), default)).IsDone);
            }
        }

        public async ValueTask DisposeAsync()
        {
            await Account.DisposeAsync();
            await Store.DisposeAsync();
            await Engine.DisposeAsync();
        }
    }
}
