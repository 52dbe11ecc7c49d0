using Postroom.Peers;

namespace Postroom.Server.Tests;

/// <summary>Logins, account commands and a reload on a disk that is full: who has the password is in, who has not is out, and accounts can be closed.</summary>
public sealed class FullDiskLoginTests(FullDiskServer server) : IClassFixture<FullDiskServer>
{
    [MountFact]
    public async Task On_a_full_disk_the_right_ones_get_in_accounts_can_be_closed_and_nothing_that_was_said_is_lost()
    {
        server.Fill();
        Assert.Equal("a OK", await LogInAsync("u0", "secret"));
        Assert.Equal("a OK", await LogInAsync("u0", server.Phone)); // whose last use cannot be noted, or only with the reserve
        Assert.Equal("a OK", await LogInAsync("u2", "secret")); // nor its verifier be made anew
        foreach (string name in (string[])["u0", "u2", "nobody"])
        {
            Assert.Equal("a NO [AUTHENTICATIONFAILED]", await LogInAsync(name, "wrong"));
        }

        ToolResult added = await server.RunAsync("secret\n", "account", "add", "u6");
        Assert.NotEqual(0, added.ExitCode);
        Assert.Contains("full", added.Error, StringComparison.Ordinal);
        await server.WhenLoggedAsync("full");
        Assert.Equal("a NO [AUTHENTICATIONFAILED]", await LogInAsync("u6", "secret"));

        (await server.RunAsync(null, "account", "disable", "u3")).MustSucceed();
        (await server.RunAsync("another wandering otter\n", "account", "password", "u4")).MustSucceed();
        (await server.RunAsync(null, "account", "app-password", "revoke", "u0", "lost")).MustSucceed();
        (await server.RunAsync(null, "account", "remove", "u5", "--yes")).MustSucceed();
        (await server.RunAsync(null, "reload")).MustSucceed();
        await AssertAsAskedForAsync();

        server.Empty();
        ToolResult later;
        do
        {
            later = await server.RunAsync("secret\n", "account", "add", "u6"); // the reserve comes first, and is tried again each second
        }
        while (later.Error.Contains("full", StringComparison.Ordinal));
        later.MustSucceed();
        Assert.Equal("a OK", await LogInAsync("u6", "secret"));
        await server.RestartAsync();
        Assert.Equal("a OK", await LogInAsync("u6", "secret"));
        await AssertAsAskedForAsync();
        Assert.DoesNotContain("SERVERBUG", server.Log, StringComparison.Ordinal);
    }

    private async Task AssertAsAskedForAsync()
    {
        Assert.Equal("a NO [AUTHENTICATIONFAILED]", await LogInAsync("u3", "secret"));
        Assert.Equal("a NO [AUTHENTICATIONFAILED]", await LogInAsync("u4", "secret"));
        Assert.Equal("a OK", await LogInAsync("u4", "another wandering otter"));
        Assert.Equal("a NO [AUTHENTICATIONFAILED]", await LogInAsync("u5", "secret"));
        Assert.Equal("a OK", await LogInAsync("u0", server.Phone));
        Assert.DoesNotContain("lost", (await server.RunAsync(null, "account", "app-password", "list", "u0")).MustSucceed().Output, StringComparison.Ordinal);
    }

    // What the answer begins with; who is in can look into its INBOX.
    private async Task<string> LogInAsync(string name, string password)
    {
        using RawLines client = await RawLines.ConnectAsync(server.Imap);
        string answer = await client.AskAsync($"a LOGIN {name} \"{password}\"", "a ");
        if (answer.StartsWith("a OK", StringComparison.Ordinal))
        {
            await client.SayAsync("b SELECT INBOX", "b OK");
            return "a OK";
        }

        return answer[..(answer.IndexOf(']', StringComparison.Ordinal) + 1)];
    }
}
