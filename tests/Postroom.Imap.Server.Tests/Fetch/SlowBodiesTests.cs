using System.Globalization;
using Postroom.Store.Memory;

namespace Postroom.Imap.Server.Tests.Fetch;

/// <summary>Bodies that are slow to read are read ahead, several groups of messages at once, while others are printed.</summary>
public sealed class SlowBodiesTests
{
    private const int Messages = 1200; // more than a batch

    [Theory]
    [InlineData("FETCH 1:* (BODY.PEEK[])", 1)]
    [InlineData("FETCH 1:* (BODY.PEEK[] BODY.PEEK[TEXT]<10.20>)", 1)]
    [InlineData("every second", 2)]
    public async Task Several_groups_are_read_at_once_and_every_body_comes_in_its_place(string command, int step)
    {
        var engine = new SlowBodiesEngine(new MemoryStoreEngine());
        byte[][] messages = NewMessages();
        await using BodyServer server = await BodyServer.StartAsync(engine, new());
        await server.AddAsync(messages);
        await using OctetClient client = await OctetClient.SelectAsync(server.Server, overTcp: true);
        int[] wanted = [.. Enumerable.Range(0, Messages).Where(i => i % step == 0)];
        command = step == 1 ? command : $"FETCH {string.Join(',', wanted.Select(static i => i + 1))} (BODY.PEEK[])";
        (var responses, string answer) = await client.FetchAsync(command);
        Assert.StartsWith("OK", answer, StringComparison.Ordinal);
        Assert.Equal(wanted.Length, responses.Count);
        foreach ((int i, (string text, List<byte[]> literals)) in wanted.Zip(responses))
        {
            Assert.StartsWith(string.Create(CultureInfo.InvariantCulture, $"* {i + 1} FETCH (BODY[] {{{messages[i].Length}}}"), text, StringComparison.Ordinal);
            Assert.True(messages[i].AsSpan().SequenceEqual(literals[0]), $"message {i + 1}");
        }

        Assert.InRange(engine.MostAtOnce, 2, 4);
        Assert.InRange(engine.Reads, 10, 60); // some fifty messages each, in many ranges too
    }

    [Fact]
    public async Task A_session_that_ends_meanwhile_waits_for_what_is_read()
    {
        var engine = new SlowBodiesEngine(new MemoryStoreEngine()) { GateFrom = 3 };
        await using BodyServer server = await BodyServer.StartAsync(engine, new());
        await server.AddAsync(NewMessages());
        OctetClient client = await OctetClient.SelectAsync(server.Server, overTcp: true);
        await client.SendAsync("f FETCH 1:* (BODY.PEEK[])\r\n");
        await WhenAsync(() => engine.Reading >= 2);
        await client.DisposeAsync();
        engine.Gate.SetResult();
        await WhenAsync(() => engine.Reading == 0);

        await using OctetClient next = await OctetClient.SelectAsync(server.Server, overTcp: true);
        (var responses, string answer) = await next.FetchAsync("FETCH 1:* (BODY.PEEK[])");
        Assert.StartsWith("OK", answer, StringComparison.Ordinal);
        Assert.Equal(Messages, responses.Count);
    }

    private static async Task WhenAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!condition())
        {
            await Task.Delay(5, patience.Token);
        }
    }

    private static byte[][] NewMessages()
    {
        var random = new Random(11);
        return [.. Enumerable.Range(0, Messages).Select(_ => BodyFetchTests.Message(random, random.Next(2_000, 6_000), withNul: false))];
    }
}
