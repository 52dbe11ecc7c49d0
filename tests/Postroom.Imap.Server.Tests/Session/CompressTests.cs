using Postroom.Store;
using Postroom.Testing;
using Postroom.Testing.Transcripts;

namespace Postroom.Imap.Server.Tests;

/// <summary>COMPRESS=DEFLATE (RFC 4978) with everything that goes through it.</summary>
public class CompressTests
{
    [Theory]
    [InlineData(TranscriptDoor.Plain)]
    [InlineData(TranscriptDoor.Tls)]
    public async Task A_session_goes_on_compressed(TranscriptDoor door)
    {
        await using ImapServerFixture server = await ImapServerFixture.StartInMemoryAsync();
        await server.AddAccountAsync("u1", "secret");
        await using TestClient client = await TestClient.ConnectAsync(server, door);
        Assert.StartsWith("OK", await client.DoAsync("LOGIN u1 secret"), StringComparison.Ordinal);
        await client.CompressAsync();
        Assert.StartsWith("OK", await client.DoAsync("CAPABILITY"), StringComparison.Ordinal);
        Assert.DoesNotContain("COMPRESS", client.Untagged[0], StringComparison.Ordinal);
        Assert.StartsWith("OK", await client.AppendAsync("Subject: x\r\n\r\n" + new string('y', 100_000) + "\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("OK", await client.DoAsync("SELECT INBOX"), StringComparison.Ordinal);
        for (int i = 0; i < 20; i++)
        {
            Assert.StartsWith("OK", await client.DoAsync("FETCH 1 BODY.PEEK[TEXT]"), StringComparison.Ordinal);
            Assert.Equal(100_000, client.Untagged[1].Length);
        }

        Assert.StartsWith("BAD [COMPRESSIONACTIVE]", await client.DoAsync("COMPRESS DEFLATE"), StringComparison.Ordinal);
        Assert.StartsWith("BAD", await client.DoAsync("STARTTLS"), StringComparison.Ordinal);
        await client.SendAsync("p1 NOOP\r\np2 NOOP\r\np3 LOGOUT\r\n");
        Assert.StartsWith("OK", await client.ReadAnswerAsync("p2"), StringComparison.Ordinal);
        Assert.StartsWith("OK", await client.ReadAnswerAsync("p3"), StringComparison.Ordinal);
        Assert.Equal("(closed)", await client.ReadLineAsync());
    }

    [Fact]
    public async Task Large_messages_and_changes_that_are_told_while_it_waits_come_over_a_socket()
    {
        await using ImapServerFixture server = await ImapServerFixture.StartInMemoryAsync();
        await server.AddAccountAsync("u1", "secret");
        await using TestClient client = await TestClient.OverAsync(await server.ConnectOverTcpAsync());
        Assert.StartsWith("OK", await client.DoAsync("LOGIN u1 secret"), StringComparison.Ordinal);
        await client.CompressAsync();
        string text = string.Concat(Enumerable.Range(0, 20_000).Select(static n => $"line {n * 7919}\r\n"));
        Assert.StartsWith("OK", await client.AppendAsync("Subject: x\r\n\r\n" + text), StringComparison.Ordinal);
        Assert.StartsWith("OK", await client.DoAsync("SELECT INBOX"), StringComparison.Ordinal);
        Assert.StartsWith("OK", await client.DoAsync("FETCH 1 BODY.PEEK[TEXT]"), StringComparison.Ordinal);
        Assert.Equal(text, string.Concat(client.Untagged.Skip(1).SkipLast(1).Select(static line => line + "\r\n")));

        await client.SendAsync("i IDLE\r\n");
        Assert.StartsWith("+ ", await client.ReadLineAsync(), StringComparison.Ordinal);
        await using TestClient other = await TestClient.LogInAsync(server);
        Assert.StartsWith("OK", await other.AppendAsync("Subject: y\r\n\r\n"), StringComparison.Ordinal);
        Assert.Equal("* 2 EXISTS", await client.ReadLineAsync());
    }

    /// <summary>RFC 4978 §3: "the client MUST NOT send any further commands until it has seen the result". One that does is understood as it would be had it come later.</summary>
    [Fact]
    public async Task A_client_that_does_not_wait_for_the_answer_is_read_as_compressed()
    {
        await using ImapServerFixture server = await ImapServerFixture.StartInMemoryAsync();
        await server.AddAccountAsync("u1", "secret");
        await using TestClient client = await TestClient.LogInAsync(server);
        await client.CompressWithoutWaitingAsync("d NOOP\r\ne NOOP\r\n");
        Assert.StartsWith("OK", await client.ReadAnswerAsync("d"), StringComparison.Ordinal);
        Assert.StartsWith("OK", await client.ReadAnswerAsync("e"), StringComparison.Ordinal);
        Assert.StartsWith("OK", await client.DoAsync("NOOP"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_more_than_so_many_are_compressed_and_who_goes_back_makes_room()
    {
        await using ImapServerFixture server = await ImapServerFixture.StartInMemoryAsync(new() { MaxCompressedSessions = 1 });
        await server.AddAccountAsync("u1", "secret");
        await using TestClient first = await TestClient.LogInAsync(server);
        await using TestClient second = await TestClient.LogInAsync(server);
        await first.CompressAsync();
        Assert.StartsWith("NO [LIMIT]", await second.DoAsync("COMPRESS DEFLATE"), StringComparison.Ordinal);
        Assert.StartsWith("OK", await second.DoAsync("NOOP"), StringComparison.Ordinal);
        Assert.StartsWith("OK", await first.DoAsync("UNAUTHENTICATE"), StringComparison.Ordinal);
        first.EndCompression();
        Assert.StartsWith("OK", await first.DoAsync("LOGIN u1 secret"), StringComparison.Ordinal);
        await second.CompressAsync();
        Assert.StartsWith("OK", await second.DoAsync("NOOP"), StringComparison.Ordinal);
        Assert.StartsWith("NO [LIMIT]", await first.DoAsync("COMPRESS DEFLATE"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_that_ends_leaves_its_seat()
    {
        await using ImapServerFixture server = await ImapServerFixture.StartInMemoryAsync(new() { MaxCompressedSessions = 1 });
        AccountId account = await server.AddAccountAsync("u1", "secret");
        await using TestClient first = await TestClient.LogInAsync(server);
        await first.CompressAsync();
        await server.Server.EndSessionsAsync(account, SessionDismissal.PasswordChanged);
        Assert.StartsWith("* BYE", await first.ReadLineAsync(), StringComparison.Ordinal);
        await server.WhenSessionsEndedAsync();
        await using TestClient second = await TestClient.LogInAsync(server);
        await second.CompressAsync();
    }

    [Fact]
    public async Task Little_that_becomes_much_meets_the_same_limits()
    {
        await using ImapServerFixture server = await ImapServerFixture.StartInMemoryAsync();
        await server.AddAccountAsync("u1", "secret");
        await using TestClient client = await TestClient.LogInAsync(server);
        await client.CompressAsync();
        await client.SendAsync("a NOOP " + new string('x', 100_000) + "\r\n");
        Assert.StartsWith("BAD [LIMIT]", await client.ReadAnswerAsync("a"), StringComparison.Ordinal);
        await client.SendAsync("b NOOP " + new string('x', 3_000_000));
        Assert.StartsWith("BAD [LIMIT]", await client.ReadAnswerAsync("b"), StringComparison.Ordinal);
        Assert.StartsWith("* BYE", await client.ReadLineAsync(), StringComparison.Ordinal);
    }
}
