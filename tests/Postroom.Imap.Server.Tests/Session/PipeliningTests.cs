using System.Text;
using Postroom.Testing;

namespace Postroom.Imap.Server.Tests;

public class PipeliningTests
{
    [Fact]
    public async Task A_client_that_pipelines_10000_fetches_and_reads_only_afterwards_is_served()
    {
        (ImapServerFixture server, TestClient client) = await TestClient.StartAsync(messages: 3);
        await using (server)
        await using (client)
        {
            var commands = new StringBuilder();
            for (int i = 0; i < 10_000; i++)
            {
                commands.Append(System.Globalization.CultureInfo.InvariantCulture, $"p{i} FETCH 1:3 (UID FLAGS)\r\n");
            }

            await client.SendAsync(commands.ToString()).WaitAsync(TimeSpan.FromSeconds(60));
            for (int i = 0; i < 10_000; i++)
            {
                Assert.StartsWith("OK", await client.ReadAnswerAsync($"p{i}"), StringComparison.Ordinal);
                Assert.Equal(3, client.Untagged.Count);
            }
        }
    }

    /// <summary>The command that answers and the reader that is about to wait once left it to each other to send the answer.</summary>
    [Fact]
    public async Task Each_of_20000_answers_leaves_though_the_reader_goes_to_rest_at_that_moment()
    {
        (ImapServerFixture server, TestClient client) = await TestClient.StartAsync(messages: 1);
        await using (server)
        await using (client)
        {
            await using Stream stream = await server.ConnectOverTcpAsync();
            using var reader = new StreamReader(stream);
            await reader.ReadLineAsync();
            await AskAsync("a LOGIN u1 secret");
            await AskAsync("a SELECT INBOX");
            for (int i = 0; i < 20_000; i++)
            {
                await AskAsync("a FETCH 1 FLAGS");
            }

            async Task AskAsync(string command)
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes(command + "\r\n"));
                string? line = "*";
                while (line?[0] == '*')
                {
                    line = await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30));
                }

                Assert.StartsWith("a OK", line, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task What_is_pipelined_behind_login_is_read_after_it()
    {
        await using ImapServerFixture server = await ImapServerFixture.StartInMemoryAsync();
        await server.AddAccountAsync("u1", "secret");
        await using TestClient client = await TestClient.ConnectAsync(server);
        await client.SendAsync("a LOGIN u1 secret\r\nb SELECT INBOX\r\nc FETCH 1 FLAGS\r\nd LOGOUT\r\ne NOOP\r\n");
        Assert.StartsWith("OK", await client.ReadAnswerAsync("a"), StringComparison.Ordinal);
        Assert.StartsWith("OK [READ-WRITE]", await client.ReadAnswerAsync("b"), StringComparison.Ordinal);
        Assert.StartsWith("BAD", await client.ReadAnswerAsync("c"), StringComparison.Ordinal);
        Assert.StartsWith("OK", await client.ReadAnswerAsync("d"), StringComparison.Ordinal);
        Assert.Equal("(closed)", await client.ReadLineAsync());
    }

    [Fact]
    public async Task Idle_and_done_may_come_in_one_packet()
    {
        (ImapServerFixture server, TestClient client) = await TestClient.StartAsync(messages: 1);
        await using (server)
        await using (client)
        {
            await client.SendAsync("a IDLE\r\nDONE\r\nb NOOP\r\n");
            Assert.StartsWith("OK", await client.ReadAnswerAsync("a"), StringComparison.Ordinal);
            Assert.StartsWith("OK", await client.ReadAnswerAsync("b"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Numbers_mean_what_they_meant_when_they_were_sent()
    {
        (ImapServerFixture server, TestClient client) = await TestClient.StartAsync(messages: 3);
        await using (server)
        await using (client)
        {
            // EXPUNGE would move 3 to 2: it is told only when no command that was read names a number (INVARIANTS 8).
            await client.SendAsync("a STORE 1 +FLAGS.SILENT (\\Deleted)\r\nb EXPUNGE\r\nc FETCH 3 UID\r\n");
            Assert.StartsWith("OK", await client.ReadAnswerAsync("a"), StringComparison.Ordinal);
            Assert.StartsWith("OK", await client.ReadAnswerAsync("b"), StringComparison.Ordinal);
            bool heldBack = !client.Untagged.Contains("* 1 EXPUNGE");
            string answer = await client.ReadAnswerAsync("c");
            if (heldBack)
            {
                Assert.Equal(["* 3 FETCH (UID 3)"], client.Untagged);
                Assert.StartsWith("OK", await client.DoAsync("NOOP"), StringComparison.Ordinal);
                Assert.Contains("* 1 EXPUNGE", client.Untagged);
            }
            else
            {
                Assert.StartsWith("BAD", answer, StringComparison.Ordinal); // the EXPUNGE was over before the FETCH was read
            }
        }
    }

    [Fact]
    public async Task A_client_that_has_closed_its_side_still_reads_its_answers()
    {
        (ImapServerFixture server, TestClient client) = await TestClient.StartAsync(messages: 1);
        await using (server)
        await using (client)
        {
            await client.SendAsync("a FETCH 1 UID\r\nb LOGOUT\r\n");
            Assert.StartsWith("OK", await client.ReadAnswerAsync("a"), StringComparison.Ordinal);
            Assert.StartsWith("OK", await client.ReadAnswerAsync("b"), StringComparison.Ordinal);
        }
    }
}
