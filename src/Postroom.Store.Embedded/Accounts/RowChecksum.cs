using Postroom.Store.Embedded.Packs;
using Postroom.Store.Engine;

namespace Postroom.Store.Embedded.Accounts;

/// <summary>What proves a row of mail.db: CRC-32C of its table, its numbers and its value.</summary>
/// <remarks>SQLite checks that its pages can be read, not that they say what was written: an octet that the disk changed inside a value is nothing to it.</remarks>
internal static class RowChecksum
{
    // No StoreTable has this number.
    private const ulong BlobTable = 0;

    /// <summary>Of a row with the numbers that it has in SQL (<see cref="TableShape"/>).</summary>
    internal static int Of(StoreTable table, long first, long second, ReadOnlySpan<byte> value)
    {
        uint crc = Checksum.Add(~0u, (ulong)table);
        crc = Checksum.Add(crc, (ulong)first);
        crc = Checksum.Add(crc, (ulong)second);
        return (int)~Checksum.Add(crc, value);
    }

    /// <summary>Of a message's place.</summary>
    internal static int Of(EmailKey email, BlobPlace place)
    {
        uint crc = Checksum.Add(~0u, BlobTable);
        crc = Checksum.Add(crc, (ulong)email.Value);
        crc = Checksum.Add(crc, (ulong)place.Pack);
        crc = Checksum.Add(crc, (ulong)place.Offset);
        return (int)~Checksum.Add(crc, (ulong)place.Length);
    }
}
