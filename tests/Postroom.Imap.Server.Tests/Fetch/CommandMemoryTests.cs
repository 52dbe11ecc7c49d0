using System.Text;

namespace Postroom.Imap.Server.Tests.Fetch;

/// <summary>What commands may allocate that clients send again and again, client and all: what a search looks at and a difference skips costs nothing.</summary>
[Collection(nameof(MeasuredAlone))]
public sealed class CommandMemoryTests
{
    private const int Messages = 4_000, Rounds = 8;

    /// <summary>For the whole command, whatever the mailbox holds.</summary>
    [Theory]
    [InlineData("NOOP", 3_000)]
    [InlineData("STATUS INBOX (MESSAGES UNSEEN UIDNEXT)", 6_000)]
    [InlineData("EXAMINE INBOX", 20_000)]
    [InlineData("SEARCH FLAGGED", 12_000)]
    [InlineData("SEARCH SINCE 1-Jan-2040", 12_000)]
    [InlineData("SEARCH UNSEEN LARGER 100000 SMALLER 5", 12_000)]
    public async Task A_command_from_memory_costs_the_same_whatever_there_is(string command, int mostOctets)
    {
        long least = await LeastAsync(command, static _ => Task.CompletedTask);
        Assert.True(least <= mostOctets, $"{least:N0} octets");
    }

    /// <summary>For each message.</summary>
    [Theory]
    [InlineData("SEARCH SUBJECT nothing-has-it", 100)]
    [InlineData("SEARCH FROM nobody", 100)]
    public async Task A_search_of_header_fields_allocates_next_to_nothing_a_message(string command, int mostOctets)
    {
        long least = await LeastAsync(command, static _ => Task.CompletedTask);
        Assert.True(least <= (long)mostOctets * Messages, $"{(double)least / Messages:N1} octets a message");
    }

    /// <summary>Flags that another client changed: the difference between what is shown and what is.</summary>
    [Fact]
    public async Task Telling_what_others_changed_allocates_next_to_nothing_a_message()
    {
        int turn = 0;
        long least = await LeastAsync("NOOP", async other =>
        {
            string tag = $"s{turn++}";
            await other.SendAsync($"{tag} STORE 1:* {(turn % 2 == 0 ? '-' : '+')}FLAGS.SILENT (\\Flagged)\r\n");
            await other.SkipToAsync(Encoding.ASCII.GetBytes($"{tag} OK"));
        });
        Assert.True(least <= 60L * Messages, $"{(double)least / Messages:N1} octets a message");
    }

    private static async Task<long> LeastAsync(string command, Func<OctetClient, Task> beforeEach)
    {
        await using BodyServer server = await BodyServer.StartAsync(onDisk: true);
        var random = new Random(13);
        await server.AddAsync([.. Enumerable.Range(0, Messages).Select(_ => BodyFetchTests.Message(random, 300, withNul: false))]);
        await using OctetClient client = await OctetClient.SelectAsync(server.Server, overTcp: true);
        await using OctetClient other = await OctetClient.SelectAsync(server.Server, overTcp: true);
        long least = long.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            await beforeEach(other);
            long before = GC.GetTotalAllocatedBytes(precise: true);
            await client.SendAsync($"f{round} {command}\r\n");
            await client.SkipToAsync(Encoding.ASCII.GetBytes($"f{round} OK"));
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        return least;
    }
}
