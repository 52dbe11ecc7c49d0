namespace Postroom.Imap.Server.Tests.Fetch;

/// <summary>What is measured here is the process's, so nothing else may run beside it.</summary>
[CollectionDefinition(nameof(MeasuredAlone), DisableParallelization = true)]
public sealed class MeasuredAlone;

[Collection(nameof(MeasuredAlone))]
public sealed class FetchMemoryTests
{
    [Theory]
    [InlineData(false)] // from the file to the socket
    [InlineData(true)] // piece by piece: a NUL is shown as something else
    public async Task A_slow_reader_of_70_MB_makes_no_memory_grow(bool withNul)
    {
        const int Octets = 70_000_000;
        await using BodyServer server = await BodyServer.StartAsync(onDisk: true);
        await server.AddAsync(BodyFetchTests.Message(new Random(11), Octets, withNul));
        await using OctetClient client = await OctetClient.SelectAsync(server.Server, overTcp: true);
        byte[] piece = new byte[1 << 20];
        long before = GC.GetTotalAllocatedBytes(precise: true);
        await client.SendAsync("f FETCH 1 BODY.PEEK[]\r\n");
        Assert.Equal(Octets, OctetClient.LiteralOctets(await client.ReadLineAsync()));
        for (int left = Octets; left > 0;)
        {
            int count = Math.Min(left, piece.Length);
            await client.ReadAsync(piece.AsMemory(0, count));
            left -= count;
            if (left % (7 << 20) < count)
            {
                // While this one is slow, others are served.
                await using TestClient other = await TestClient.LogInAsync(server.Server);
                Assert.StartsWith("OK", await other.DoAsync("NOOP"), StringComparison.Ordinal);
            }
        }

        Assert.Equal(")", await client.ReadLineAsync());
        Assert.StartsWith("f OK", await client.ReadLineAsync(), StringComparison.Ordinal);
        long allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        Assert.True(allocated < Octets / 4, $"{allocated:N0} octets were allocated to send {Octets:N0}");
    }

    /// <summary>What a row of FETCH may allocate, client and all; the aim is nothing but what a batch costs.</summary>
    [Theory]
    [InlineData("FLAGS", 4)]
    [InlineData("(UID FLAGS INTERNALDATE RFC822.SIZE)", 4)]
    [InlineData("(ENVELOPE BODYSTRUCTURE)", 100)]
    [InlineData("BODY.PEEK[HEADER.FIELDS (SUBJECT)]", 100)]
    [InlineData("BODY.PEEK[]", 300)]
    public async Task A_row_allocates_next_to_nothing(string items, int mostOctets)
    {
        const int Messages = 4_000, MostRounds = 40; // how often the client makes it wait is not its own: the best round is what it needs
        await using BodyServer server = await BodyServer.StartAsync(onDisk: true);
        var random = new Random(12);
        await server.AddAsync([.. Enumerable.Range(0, Messages).Select(_ => BodyFetchTests.Message(random, 1_000, withNul: false))]);
        await using OctetClient client = await OctetClient.SelectAsync(server.Server, overTcp: true);
        long least = long.MaxValue;
        for (int round = 0; round < MostRounds && least > (long)mostOctets * Messages; round++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            await client.SendAsync($"f{round} FETCH 1:* {items}\r\n");
            await client.SkipToAsync(System.Text.Encoding.ASCII.GetBytes($"\r\nf{round} OK"));
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        Assert.True(least <= (long)mostOctets * Messages, $"{(double)least / Messages:N1} octets a message");
    }
}
