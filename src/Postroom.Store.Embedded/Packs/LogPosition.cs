using System.Buffers.Binary;

namespace Postroom.Store.Embedded.Packs;

/// <summary>A point of the log behind a group: what mail.db keeps to know which groups it has.</summary>
/// <param name="Sequence">The last group before it; 0 before the first.</param>
/// <param name="Pack">The pack it is in; 0 when there is none yet.</param>
/// <param name="Offset">Where the next record begins.</param>
/// <param name="Number">The last record's number.</param>
/// <param name="Chain">The last record's checksum: what the next chains to.</param>
/// <param name="SyncedBefore">How far the pack was surely on disk.</param>
/// <param name="Boot">In which boot of the machine the last group was written.</param>
internal readonly record struct LogPosition(long Sequence, long Pack, long Offset, long Number, uint Chain, long SyncedBefore, ulong Boot)
{
    internal const int Octets = 52;

    internal void Write(Span<byte> to)
    {
        BinaryPrimitives.WriteInt64LittleEndian(to, Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(to[8..], Pack);
        BinaryPrimitives.WriteInt64LittleEndian(to[16..], Offset);
        BinaryPrimitives.WriteInt64LittleEndian(to[24..], Number);
        BinaryPrimitives.WriteUInt32LittleEndian(to[32..], Chain);
        BinaryPrimitives.WriteInt64LittleEndian(to[36..], SyncedBefore);
        BinaryPrimitives.WriteUInt64LittleEndian(to[44..], Boot);
    }

    internal static LogPosition Read(ReadOnlySpan<byte> from) => new(
        BinaryPrimitives.ReadInt64LittleEndian(from),
        BinaryPrimitives.ReadInt64LittleEndian(from[8..]),
        BinaryPrimitives.ReadInt64LittleEndian(from[16..]),
        BinaryPrimitives.ReadInt64LittleEndian(from[24..]),
        BinaryPrimitives.ReadUInt32LittleEndian(from[32..]),
        BinaryPrimitives.ReadInt64LittleEndian(from[36..]),
        BinaryPrimitives.ReadUInt64LittleEndian(from[44..]));
}
