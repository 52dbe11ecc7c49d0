using System.Buffers;

namespace Postroom.Store;

/// <summary>Numbers in rows: seven bits an octet, low ones first, the top bit says that more follow.</summary>
internal static class Varint
{
    public const int MaxOctets = 10;

    public static void Write(IBufferWriter<byte> output, ulong value)
    {
        Span<byte> span = output.GetSpan(MaxOctets);
        int used = 0;
        while (value >= 0x80)
        {
            span[used++] = (byte)(value | 0x80);
            value >>= 7;
        }

        span[used++] = (byte)value;
        output.Advance(used);
    }

    public static void Write(IBufferWriter<byte> output, long value) => Write(output, checked((ulong)value));

    /// <summary>Takes a number off the front of <paramref name="input"/>.</summary>
    /// <exception cref="InvalidDataException">The row ends within it, or it has more than 64 bits.</exception>
    public static ulong Read(scoped ref ReadOnlySpan<byte> input)
    {
        ulong value = 0;
        for (int i = 0; i < input.Length && i < MaxOctets; i++)
        {
            byte octet = input[i];
            value |= (ulong)(octet & 0x7F) << (7 * i);
            if (octet < 0x80)
            {
                input = input[(i + 1)..];
                return value;
            }
        }

        throw new InvalidDataException("A row's number does not end.");
    }

    public static long ReadLong(scoped ref ReadOnlySpan<byte> input) => checked((long)Read(ref input));

    public static int ReadInt(scoped ref ReadOnlySpan<byte> input) => checked((int)Read(ref input));

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
}
