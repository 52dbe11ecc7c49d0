using System.Buffers.Binary;

namespace Postroom.Store.Embedded.Packs;

/// <summary>The 48 octets before a record's body. The body is padded to a multiple of eight.</summary>
/// <remarks>
/// Octets 0-3 "PM", type, codec (0: as it is); 4-7 checksum of the file's salt, the offset and the rest; 8 number; 16 length; 24 key;
/// 32 synced before; 40 checksum of the body; 44 checksum of the record before. All little-endian.
/// </remarks>
/// <param name="Type">What it is.</param>
/// <param name="Number">1, 2, 3 ... within the file.</param>
/// <param name="Length">Octets of the body, without padding and block table.</param>
/// <param name="Key">What <see cref="RecordType"/> says.</param>
/// <param name="SyncedBefore">Groups: how far this file was on disk when it was written.</param>
/// <param name="BodyCrc">Of the body; of the block table where there is one.</param>
/// <param name="Chain">The header checksum of the record before: a record of a history that was voided does not continue another one.</param>
internal readonly record struct RecordHeader(
    RecordType Type, long Number, long Length, long Key, long SyncedBefore, uint BodyCrc, uint Chain)
{
    internal const int Octets = 48;

    /// <summary>A message longer than this has a checksum for each block of it, in a table behind the body.</summary>
    internal const int BlockOctets = 64 * 1024;

    internal static int Blocks(long length) => length <= BlockOctets ? 1 : checked((int)((length + BlockOctets - 1) / BlockOctets));

    internal static int TableOctets(RecordType type, long length) => type == RecordType.Blob && length > BlockOctets ? 4 * Blocks(length) : 0;

    internal int Table => TableOctets(Type, Length);

    /// <summary>Octets from the start of this record to the start of the next.</summary>
    internal long Footprint => FootprintOf(Type, Length);

    internal static long FootprintOf(RecordType type, long length) => Octets + ((length + TableOctets(type, length) + 7) & ~7L);

    /// <summary>Writes it as it stands at <paramref name="offset"/> of a file with <paramref name="salt"/>; returns its checksum.</summary>
    internal uint Write(Span<byte> to, ulong salt, long offset)
    {
        to[0] = (byte)'P';
        to[1] = (byte)'M';
        to[2] = (byte)Type;
        to[3] = 0;
        BinaryPrimitives.WriteInt64LittleEndian(to[8..], Number);
        BinaryPrimitives.WriteInt64LittleEndian(to[16..], Length);
        BinaryPrimitives.WriteInt64LittleEndian(to[24..], Key);
        BinaryPrimitives.WriteInt64LittleEndian(to[32..], SyncedBefore);
        BinaryPrimitives.WriteUInt32LittleEndian(to[40..], BodyCrc);
        BinaryPrimitives.WriteUInt32LittleEndian(to[44..], Chain);
        uint crc = CrcOf(to, salt, offset);
        BinaryPrimitives.WriteUInt32LittleEndian(to[4..], crc);
        return crc;
    }

    internal static bool TryRead(ReadOnlySpan<byte> from, ulong salt, long offset, out RecordHeader header, out uint crc)
    {
        header = default;
        crc = 0;
        if (from.Length < Octets || from[0] != (byte)'P' || from[1] != (byte)'M' || from[3] != 0)
        {
            return false;
        }

        crc = BinaryPrimitives.ReadUInt32LittleEndian(from[4..]);
        if (crc != CrcOf(from, salt, offset))
        {
            return false;
        }

        header = new RecordHeader(
            (RecordType)from[2],
            BinaryPrimitives.ReadInt64LittleEndian(from[8..]),
            BinaryPrimitives.ReadInt64LittleEndian(from[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(from[24..]),
            BinaryPrimitives.ReadInt64LittleEndian(from[32..]),
            BinaryPrimitives.ReadUInt32LittleEndian(from[40..]),
            BinaryPrimitives.ReadUInt32LittleEndian(from[44..]));
        return header.Length >= 0 && header.Type is RecordType.Blob or RecordType.Group or RecordType.Close or RecordType.Rows;
    }

    private static uint CrcOf(ReadOnlySpan<byte> header, ulong salt, long offset)
    {
        uint crc = Checksum.Add(~0u, salt);
        crc = Checksum.Add(crc, (ulong)offset);
        crc = Checksum.Add(crc, BinaryPrimitives.ReadUInt32LittleEndian(header));
        return ~Checksum.Add(crc, header[8..Octets]);
    }
}
