using System.Buffers;

namespace Postroom.Store.Codecs;

/// <summary>Numbers in rows: seven bits an octet, low ones first, the top bit says that more follow.</summary>
internal static class Varint
{
    public const int MaxOctets = 10;

    /// <summary>Writes into <paramref name="output"/>, which has room for <see cref="MaxOctets"/>; returns how many it took.</summary>
    public static int Write(Span<byte> output, ulong value)
    {
        int used = 0;
        while (value >= 0x80)
        {
            output[used++] = (byte)(value | 0x80);
            value >>= 7;
        }

        output[used++] = (byte)value;
        return used;
    }

    public static void Write(IBufferWriter<byte> output, ulong value) => output.Advance(Write(output.GetSpan(MaxOctets), value));

    public static void Write(IBufferWriter<byte> output, long value) => Write(output, checked((ulong)value));

    /// <summary>Takes a number off the front of <paramref name="input"/>.</summary>
    /// <exception cref="InvalidDataException">The row ends within it, or it has more than 64 bits.</exception>
    public static ulong Read(scoped ref ReadOnlySpan<byte> input)
    {
        ulong value = 0;
        for (int i = 0; i < input.Length && i < MaxOctets; i++)
        {
            byte octet = input[i];
            if (i == MaxOctets - 1 && octet > 1)
            {
                break;
            }

            value |= (ulong)(octet & 0x7F) << (7 * i);
            if (octet < 0x80)
            {
                input = input[(i + 1)..];
                return value;
            }
        }

        throw new InvalidDataException("A row's number does not end, or is too long.");
    }

    /// <exception cref="InvalidDataException">As above, or it is too large.</exception>
    public static long ReadLong(scoped ref ReadOnlySpan<byte> input) => Read(ref input) is ulong value and <= long.MaxValue ? (long)value : throw TooLarge();

    /// <exception cref="InvalidDataException">As above, or it is too large.</exception>
    public static int ReadInt(scoped ref ReadOnlySpan<byte> input) => Read(ref input) is ulong value and <= int.MaxValue ? (int)value : throw TooLarge();

    /// <summary>Takes a length and so many octets off the front of <paramref name="input"/>.</summary>
    public static ReadOnlySpan<byte> ReadOctets(scoped ref ReadOnlySpan<byte> input)
    {
        int length = ReadInt(ref input);
        if (length > input.Length)
        {
            throw new InvalidDataException("A row ends within a value.");
        }

        ReadOnlySpan<byte> octets = input[..length];
        input = input[length..];
        return octets;
    }

    public static void WriteOctets(IBufferWriter<byte> output, ReadOnlySpan<byte> octets)
    {
        Write(output, (ulong)octets.Length);
        output.Write(octets);
    }

    private static InvalidDataException TooLarge() => new("A row's number is too large.");
}
