using System.Buffers.Binary;
using System.Numerics;

namespace Postroom.Store.Embedded.Packs;

/// <summary>CRC-32C (RFC 3720 §12.1), started and ended with all ones.</summary>
internal static class Checksum
{
    internal static uint Of(ReadOnlySpan<byte> bytes) => ~Add(~0u, bytes);

    /// <summary>Continues a running, not yet inverted value.</summary>
    internal static uint Add(uint crc, ReadOnlySpan<byte> bytes)
    {
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
}
