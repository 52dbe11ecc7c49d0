using Postroom.Testing;

namespace Postroom.Imap.Server.Tests;

/// <summary>NOTIFY (RFC 5465) and IDLE above COMPRESS (RFC 4978), above STARTTLS: each thing that happens can be read at once.</summary>
public class NotifyLayersTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task News_come_whatever_is_below(bool startTls)
    {
        await using ImapServerFixture server = await ImapServerFixture.StartInMemoryAsync();
        await server.AddAccountAsync("u1", "secret");
        await using TestClient client = await TestClient.ConnectAsync(server);
        if (startTls)
        {
            await client.StartTlsAsync();
        }

        Assert.StartsWith("OK", await client.DoAsync("LOGIN u1 secret"), StringComparison.Ordinal);
        await client.CompressAsync();
        Assert.StartsWith("OK", await client.DoAsync("SELECT INBOX"), StringComparison.Ordinal);
        Assert.StartsWith(
            "OK",
            await client.DoAsync("NOTIFY SET (selected (MessageNew (UID FLAGS) MessageExpunge FlagChange)) (personal (MailboxName MessageNew MessageExpunge))"),
            StringComparison.Ordinal);
        await using TestClient other = await TestClient.LogInAsync(server);
        Assert.StartsWith("OK", await other.DoAsync("SELECT INBOX"), StringComparison.Ordinal); // every message is recent to it alone

        await other.DoAsync("CREATE apart");
        Assert.StartsWith("* LIST ", await ReadPastRecentAsync(client), StringComparison.Ordinal);
        Assert.StartsWith("* STATUS ", await ReadPastRecentAsync(client), StringComparison.Ordinal);
        await other.AppendAsync("Subject: x\r\n\r\n");
        await HearsMessageAsync(client, 1);
        await other.DoAsync("STORE 1 +FLAGS (\\Deleted)");
        Assert.StartsWith("* 1 FETCH (", await ReadPastRecentAsync(client), StringComparison.Ordinal);
        await other.DoAsync("EXPUNGE");
        Assert.Equal("* 1 EXPUNGE", await ReadPastRecentAsync(client));

        // The same in IDLE, and behind it.
        await client.SendAsync("i IDLE\r\n");
        Assert.StartsWith("+ ", await ReadPastRecentAsync(client), StringComparison.Ordinal);
        await other.DoAsync("RENAME apart together");
        Assert.StartsWith("* LIST ", await ReadPastRecentAsync(client), StringComparison.Ordinal);
        await other.DoAsync("APPEND together {3+}\r\na: ");
        Assert.StartsWith("* STATUS ", await ReadPastRecentAsync(client), StringComparison.Ordinal);
        await other.AppendAsync("Subject: y\r\n\r\n");
        await HearsMessageAsync(client, 1);
        await client.SendAsync("DONE\r\n");
        Assert.StartsWith("OK", await client.ReadAnswerAsync("i"), StringComparison.Ordinal);
        await other.AppendAsync("Subject: z\r\n\r\n");
        await HearsMessageAsync(client, 2);
        Assert.StartsWith("OK", await client.DoAsync("NOOP"), StringComparison.Ordinal);
        Assert.DoesNotContain(client.Untagged, static line => !line.EndsWith(" RECENT", StringComparison.Ordinal));
    }

    private static async Task HearsMessageAsync(TestClient client, int number)
    {
        Assert.Equal($"* {number} EXISTS", await ReadPastRecentAsync(client));
        Assert.StartsWith($"* {number} FETCH (UID ", await ReadPastRecentAsync(client), StringComparison.Ordinal);
    }

    // Who is told first may claim a message as \Recent.
    private static async Task<string> ReadPastRecentAsync(TestClient client)
    {
        string line = await client.ReadLineAsync();
        return line.EndsWith(" RECENT", StringComparison.Ordinal) ? await ReadPastRecentAsync(client) : line;
    }
}
