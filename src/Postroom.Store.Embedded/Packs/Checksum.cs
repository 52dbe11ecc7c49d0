using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Postroom.Store.Embedded.Packs;

/// <summary>CRC-32C (RFC 3720 §12.1), started and ended with all ones.</summary>
internal static class Checksum
{
    // A processor finishes one step only after three turns, but begins one each turn: three stretches side by side take as long as one.
    private const int StretchOctets = 1024;

    private static readonly uint[] AfterStretch = MakeAfterStretch();

    internal static uint Of(ReadOnlySpan<byte> bytes) => ~Add(~0u, bytes);

    /// <summary>Continues a running, not yet inverted value.</summary>
    internal static uint Add(uint crc, ReadOnlySpan<byte> bytes)
    {
        while (BitConverter.IsLittleEndian && bytes.Length >= 3 * StretchOctets)
        {
            ReadOnlySpan<ulong> first = MemoryMarshal.Cast<byte, ulong>(bytes[..StretchOctets]);
            ReadOnlySpan<ulong> second = MemoryMarshal.Cast<byte, ulong>(bytes.Slice(StretchOctets, StretchOctets));
            ReadOnlySpan<ulong> third = MemoryMarshal.Cast<byte, ulong>(bytes.Slice(2 * StretchOctets, StretchOctets));
            uint a = crc, b = 0, c = 0;
            for (int i = 0; i < first.Length && i < second.Length && i < third.Length; i++)
            {
                a = BitOperations.Crc32C(a, first[i]);
                b = BitOperations.Crc32C(b, second[i]);
                c = BitOperations.Crc32C(c, third[i]);
            }

            crc = Advance(Advance(a) ^ b) ^ c;
            bytes = bytes[(3 * StretchOctets)..];
        }

        while (bytes.Length >= 8)
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[8..];
        }

        foreach (byte b in bytes)
        {
            crc = BitOperations.Crc32C(crc, b);
        }

        return crc;
    }

    internal static uint Add(uint crc, ulong value) => BitOperations.Crc32C(crc, value);

    // What the value becomes after a stretch of zeros. Each of its bits does that for itself, so a table for each octet is enough.
    private static uint Advance(uint crc) =>
        AfterStretch[crc & 0xFF] ^ AfterStretch[256 + ((crc >> 8) & 0xFF)] ^ AfterStretch[512 + ((crc >> 16) & 0xFF)] ^ AfterStretch[768 + (crc >> 24)];

    private static uint[] MakeAfterStretch()
    {
        uint[] table = new uint[4 * 256];
        for (int bit = 0; bit < 32; bit++)
        {
            uint crc = 1u << bit;
            for (int i = 0; i < StretchOctets; i += sizeof(ulong))
            {
                crc = BitOperations.Crc32C(crc, 0ul);
            }

            int octet = 256 * (bit / 8), place = 1 << (bit % 8);
            for (int lower = 0; lower < place; lower++)
            {
                table[octet + place + lower] = table[octet + lower] ^ crc;
            }
        }

        return table;
    }
}
