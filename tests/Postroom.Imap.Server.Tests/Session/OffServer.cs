using System.Text;
using Postroom.Store;
using Postroom.Store.Engine;
using Postroom.Testing;
using Postroom.Testing.Transcripts;

namespace Postroom.Imap.Server.Tests.Session;

/// <summary>A server with some extensions switched off, of which every trial gets a connection and an INBOX of its own.</summary>
internal sealed class OffServer(ImapServerFixture server) : IAsyncDisposable
{
    private int _accounts;

    /// <summary>With a limit, without which MESSAGELIMIT is not announced.</summary>
    public static ImapServerOptions Options(IReadOnlySet<string> off) => new() { DisabledExtensions = off, MessageLimit = 1000 };

    public static async Task<OffServer> StartAsync(IReadOnlySet<string> off)
    {
        ImapServerFixture server = await ImapServerFixture.StartInMemoryAsync(Options(off));
        await server.AddAccountAsync("u1", "secret");
        return new(server);
    }

    /// <summary>What is announced to strangers and to those who are logged in, without values.</summary>
    public async Task<HashSet<string>> CapabilitiesAsync()
    {
        HashSet<string> announced = [];
        foreach (bool isLoggedIn in new[] { false, true })
        {
            await using TestClient client = await ConnectAsync(isLoggedIn);
            (await client.DoAsync("CAPABILITY")).ShouldStart("OK");
            string[] words = client.Untagged.Single(static line => line.StartsWith("* CAPABILITY ", StringComparison.Ordinal)).Split(' ')[2..];
            announced.UnionWith(words.Select(static word => word is "STATUS=SIZE" or "COMPRESS=DEFLATE" or "UTF8=ACCEPT" ? word : word.Split('=')[0]));
        }

        return announced;
    }

    /// <summary>What comes of a trial, up to its tagged answer ("t") or the end.</summary>
    public async Task<string> AnswerAsync(Trial trial)
    {
        await using TestClient client = await ConnectAsync(isLoggedIn: !trial.BeforeLogin);
        var said = new StringBuilder();
        string command = trial.Command;
        if (command.StartsWith("ENABLE ", StringComparison.Ordinal) && command.IndexOf("\r\n", StringComparison.Ordinal) is > 0 and var end)
        {
            await client.DoAsync(command[..end]);
            command = command[(end + 2)..];
        }

        await client.SendAsync($"t {command}\r\n");
        string line;
        do
        {
            line = await client.ReadLineAsync();
            said.Append('\n').Append(line);
        }
        while (!line.StartsWith("t ", StringComparison.Ordinal) && line != "(closed)");
        return said.ToString();
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private async Task<TestClient> ConnectAsync(bool isLoggedIn)
    {
        if (!isLoggedIn)
        {
            return await TestClient.ConnectAsync(server);
        }

        server.PreAuthenticated = AccountId.New();
        var owner = new AccountRecord { Id = server.PreAuthenticated, Name = $"owner{++_accounts}" };
        Assert.True(await server.Engine.Accounts.SaveAsync(owner, CancellationToken.None));
        TestClient client = await TestClient.ConnectAsync(server, TranscriptDoor.PreAuthenticated);
        for (int i = 1; i <= 3; i++)
        {
            (await client.DoAsync("APPEND INBOX {21}\r\nSubject: x\r\n\r\nhello\r\n")).ShouldStart("OK");
        }

        (await client.DoAsync("SELECT INBOX")).ShouldStart("OK");
        return client;
    }
}
