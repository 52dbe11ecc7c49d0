using Postroom.Store;
using Postroom.Store.Engine;
using Postroom.Testing;

namespace Postroom.Imap.Server.Tests;

/// <summary>An account is removed, disabled, or gets a new password while clients are logged in. The fixture fails on any fault that is logged.</summary>
public class DismissalTests
{
    [Fact]
    public async Task Sessions_of_a_removed_account_hear_bye_whatever_they_are_at_and_have_let_go_of_it()
    {
        await using ImapServerFixture server = await ImapServerFixture.StartInMemoryAsync();
        AccountId account = await server.AddAccountAsync("u1", "secret");
        await server.AddAccountAsync("u2", "secret");
        await using TestClient idle = await TestClient.LogInAsync(server);
        await using TestClient quiet = await TestClient.LogInAsync(server);
        await using TestClient halfway = await TestClient.LogInAsync(server);
        await using TestClient other = await TestClient.ConnectAsync(server);
        Assert.StartsWith("OK", await other.DoAsync("LOGIN u2 secret"), StringComparison.Ordinal);
        Assert.StartsWith("OK", await idle.DoAsync("SELECT INBOX"), StringComparison.Ordinal);
        await idle.SendAsync("a IDLE\r\n");
        Assert.StartsWith("+ ", await idle.ReadLineAsync(), StringComparison.Ordinal);
        await halfway.SendAsync("a APPEND INBOX {10}\r\n");
        Assert.StartsWith("+ ", await halfway.ReadLineAsync(), StringComparison.Ordinal);

        await server.Engine.Accounts.RemoveAsync(account, CancellationToken.None);
        await server.Server.EndSessionsAsync(account, SessionDismissal.Removed);
        await server.Store.DeleteAsync(account, CancellationToken.None);

        foreach (TestClient client in new[] { idle, quiet, halfway })
        {
            Assert.StartsWith("* BYE [CONTACTADMIN] ", await client.ReadLineAsync(), StringComparison.Ordinal);
            Assert.Equal("(closed)", await client.ReadLineAsync());
        }

        Assert.StartsWith("OK", await other.DoAsync("SELECT INBOX"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_proved_who_he_is_just_before_the_account_was_disabled_is_not_let_in()
    {
        await using ImapServerFixture server = await ImapServerFixture.StartInMemoryAsync();
        AccountId account = await server.AddAccountAsync("u1", "secret");
        AccountRecord record = server.Engine.Accounts.Find(account)!;
        await server.Engine.Accounts.SaveAsync(record with { IsDisabled = true }, CancellationToken.None);
        server.PreAuthenticated = account; // its proof is past: what is left of a login is the opening of the account

        await using Stream stream = await server.ConnectAsync(Testing.Transcripts.TranscriptDoor.PreAuthenticated, CancellationToken.None);
        using var reader = new StreamReader(stream);
        Assert.StartsWith("* BYE", await reader.ReadLineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ended_sessions_leave_their_seats()
    {
        await using ImapServerFixture server = await ImapServerFixture.StartInMemoryAsync(new() { MaxSessionsPerAccount = 1 });
        AccountId account = await server.AddAccountAsync("u1", "secret");
        await using TestClient first = await TestClient.LogInAsync(server);
        await server.Server.EndSessionsAsync(account, SessionDismissal.PasswordChanged);
        await using TestClient second = await TestClient.LogInAsync(server);
        Assert.StartsWith("* BYE [EXPIRED] ", await first.ReadLineAsync(), StringComparison.Ordinal);
    }
}
