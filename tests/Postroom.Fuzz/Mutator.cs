namespace Postroom.Fuzz;

/// <summary>Breaks inputs: bits, octets, pieces, words of the language, and two inputs put together.</summary>
internal sealed class Mutator(Random random, FuzzTarget target)
{
    private static readonly string[] Numbers =
    [
        "0", "1", "-1", "255", "256", "65535", "65536", "2147483647", "2147483648", "4294967295", "4294967296", "9223372036854775807",
        "9223372036854775808", "18446744073709551615", "18446744073709551616", "99999999999999999999", "00000000000000000001",
    ];

    private static readonly byte[] Special = [0, 1, 9, 10, 13, 27, 32, 34, 37, 40, 41, 42, 44, 46, 47, 58, 59, 60, 61, 62, 64, 91, 92, 93, 123, 125, 126, 127, 128, 0xC0, 0xC3, 0xE2, 0xED, 0xF4, 0xFE, 0xFF];

    /// <summary>One change.</summary>
    /// <param name="octets">What is broken; left as it is.</param>
    /// <param name="other">Another input, for splicing.</param>
    public byte[] Break(byte[] octets, byte[] other)
    {
        int at = random.Next(octets.Length + 1);
        int end = Math.Min(octets.Length, at + 1 + random.Next(random.Next(4) == 0 ? 200 : 8));
        byte[] broken = random.Next(12) switch
        {
            0 when at < octets.Length => Replace(octets, at, at + 1, [(byte)(octets[at] ^ (1 << random.Next(8)))]),
            1 when at < octets.Length => Replace(octets, at, at + 1, [(byte)random.Next(256)]),
            2 when at < octets.Length => Replace(octets, at, at + 1, [Special[random.Next(Special.Length)]]),
            3 => Replace(octets, at, at, [Special[random.Next(Special.Length)]]),
            4 => Replace(octets, at, end, []), // cut out
            5 => Replace(octets, at, octets.Length, []), // cut off
            6 => Replace(octets, end, end, octets[at..end]), // twice
            7 => Repeated(octets, at, end),
            8 => Replace(octets, at, random.Next(2) == 0 ? at : end, Maker.Octets(Numbers[random.Next(Numbers.Length)])),
            9 => octets[..at].Concat(other[random.Next(other.Length + 1)..]).ToArray(), // splice
            10 when other.Length > 0 => Inserted(octets, at, other),
            _ => Replace(octets, at, random.Next(2) == 0 ? at : end, Maker.Octets(target.Words[random.Next(target.Words.Count)])),
        };
        return broken.Length <= target.MaxOctets ? broken : broken[..target.MaxOctets];
    }

    private byte[] Repeated(byte[] octets, int at, int end)
    {
        byte[] piece = octets[at..end];
        int times = random.Next(8) == 0 ? 1 + random.Next(500) : 1 + random.Next(8);
        return Replace(octets, at, end, [.. Enumerable.Repeat(piece, times).SelectMany(static copy => copy).Take(target.MaxOctets)]);
    }

    private byte[] Inserted(byte[] octets, int at, byte[] other)
    {
        int from = random.Next(other.Length);
        return Replace(octets, at, at, other[from..Math.Min(other.Length, from + 1 + random.Next(60))]);
    }

    private static byte[] Replace(byte[] octets, int from, int to, byte[] by) => [.. octets[..from], .. by, .. octets[to..]];
}
