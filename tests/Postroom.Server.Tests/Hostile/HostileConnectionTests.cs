using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace Postroom.Server.Tests.Hostile;

/// <summary>Connections that cost much and want nothing.</summary>
[Collection(HostileCollection.Name)]
public sealed class HostileConnectionTests(HostileServer server)
{
    private const int OfAnAddress = 100; // Imap:MaxConnectionsPerAddress

    [Fact]
    public Task A_compress_bomb_as_a_line() => server.EndureAsync(async () =>
    {
        var bomb = new Bomb();
        await using HostileClient client = await HostileClient.LogInAsync(server.Imap);
        await client.CompressAsync();
        await client.SendAsync(bomb.Of("a NOOP "));
        (byte[] first, byte[] again) = bomb.Many("x", 16 << 20);
        Assert.InRange(again.Length, 1, 200_000);
        await client.SendAsync(first);
        Task<string> answer = client.ReadAnswerAsync("a");
        await client.FloodAsync(again, 255); // 4 GiB in all
        Assert.StartsWith("BAD [LIMIT]", await answer, StringComparison.Ordinal);
        await client.ReadByeAsync();
    });

    [Fact]
    public Task A_compress_bomb_as_a_literal() => server.EndureAsync(async () =>
    {
        var bomb = new Bomb();
        await using HostileClient client = await HostileClient.SelectAsync(server.Imap);
        await client.CompressAsync();
        await client.SendAsync(bomb.Of("a SEARCH SUBJECT {4294967296+}\r\n"));
        (byte[] first, byte[] again) = bomb.Many("x", 16 << 20);
        await client.SendAsync(first);
        Task<string> answer = client.ReadAnswerAsync("a");
        await client.FloodAsync(again, 255);
        Assert.StartsWith("NO [TOOBIG]", await answer, StringComparison.Ordinal);
        await client.ReadByeAsync();
    });

    /// <summary>A message of the largest size is taken, one octet more is not, however few octets they came in.</summary>
    [Fact]
    public Task A_compress_bomb_as_messages() => server.EndureAsync(async () =>
    {
        var bomb = new Bomb();
        await using HostileClient client = await HostileClient.LogInAsync(server.Imap);
        Assert.StartsWith("OK", await client.DoAsync("CREATE bombs"), StringComparison.Ordinal);
        await client.CompressAsync();
        await client.SendAsync(bomb.Of($"a APPEND bombs {{{100 << 20}+}}\r\n"));
        (byte[] first, byte[] again) = bomb.Many("x", 10 << 20);
        for (int i = 0; i < 10; i++)
        {
            await client.SendAsync(i == 0 ? first : again);
            await server.BystanderIsServedAsync();
        }

        await client.SendAsync(bomb.Of("\r\n"));
        Assert.StartsWith("OK", await client.ReadAnswerAsync("a"), StringComparison.Ordinal);
        await client.SendAsync(bomb.Of("b DELETE bombs\r\n"));
        Assert.StartsWith("OK", await client.ReadAnswerAsync("b"), StringComparison.Ordinal);
        await client.SendAsync(bomb.Of($"c APPEND INBOX {{{(100 << 20) + 1}+}}\r\n"));
        Assert.StartsWith("NO [TOOBIG]", await client.ReadAnswerAsync("c"), StringComparison.Ordinal);
        await client.ReadByeAsync();
    });

    [Fact]
    public Task A_compress_bomb_of_commands_whose_answers_nobody_takes() => server.EndureAsync(async () =>
    {
        var bomb = new Bomb();
        await using HostileClient client = await HostileClient.SelectAsync(server.Imap);
        await client.CompressAsync();
        (byte[] first, byte[] again) = bomb.Many("a FETCH 1 (FLAGS UID ENVELOPE BODYSTRUCTURE)\r\n", 100_000);
        await client.SendAsync(first);
        Task<bool> flood = client.FloodAsync(again, 20_000); // hundreds of megabytes: no socket has room for them
        await server.BystanderIsServedAsync();
        await server.BystanderIsServedAsync();
        await client.DisposeAsync();
        Assert.False(await flood);
    });

    [Fact]
    public Task A_client_that_reads_one_octet_at_a_time() => server.EndureAsync(async () =>
    {
        await using HostileClient filler = await HostileClient.LogInAsync(server.Imap);
        Assert.StartsWith("OK", await filler.DoAsync("CREATE slow"), StringComparison.Ordinal);
        for (int i = 0; i < 4; i++)
        {
            Assert.StartsWith("OK", await filler.AppendAsync("slow", "Subject: x\r\n\r\n", new string('s', 998) + "\r\n", 9000), StringComparison.Ordinal);
        }

        List<HostileClient> clients = [];
        for (int i = 0; i < 40; i++)
        {
            clients.Add(await HostileClient.SelectAsync(server.Imap, "slow"));
            await clients[i].SendAsync(string.Concat(Enumerable.Repeat("b FETCH 1:* (BODY.PEEK[] ENVELOPE BODYSTRUCTURE)\r\n", 50)));
        }

        for (int round = 0; round < 50; round++)
        {
            foreach (HostileClient client in clients)
            {
                Assert.True(await client.ReadOctetAsync());
            }

            await server.BystanderIsServedAsync();
        }

        foreach (HostileClient client in clients)
        {
            await client.DisposeAsync();
        }

        Assert.StartsWith("OK", await filler.DoAsync("DELETE slow"), StringComparison.Ordinal);
    });

    /// <summary>From twenty addresses, each with as many as it may have; one more of each is told so.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("half a command ")]
    public Task Two_thousand_connections_that_say_nothing(string said) => server.EndureAsync(async () =>
    {
        byte[] begun = Encoding.Latin1.GetBytes(said.Length == 0 ? "" : string.Concat(Enumerable.Repeat(said, 8000 / said.Length)));
        List<HostileClient> clients = [];
        for (int address = 1; address <= 20; address++)
        {
            var from = new IPAddress([127, 0, (byte)(1 + said.Length), (byte)address]);
            for (int i = 0; i < OfAnAddress; i++)
            {
                HostileClient client = await HostileClient.ConnectAsync(server.Imap, from);
                clients.Add(client);
                await client.SendAsync(begun);
            }

            await using HostileClient another = await HostileClient.OpenAsync(server.Imap, from);
            Assert.StartsWith("* BYE [LIMIT]", await another.ReadByeAsync(), StringComparison.Ordinal);
            await server.BystanderIsServedAsync();
        }

        // Who comes from elsewhere gets in while all of them are there.
        await using (HostileClient friend = await HostileClient.LogInAsync(server.Imap, "u1"))
        {
            Assert.StartsWith("OK", await friend.DoAsync("SELECT INBOX"), StringComparison.Ordinal);
        }

        foreach (HostileClient client in clients)
        {
            await client.DisposeAsync();
        }
    });

    /// <summary>Each sends most of a ticket: so many wait with it, the others hear BYE, and who has a password gets in.</summary>
    [Fact]
    public Task Two_thousand_connections_that_send_half_of_a_long_response() => server.EndureAsync(async () =>
    {
        byte[] ticket = Encoding.Latin1.GetBytes("a AUTHENTICATE PLAIN " + new string('A', 62_000));
        var clients = new ConcurrentBag<HostileClient>();
        await Parallel.ForAsync(0, 2000, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) =>
        {
            HostileClient client = await HostileClient.ConnectAsync(server.Imap, new IPAddress([127, 0, 99, (byte)(1 + (i / OfAnAddress))]));
            clients.Add(client);
            await client.FloodAsync(ticket, 1); // those that are too many are closed meanwhile
        });
        await server.BystanderIsServedAsync();
        await using (HostileClient friend = await HostileClient.LogInAsync(server.Imap, "u1"))
        {
            Assert.StartsWith("OK", await friend.DoAsync("SELECT INBOX"), StringComparison.Ordinal);
        }

        foreach (HostileClient client in clients)
        {
            await client.DisposeAsync();
        }
    });
}
