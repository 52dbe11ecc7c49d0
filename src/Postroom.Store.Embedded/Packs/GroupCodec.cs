using System.Buffers.Binary;
using Postroom.Store.Engine;

namespace Postroom.Store.Embedded.Packs;

/// <summary>A commit group's body in the log: fixed little-endian numbers, so that it can be read with a hex dump and this page.</summary>
/// <remarks>
/// Octet 0 version (1); 8 sequence; 8 boot; 4 rows, each: 1 table, 8 major, 8 minor, 4 length (-1: removed), the value;
/// 4 blobs, each: 8 email, 8 pack, 8 offset, 8 length; 4 removed blobs, each: 8 email.
/// </remarks>
internal static class GroupCodec
{
    /// <summary>Octets of a row before its value.</summary>
    internal const int RowOctets = 21;

    /// <summary>Where the first row's value begins in a body; each next is the value before and <see cref="RowOctets"/> further.</summary>
    internal const int FirstValue = 1 + 8 + 8 + 4 + RowOctets;

    private const byte Version = 1;

    internal static int Measure(LoggedGroup group)
    {
        long octets = 1 + 8 + 8 + 4 + 4 + 4 + (32L * group.Blobs.Count) + (8L * group.RemovedBlobs.Count) + ((long)RowOctets * group.Rows.Count);
        foreach (RowWrite row in group.Rows)
        {
            octets += row.Value?.Length ?? 0;
        }

        return octets <= Array.MaxLength ? (int)octets : throw new StoreUnavailableException("A commit of more than 2 GB of rows is too large.");
    }

    internal static void Write(LoggedGroup group, Span<byte> to)
    {
        to[0] = Version;
        BinaryPrimitives.WriteInt64LittleEndian(to[1..], group.Sequence);
        BinaryPrimitives.WriteUInt64LittleEndian(to[9..], group.Boot);
        BinaryPrimitives.WriteInt32LittleEndian(to[17..], group.Rows.Count);
        to = to[21..];
        foreach (RowWrite row in group.Rows)
        {
            to[0] = (byte)row.Table;
            BinaryPrimitives.WriteInt64LittleEndian(to[1..], row.Key.Major);
            BinaryPrimitives.WriteInt64LittleEndian(to[9..], row.Key.Minor);
            BinaryPrimitives.WriteInt32LittleEndian(to[17..], row.Value?.Length ?? -1);
            to = to[RowOctets..];
            if (row.Value is { } value)
            {
                value.Span.CopyTo(to);
                to = to[value.Length..];
            }
        }

        BinaryPrimitives.WriteInt32LittleEndian(to, group.Blobs.Count);
        to = to[4..];
        foreach ((EmailKey email, BlobPlace place) in group.Blobs)
        {
            BinaryPrimitives.WriteInt64LittleEndian(to, email.Value);
            BinaryPrimitives.WriteInt64LittleEndian(to[8..], place.Pack);
            BinaryPrimitives.WriteInt64LittleEndian(to[16..], place.Offset);
            BinaryPrimitives.WriteInt64LittleEndian(to[24..], place.Length);
            to = to[32..];
        }

        BinaryPrimitives.WriteInt32LittleEndian(to, group.RemovedBlobs.Count);
        to = to[4..];
        foreach (EmailKey email in group.RemovedBlobs)
        {
            BinaryPrimitives.WriteInt64LittleEndian(to, email.Value);
            to = to[8..];
        }
    }

    /// <summary>Reads a body whose checksum was right. Row values point into <paramref name="body"/>.</summary>
    /// <exception cref="InvalidDataException">It was written by a later version, or by none.</exception>
    internal static LoggedGroup Read(ReadOnlyMemory<byte> body)
    {
        var reader = new Reader(body);
        if (reader.Byte() != Version)
        {
            throw new InvalidDataException("A commit group in the log is of a version that this program does not know.");
        }

        long sequence = reader.Int64();
        ulong boot = (ulong)reader.Int64();
        var rows = new RowWrite[reader.Count(RowOctets)];
        for (int i = 0; i < rows.Length; i++)
        {
            var table = (StoreTable)reader.Byte();
            var key = new RowKey(reader.Int64(), reader.Int64());
            int length = reader.Int32();
            // Not a plain null: that would become an empty value, by way of an array that is none.
            rows[i] = new RowWrite(table, key, length < 0 ? default(ReadOnlyMemory<byte>?) : reader.Take(length));
        }

        var blobs = new (EmailKey, BlobPlace)[reader.Count(32)];
        for (int i = 0; i < blobs.Length; i++)
        {
            blobs[i] = (new EmailKey(reader.Int64()), new BlobPlace(reader.Int64(), reader.Int64(), reader.Int64()));
        }

        var removed = new EmailKey[reader.Count(8)];
        for (int i = 0; i < removed.Length; i++)
        {
            removed[i] = new EmailKey(reader.Int64());
        }

        return new LoggedGroup { Sequence = sequence, Boot = boot, Rows = rows, Blobs = blobs, RemovedBlobs = removed };
    }

    private struct Reader(ReadOnlyMemory<byte> rest)
    {
        private ReadOnlyMemory<byte> _rest = rest;

        internal ReadOnlyMemory<byte> Take(int octets)
        {
            if (octets > _rest.Length)
            {
                throw new InvalidDataException("A commit group in the log ends too early.");
            }

            ReadOnlyMemory<byte> taken = _rest[..octets];
            _rest = _rest[octets..];
            return taken;
        }

        internal byte Byte() => Take(1).Span[0];

        internal int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4).Span);

        internal long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8).Span);

        internal int Count(int octetsEach)
        {
            int count = Int32();
            return count >= 0 && (long)count * octetsEach <= _rest.Length
                ? count
                : throw new InvalidDataException("A commit group in the log counts more than it holds.");
        }
    }
}
