using Postroom.Testing;

namespace Postroom.Imap.Server.Tests;

/// <summary>What clients have sent in part counts among all of them: docs/limits.md.</summary>
public sealed class UnfinishedInputTests
{
    // Beyond 20 KiB a line never comes in one read: a connection's buffer begins with 4 KiB and then has 16.
    private const int InPieces = 30_000;

    [Fact]
    public async Task Lines_that_stop_halfway_in_all_sessions_have_a_limit_and_short_ones_always_come_through()
    {
        await using ImapServerFixture server = await ImapServerFixture.StartInMemoryAsync(new() { MaxCommandOctetsOfAll = 50_000 });
        await server.AddAccountAsync("u1", "secret");
        await using TestClient hoarder = await TestClient.LogInAsync(server);
        await using TestClient other = await TestClient.LogInAsync(server);
        foreach (TestClient client in (TestClient[])[hoarder, other])
        {
            Assert.StartsWith("OK", await client.DoAsync("SELECT INBOX"), StringComparison.Ordinal);
        }

        await hoarder.SendAsync($"a SEARCH SUBJECT {new string('x', InPieces)} SUBJECT {{3}}\r\n"); // half a command: a literal belongs to it
        Assert.StartsWith("+ ", await hoarder.ReadLineAsync(), StringComparison.Ordinal);

        Assert.StartsWith("BAD [LIMIT]", await other.DoAsync($"SEARCH SUBJECT {new string('x', InPieces)}"), StringComparison.Ordinal);
        await other.SendAsync($"a SEARCH SUBJECT {new string('x', InPieces)} SUBJECT {{3}}\r\n");
        Assert.StartsWith("BAD [LIMIT]", await other.ReadAnswerAsync("a"), StringComparison.Ordinal);
        Assert.StartsWith("OK", await other.DoAsync($"SEARCH SUBJECT {new string('x', 8_000)}"), StringComparison.Ordinal);

        await hoarder.SendAsync("abc\r\n");
        Assert.StartsWith("OK", await hoarder.ReadAnswerAsync("a"), StringComparison.Ordinal);
        Assert.StartsWith("OK", await hoarder.DoAsync("SELECT INBOX"), StringComparison.Ordinal); // runs alone: the search is over
        Assert.StartsWith("OK", await other.DoAsync($"SEARCH SUBJECT {new string('x', InPieces)}"), StringComparison.Ordinal);

        // Nor does one that leaves in the middle keep anything.
        await hoarder.SendAsync($"b SEARCH SUBJECT {new string('x', InPieces)} SUBJECT {{3}}\r\n");
        Assert.StartsWith("+ ", await hoarder.ReadLineAsync(), StringComparison.Ordinal);
        Assert.StartsWith("OK", await other.DoAsync("LOGOUT"), StringComparison.Ordinal);
        await hoarder.DisposeAsync();
        await server.WhenSessionsEndedAsync();
        Assert.Equal(0, server.Server.CommandOctets.Held);
    }

    /// <summary>Tickets and tokens stand there; nothing else before login may be so long.</summary>
    [Fact]
    public async Task Lines_of_authenticate_may_be_longer_than_others_before_login()
    {
        const int most = 64 << 10;
        await using ImapServerFixture server = await ImapServerFixture.StartInMemoryAsync();
        await using TestClient client = await TestClient.ConnectAsync(server);
        string first = "a AUTHENTICATE PLAIN ";
        await client.SendAsync(first.PadRight(most, 'A') + "\r\n");
        Assert.StartsWith("BAD", await client.ReadAnswerAsync("a"), StringComparison.Ordinal); // NULs without end are no name and password
        await AskAsync(client);
        await client.SendAsync(new string('A', most) + "\r\n");
        Assert.StartsWith("BAD", await client.ReadAnswerAsync("b"), StringComparison.Ordinal);

        await AskAsync(client);
        await IsByeAsync(client, new string('A', most + 1) + "\r\n");
        await using (TestClient beyond = await TestClient.ConnectAsync(server))
        {
            await IsByeAsync(beyond, first.PadRight(most + 1, 'A') + "\r\n");
        }

        foreach (string command in (string[])["a LOGIN AUTHENTICATE ", "a NOOP ", "AUTHENTICATE PLAIN ", "a AUTHENTICATE", "* AUTHENTICATE PLAIN "])
        {
            await using TestClient stranger = await TestClient.ConnectAsync(server);
            await IsByeAsync(stranger, command.PadRight((8 << 10) + 1, 'A') + "\r\n");
        }

        await server.WhenSessionsEndedAsync();
        Assert.Equal(0, server.Server.LoginOctets.Held);
    }

    [Fact]
    public async Task What_all_strangers_have_sent_of_them_has_a_limit_and_what_fits_other_commands_always_comes_through()
    {
        await using ImapServerFixture server = await ImapServerFixture.StartInMemoryAsync(new() { MaxLoginOctetsOfAll = 20_000 });
        await server.AddAccountAsync("u1", "secret");
        await using TestClient first = await TestClient.ConnectAsync(server);
        await IsByeAsync(first, "a AUTHENTICATE PLAIN ".PadRight(60_000, 'A') + "\r\n");
        await using TestClient second = await TestClient.ConnectAsync(server);
        await AskAsync(second);
        await IsByeAsync(second, new string('A', 60_000) + "\r\n");

        await using TestClient third = await TestClient.ConnectAsync(server);
        await AskAsync(third);
        await third.SendAsync(new string('A', 8 << 10) + "\r\n");
        Assert.StartsWith("BAD", await third.ReadAnswerAsync("b"), StringComparison.Ordinal);

        // Who has logged in is not held to it.
        Assert.StartsWith("OK", await third.DoAsync("LOGIN u1 secret"), StringComparison.Ordinal);
        Assert.StartsWith("OK", await third.DoAsync("SELECT INBOX"), StringComparison.Ordinal);
        Assert.StartsWith("OK", await third.DoAsync($"SEARCH SUBJECT {new string('x', 60_000)}"), StringComparison.Ordinal);
        Assert.Equal(0, server.Server.LoginOctets.Held);
    }

    // It hears so as soon as the line is too long, and the connection is closed while the rest is on its way.
    private static async Task IsByeAsync(TestClient client, string line)
    {
        Task sent = client.SendAsync(line);
        Assert.StartsWith("* BYE", await client.ReadLineAsync(), StringComparison.Ordinal);
        await sent.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static async Task AskAsync(TestClient client)
    {
        await client.SendAsync("b AUTHENTICATE PLAIN\r\n");
        Assert.StartsWith("+ ", await client.ReadLineAsync(), StringComparison.Ordinal);
    }
}
