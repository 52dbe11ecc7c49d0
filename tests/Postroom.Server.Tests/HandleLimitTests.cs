using System.Globalization;
using System.Text;
using Postroom.Server.Tests.Hostile;

namespace Postroom.Server.Tests;

/// <summary>Files and sockets that the system lets a process have are shared out; whoever asks for one too many is told so, and nothing else suffers.</summary>
public sealed class HandleLimitTests(HandleLimitServer server) : IClassFixture<HandleLimitServer>
{
    [Theory]
    [InlineData(int.MaxValue, 20_000, 20_000, 500)]
    [InlineData(65_536, 20_000, 20_000, 500)] // packaging/systemd
    [InlineData(20_000, 20_000, 11_552, 341)]
    [InlineData(4096, 20_000, 1920, 80)]
    [InlineData(1024, 20_000, 384, 16)]
    [InlineData(1024, 10, 10, 31)]
    [InlineData(200, 20_000, 50, 2)]
    public void Clients_and_files_get_what_the_program_does_not_need(int limit, int wanted, int connections, int storages)
    {
        ProcessHandles handles = ProcessHandles.Of(limit, wanted);
        Assert.Equal((connections, storages), (handles.Connections, Math.Min(500, handles.Storages)));
        Assert.InRange((long)handles.Connections + handles.Files, 1, limit - Math.Min(256, limit / 2));
        Assert.Equal(connections < wanted, handles.Shortage is not null);
    }

    [UnixFact]
    public async Task More_clients_than_the_process_may_have_sockets_are_told_so_and_those_who_are_there_go_on()
    {
        int most = ProcessHandles.Of(HandleLimitServer.Limit, 20_000).Connections;
        await server.WhenLoggedAsync(string.Create(CultureInfo.InvariantCulture, $"lets this process have 400 files and sockets open: {most} clients may come, not 20000"));
        await using HostileClient first = await LogInAsync("u0");
        Assert.StartsWith("OK", await first.DoAsync("SELECT INBOX"), StringComparison.Ordinal);
        List<HostileClient> clients = [];
        for (int i = 1; i < most; i++)
        {
            clients.Add(await NextAsync());
        }

        for (int i = 0; i < 3; i++)
        {
            await using HostileClient another = await HostileClient.OpenAsync(server.Imap);
            Assert.Equal("* BYE [LIMIT] Too many connections", await another.ReadByeAsync());
        }

        // What was never used before needs files of its own, some of them the program's.
        foreach (string command in (string[])[
            "APPEND INBOX {24+}\r\nSubject: one\r\n\r\nText.\r\n", "FETCH 1 (ENVELOPE BODYSTRUCTURE PREVIEW BODY[])", "SEARCH CHARSET ISO-8859-2 TEXT text", "SEARCH RETURN (SAVE) TEXT Text",
            "CREATE two", "COPY 1 two", "STATUS two (MESSAGES)", "GETQUOTAROOT INBOX", "UID EXPUNGE 1", "NOOP"])
        {
            Assert.Matches("^(OK|BAD There is no such command)", await first.DoAsync(command));
        }

        await clients[0].DisposeAsync();
        await clients[1].DisposeAsync();
        await using (HostileClient friend = await LogInAsync("u1"))
        {
            Assert.StartsWith("OK", await friend.DoAsync("APPEND INBOX {24+}\r\nSubject: two\r\n\r\nText.\r\n"), StringComparison.Ordinal);
        }

        await EndAsync(clients);
        Assert.DoesNotContain(" error ", server.Log, StringComparison.Ordinal);
    }

    /// <summary>Each message of more than a mebibyte has a file on its way in.</summary>
    [UnixFact]
    public async Task A_command_that_needs_more_files_than_there_are_is_refused_and_nobody_else_is()
    {
        await using HostileClient other = await LogInAsync("u1");
        await using HostileClient client = await LogInAsync("u0");
        const int octets = (1 << 20) + 1;
        byte[] message = Encoding.Latin1.GetBytes("Subject: large\r\n\r\n".PadRight(octets, 'm'));
        await client.SendAsync("a APPEND INBOX");
        int taken = 0;
        while (true)
        {
            await client.SendAsync(string.Create(CultureInfo.InvariantCulture, $" {{{octets}}}\r\n"));
            string said = await client.ReadLineAsync();
            if (!said.StartsWith("+ ", StringComparison.Ordinal))
            {
                Assert.StartsWith("a NO [UNAVAILABLE]", said, StringComparison.Ordinal);
                break;
            }

            await client.SendAsync(message);
            Assert.InRange(++taken, 1, ProcessHandles.Of(HandleLimitServer.Limit, 20_000).Files);
            if (taken % 8 == 0)
            {
                Assert.StartsWith("OK", await other.DoAsync("APPEND INBOX {24+}\r\nSubject: two\r\n\r\nText.\r\n"), StringComparison.Ordinal);
                await using HostileClient third = await NextAsync();
            }
        }

        // Whether all of them have been closed again by now is not known.
        string answer;
        while ((answer = await client.AppendAsync("INBOX", "Subject: large\r\n\r\n", new string('m', 1024), 1200)).StartsWith("NO [UNAVAILABLE]", StringComparison.Ordinal))
        {
            Assert.StartsWith("OK", await other.DoAsync("NOOP"), StringComparison.Ordinal);
        }

        Assert.StartsWith("OK", answer, StringComparison.Ordinal);
        Assert.StartsWith("OK", await client.DoAsync("SELECT INBOX"), StringComparison.Ordinal);
        Assert.StartsWith("OK", await client.DoAsync("FETCH 1:* BODY.PEEK[]"), StringComparison.Ordinal);
        Assert.DoesNotContain(" error ", server.Log, StringComparison.Ordinal);
    }

    private async Task<HostileClient> LogInAsync(string account)
    {
        HostileClient client = await NextAsync();
        Assert.StartsWith("OK", await client.DoAsync($"LOGIN {account} secret"), StringComparison.Ordinal);
        return client;
    }

    // The place of one who has left is free a moment later.
    private async Task<HostileClient> NextAsync()
    {
        while (true)
        {
            HostileClient client = await HostileClient.OpenAsync(server.Imap);
            if ((await client.ReadLineAsync()).StartsWith("* OK", StringComparison.Ordinal))
            {
                return client;
            }

            await client.DisposeAsync();
        }
    }

    private static async Task EndAsync(List<HostileClient> clients)
    {
        foreach (HostileClient client in clients)
        {
            await client.DisposeAsync();
        }
    }
}
