using Postroom.Store;
using Postroom.Testing;

namespace Postroom.Imap.Server.Tests;

/// <summary>UNAUTHENTICATE (RFC 8437): what a transcript cannot see of it.</summary>
public class UnauthenticateTests
{
    [Fact]
    public async Task The_seat_is_free_and_another_client_gets_it()
    {
        await using ImapServerFixture server = await ImapServerFixture.StartInMemoryAsync(new() { MaxSessionsPerAccount = 1 });
        await server.AddAccountAsync("u1", "secret");
        await using TestClient first = await TestClient.LogInAsync(server);
        await using TestClient second = await TestClient.ConnectAsync(server);
        Assert.StartsWith("NO [LIMIT]", await second.DoAsync("LOGIN u1 secret"), StringComparison.Ordinal);
        Assert.StartsWith("OK [CAPABILITY IMAP4rev1 ", await first.DoAsync("UNAUTHENTICATE"), StringComparison.Ordinal);
        Assert.StartsWith("OK", await second.DoAsync("LOGIN u1 secret"), StringComparison.Ordinal);
        Assert.StartsWith("NO [LIMIT]", await first.DoAsync("LOGIN u1 secret"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Message_numbers_are_taken_again()
    {
        (ImapServerFixture server, TestClient client) = await TestClient.StartAsync(messages: 1);
        await using (server)
        await using (client)
        {
            Assert.StartsWith("OK", await client.DoAsync("ENABLE UIDONLY"), StringComparison.Ordinal);
            Assert.StartsWith("BAD [UIDREQUIRED]", await client.DoAsync("FETCH 1 FLAGS"), StringComparison.Ordinal);
            Assert.StartsWith("OK", await client.DoAsync("UNAUTHENTICATE"), StringComparison.Ordinal);
            Assert.StartsWith("OK", await client.DoAsync("LOGIN u1 secret"), StringComparison.Ordinal);
            Assert.StartsWith("OK", await client.DoAsync("SELECT INBOX"), StringComparison.Ordinal);
            Assert.StartsWith("OK", await client.DoAsync("FETCH 1 FLAGS"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Who_ends_the_sessions_of_the_account_does_not_mean_it_any_more()
    {
        await using ImapServerFixture server = await ImapServerFixture.StartInMemoryAsync();
        AccountId account = await server.AddAccountAsync("u1", "secret");
        await server.AddAccountAsync("u2", "secret");
        await using TestClient client = await TestClient.LogInAsync(server);
        Assert.StartsWith("OK", await client.DoAsync("SELECT INBOX"), StringComparison.Ordinal);
        Assert.StartsWith("OK", await client.DoAsync("UNAUTHENTICATE"), StringComparison.Ordinal);
        await server.Server.EndSessionsAsync(account, SessionDismissal.Removed);
        await server.Engine.Accounts.RemoveAsync(account, CancellationToken.None);
        await server.Store.DeleteAsync(account, CancellationToken.None); // nobody has it open
        Assert.StartsWith("OK", await client.DoAsync("LOGIN u2 secret"), StringComparison.Ordinal);
        Assert.StartsWith("OK", await client.DoAsync("SELECT INBOX"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_limits_of_strangers_hold_again()
    {
        await using ImapServerFixture server = await ImapServerFixture.StartInMemoryAsync();
        await server.AddAccountAsync("u1", "secret");
        await using TestClient client = await TestClient.LogInAsync(server);
        Assert.StartsWith("OK", await client.DoAsync("UNAUTHENTICATE"), StringComparison.Ordinal);
        await client.SendAsync("a LOGIN " + new string('x', 9000) + "\r\n");
        Assert.StartsWith("* BYE", await client.ReadLineAsync(), StringComparison.Ordinal);
        Assert.Equal("(closed)", await client.ReadLineAsync());
    }

    [Fact]
    public async Task Who_does_not_log_in_again_within_a_minute_hears_bye()
    {
        await using ImapServerFixture server = await ImapServerFixture.StartInMemoryAsync();
        await server.AddAccountAsync("u1", "secret");
        await using TestClient client = await TestClient.LogInAsync(server);
        server.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.StartsWith("OK", await client.DoAsync("UNAUTHENTICATE"), StringComparison.Ordinal);
        server.Time.Advance(TimeSpan.FromSeconds(58));
        Assert.StartsWith("OK", await client.DoAsync("NOOP"), StringComparison.Ordinal);
        server.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.StartsWith("* BYE", await client.ReadLineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failed_logins_of_the_connection_go_on_counting()
    {
        await using ImapServerFixture server = await ImapServerFixture.StartInMemoryAsync();
        await server.AddAccountAsync("u1", "secret");
        await using TestClient client = await TestClient.ConnectAsync(server);
        for (int i = 0; i < 3; i++)
        {
            Assert.StartsWith("NO [AUTHENTICATIONFAILED]", await client.DoAsync("LOGIN u1 wrong"), StringComparison.Ordinal);
            if (i < 2)
            {
                Assert.StartsWith("OK", await client.DoAsync("LOGIN u1 secret"), StringComparison.Ordinal);
                Assert.StartsWith("OK", await client.DoAsync("UNAUTHENTICATE"), StringComparison.Ordinal);
            }
        }

        Assert.StartsWith("* BYE", await client.ReadLineAsync(), StringComparison.Ordinal);
    }
}
