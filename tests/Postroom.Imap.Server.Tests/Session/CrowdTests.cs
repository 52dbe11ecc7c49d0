using System.Globalization;
using Postroom.Testing;
using Postroom.Testing.Transcripts;

namespace Postroom.Imap.Server.Tests.Session;

/// <summary>A thousand sessions that wait on one mailbox: what happens is told to each of them, once and in order.</summary>
public sealed class CrowdTests
{
    private const int Sessions = 1000;
    private const int Messages = 5;

    /// <summary>Half of them by IDLE (RFC 2177 §3), half by NOTIFY without a command (RFC 5465 §5.2, §5.3).</summary>
    [Fact]
    public async Task All_who_wait_on_one_mailbox_are_told()
    {
        await using ImapServerFixture server = await ImapServerFixture.StartInMemoryAsync(new ImapServerOptions { MaxSessionsPerAccount = Sessions + 1 });
        server.PreAuthenticated = await server.AddAccountAsync("u1", "secret");
        var crowd = new TestClient[Sessions];
        for (int i = 0; i < Sessions; i++)
        {
            crowd[i] = await TestClient.ConnectAsync(server, TranscriptDoor.PreAuthenticated);
            Assert.StartsWith("OK", await crowd[i].DoAsync("SELECT INBOX"), StringComparison.Ordinal);
            if (i % 2 == 0)
            {
                await crowd[i].SendAsync("i IDLE\r\n");
                Assert.StartsWith("+", await crowd[i].ReadLineAsync(), StringComparison.Ordinal);
            }
            else
            {
                Assert.StartsWith("OK", await crowd[i].DoAsync("NOTIFY SET (selected (MessageNew MessageExpunge))"), StringComparison.Ordinal);
            }
        }

        await using TestClient writer = await TestClient.ConnectAsync(server, TranscriptDoor.PreAuthenticated);
        Assert.StartsWith("OK", await writer.DoAsync("SELECT INBOX"), StringComparison.Ordinal);
        for (int i = 1; i <= Messages; i++)
        {
            Assert.StartsWith("OK", await writer.AppendAsync("Subject: news\r\n\r\nx"), StringComparison.Ordinal);
        }

        await Task.WhenAll(crowd.Select(HearMessagesAsync));
        Assert.StartsWith("OK", await writer.DoAsync("STORE 2 +FLAGS.SILENT (\\Deleted)"), StringComparison.Ordinal);
        Assert.StartsWith("OK", await writer.DoAsync("EXPUNGE"), StringComparison.Ordinal);
        await Task.WhenAll(crowd.Select(HearExpungeAsync));
        foreach (TestClient one in crowd)
        {
            await one.DisposeAsync();
        }
    }

    private static async Task HearMessagesAsync(TestClient client)
    {
        for (int known = 0; known < Messages;)
        {
            string[] words = (await client.ReadLineAsync()).Split(' ');
            if (words is ["*", var count, "EXISTS"])
            {
                int exists = int.Parse(count, CultureInfo.InvariantCulture);
                Assert.InRange(exists, known + 1, Messages);
                known = exists;
            }
        }
    }

    private static async Task HearExpungeAsync(TestClient client)
    {
        string line;
        do
        {
            line = await client.ReadLineAsync();
            Assert.DoesNotContain("EXISTS", line, StringComparison.Ordinal);
        }
        while (!line.EndsWith("EXPUNGE", StringComparison.Ordinal));
        Assert.Equal("* 2 EXPUNGE", line);
    }
}
