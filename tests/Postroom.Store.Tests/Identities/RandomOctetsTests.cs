using System.Collections.Concurrent;

namespace Postroom.Store.Tests.Identities;

public class RandomOctetsTests
{
    /// <summary>They come from a stock of each thread: none is given twice, whoever asks for how many.</summary>
    [Fact]
    public void Nobody_is_given_what_another_was()
    {
        var given = new ConcurrentDictionary<ulong, byte>();
        Parallel.For(0, 20_000, i =>
        {
            Span<byte> octets = stackalloc byte[8 + (i % 3 * 8)];
            RandomOctets.Fill(octets);
            for (int at = 0; at < octets.Length; at += 8)
            {
                Assert.True(given.TryAdd(BitConverter.ToUInt64(octets[at..]), 0));
            }
        });
        Assert.Equal(0ul, given.Keys.Aggregate(ulong.MaxValue, static (bits, one) => bits & one)); // no bit that is always set
        Assert.Equal(ulong.MaxValue, given.Keys.Aggregate(0ul, static (bits, one) => bits | one));
    }
}
