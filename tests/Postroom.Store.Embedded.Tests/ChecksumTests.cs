using System.Numerics;
using Postroom.Store.Embedded.Packs;

namespace Postroom.Store.Embedded.Tests;

public class ChecksumTests
{
    /// <summary>RFC 3720 §B.4.</summary>
    [Fact]
    public void Known_values()
    {
        Assert.Equal(0x8A9136AAu, Checksum.Of(new byte[32]));
        Assert.Equal(0x46DD794Eu, Checksum.Of([.. Enumerable.Range(0, 32).Select(static i => (byte)i)]));
        Assert.Equal(0xE3069283u, Checksum.Of("123456789"u8));
    }

    /// <summary>What is computed in stretches side by side is what comes octet by octet.</summary>
    [Fact]
    public void Every_length_and_every_cut_gives_the_same()
    {
        byte[] bytes = new byte[20_000];
        new Random(7).NextBytes(bytes);
        uint slow = ~0u;
        for (int length = 0; length < bytes.Length; length++)
        {
            if (length % 97 == 0 || length % 1024 is < 2 or > 1022)
            {
                Assert.Equal(~slow, Checksum.Of(bytes.AsSpan(0, length)));
                Assert.Equal(~slow, ~Checksum.Add(Checksum.Add(~0u, bytes.AsSpan(0, length / 3)), bytes.AsSpan(length / 3, length - (length / 3))));
            }

            slow = BitOperations.Crc32C(slow, bytes[length]);
        }
    }
}
