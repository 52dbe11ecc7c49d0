using System.Text;
using Postroom.Store;
using Postroom.Store.Engine;
using Postroom.Store.Memory;
using Postroom.Testing;
using Postroom.Testing.Transcripts;

namespace Postroom.Imap.Server.Tests.Session;

/// <summary>Messages whose rows are not what this program would make of them: missing, or made by another one (INVARIANTS 4).</summary>
public sealed class RenewedMailboxTests
{
    private readonly MemoryStoreEngine _engine = new();
    private readonly AccountRecord _account = new() { Id = AccountId.New(), Name = "u1" };

    [Fact]
    public async Task Whoever_has_a_mailbox_selected_that_gets_a_new_uidvalidity_hears_bye()
    {
        await using ImapServerFixture server = await StartAsync(static (rows, keys) => [new RowWrite(StoreTable.Derived, keys[0], rows.Value(1).ToArray())]);
        await using TestClient idle = await SelectAsync(server);
        await using TestClient busy = await SelectAsync(server);
        await using TestClient elsewhere = await TestClient.ConnectAsync(server, TranscriptDoor.PreAuthenticated);
        Assert.Contains("second", await AllOfAsync(busy, "FETCH 1 ENVELOPE"), StringComparison.Ordinal);
        await idle.SendAsync("i IDLE\r\n");
        Assert.StartsWith("+ ", await idle.ReadLineAsync(), StringComparison.Ordinal);

        DerivationResult result = (await server.Store.DeriveAsync(_account.Id, DerivationScope.ClientVisible, default))!;
        Assert.Equal(1, result.Renewed);
        Assert.StartsWith("* BYE The mailbox has a new UIDVALIDITY", await idle.ReadLineAsync(), StringComparison.Ordinal);
        Assert.Equal("(closed)", await idle.ReadLineAsync());
        await busy.SendAsync("b FETCH 1 (FLAGS ENVELOPE)\r\n");
        var told = new List<string>();
        while (told.LastOrDefault() != "(closed)")
        {
            told.Add(await busy.ReadLineAsync());
        }

        Assert.Contains("* BYE The mailbox has a new UIDVALIDITY: select it again", told);
        Assert.DoesNotContain(told, static line => line.Contains("ENVELOPE", StringComparison.Ordinal));

        Assert.StartsWith("OK", await elsewhere.DoAsync("SELECT INBOX"), StringComparison.Ordinal);
        Assert.Contains("first", await AllOfAsync(elsewhere, "FETCH 1 ENVELOPE"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_without_its_rows_is_left_out_of_fetch_and_the_session_goes_on()
    {
        await using ImapServerFixture server = await StartAsync(static (_, keys) => [new RowWrite(StoreTable.Derived, keys[0], null), new RowWrite(StoreTable.Header, keys[0], null)]);
        await using TestClient client = await SelectAsync(server);
        foreach (string item in (string[])["ENVELOPE", "BODYSTRUCTURE", "BODY.PEEK[HEADER.FIELDS (SUBJECT)]", "BODY.PEEK[1]"])
        {
            string told = await AllOfAsync(client, $"FETCH 1:2 {item}");
            Assert.Contains("NO [SERVERBUG]", told, StringComparison.Ordinal);
            Assert.DoesNotContain("* 1 FETCH", told, StringComparison.Ordinal);
            Assert.Contains("* 2 FETCH", told, StringComparison.Ordinal);
        }

        string whole = await AllOfAsync(client, "FETCH 1:2 (FLAGS BODY.PEEK[])");
        Assert.Contains("OK FETCH", whole, StringComparison.Ordinal);
        Assert.Contains("Subject: first", whole, StringComparison.Ordinal);
        Assert.Equal(1, (await server.Store.DeriveAsync(_account.Id, DerivationScope.Missing, default))!.Made);
        Assert.StartsWith("OK", await client.DoAsync("FETCH 1:2 (ENVELOPE BODYSTRUCTURE)"), StringComparison.Ordinal);
    }

    /// <summary>INBOX with two messages, and then rows changed behind the store's back.</summary>
    private async Task<ImapServerFixture> StartAsync(Func<RowSet, RowKey[], IReadOnlyList<RowWrite>> change)
    {
        await _engine.Accounts.SaveAsync(_account, default);
        await using (var store = new MailStore(_engine, new StoreOptions(), TimeProvider.System))
        {
            await using MailAccount account = (await store.OpenAsync(_account.Id, new Principal(_account.Id), default))!;
            foreach (string subject in (string[])["first", "second"])
            {
                await using StagedMessageWriter writer = await store.StageAsync(null, default);
                await writer.WriteAsync(Encoding.ASCII.GetBytes($"Subject: {subject}\r\n\r\nText.\r\n"), default);
                await using StagedMessage message = await writer.CompleteAsync(default);
                Assert.True((await account.CommitAsync(new Commit(new AddMessage(account.Mailboxes[0].Id, message, [], null)), default)).IsDone);
            }
        }

        await using (IAccountEngine raw = await _engine.OpenAsync(_account.Id, default))
        {
            RowKey[] keys = [new RowKey(1), new RowKey(2)];
            using RowSet rows = await raw.ReadAsync(StoreTable.Derived, keys, default);
            await raw.CommitAsync(new CommitGroup { Sequence = raw.LastSequence + 1, Durability = Durability.Synced, Rows = change(rows, keys) });
        }

        var server = new ImapServerFixture(_ => ValueTask.FromResult<IStoreEngine>(_engine)) { PreAuthenticated = _account.Id };
        await server.StartAsync(new(), null);
        return server;
    }

    private static async Task<TestClient> SelectAsync(ImapServerFixture server)
    {
        TestClient client = await TestClient.ConnectAsync(server, TranscriptDoor.PreAuthenticated);
        Assert.StartsWith("OK", await client.DoAsync("SELECT INBOX"), StringComparison.Ordinal);
        return client;
    }

    /// <summary>What a command was answered, all of it.</summary>
    private static async Task<string> AllOfAsync(TestClient client, string command)
    {
        string answer = await client.DoAsync(command);
        return string.Join('\n', [.. client.Untagged, answer]);
    }
}
