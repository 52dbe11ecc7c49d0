using System.Text;
using Postroom.Store;
using Postroom.Testing;
using Postroom.Testing.Transcripts;

namespace Postroom.Imap.Server.Tests.Session;

/// <summary>However little may be kept of expunged messages, a session reads what its client has not been told of (INVARIANTS 9, 12).</summary>
public sealed class KeptForViewsTests
{
    [Fact]
    public async Task A_message_expunged_elsewhere_can_be_fetched_until_the_client_was_told()
    {
        await using ImapServerFixture server = await ImapServerFixture.StartInMemoryAsync(storeOptions: new StoreOptions { KeepExpungedOctets = 1 });
        AccountId id = server.PreAuthenticated = await server.AddAccountAsync("u1", "secret");
        await using MailAccount account = (await server.Store.OpenAsync(id, Principal.System, default))!;
        MailboxId inbox = account.Mailboxes[0].Id;
        foreach (string subject in (string[])["first", "second", "third"])
        {
            await using StagedMessageWriter writer = await server.Store.StageAsync(null, default);
            await writer.WriteAsync(Encoding.ASCII.GetBytes($"Subject: {subject}\r\n\r\nText.\r\n"), default);
            await using StagedMessage message = await writer.CompleteAsync(default);
            Assert.True((await account.CommitAsync(new Commit(new AddMessage(inbox, message, [], null)), default)).IsDone);
        }

        await using TestClient client = await TestClient.ConnectAsync(server, TranscriptDoor.PreAuthenticated);
        Assert.StartsWith("OK", await client.DoAsync("SELECT INBOX"), StringComparison.Ordinal);
        Assert.True((await account.CommitAsync(new Commit(new ExpungeMessages(inbox, UidSet.Range(new Uid(1), new Uid(2)), OnlyDeleted: false)), default)).IsDone);
        Assert.Equal(0, (await account.SweepAsync(default)).Emails);
        Assert.Contains("Subject: second", await AllOfAsync(client, "FETCH 2 BODY.PEEK[]"), StringComparison.Ordinal);
        Assert.Equal(0, (await account.SweepAsync(default)).Emails); // FETCH must not tell of it
        Assert.Contains("* 1 EXPUNGE", await AllOfAsync(client, "NOOP"), StringComparison.Ordinal);
        Assert.Equal(2, (await account.SweepAsync(default)).Emails);
        Assert.Contains("Subject: third", await AllOfAsync(client, "FETCH 1 BODY.PEEK[]"), StringComparison.Ordinal);
    }

    private static async Task<string> AllOfAsync(TestClient client, string command)
    {
        string answer = await client.DoAsync(command);
        return string.Join('\n', [.. client.Untagged, answer]);
    }
}
