using System.Buffers;
using System.Buffers.Binary;

namespace Postroom.Store.Embedded.Packs;

/// <summary>Records that are written by one call behind a pack's end: built first, so that a failure to build writes nothing.</summary>
internal sealed class RecordBatch : IDisposable
{
    private static readonly byte[] Padding = new byte[8];

    private readonly List<ReadOnlyMemory<byte>> _parts = [];
    private readonly List<byte[]> _rented = [];
    private readonly PackWriter _writer;

    internal RecordBatch(PackWriter writer)
    {
        _writer = writer;
        Tail = writer.Tail;
    }

    /// <summary>Where the pack ends when this is written.</summary>
    internal PackTail Tail { get; private set; }

    internal IReadOnlyList<ReadOnlyMemory<byte>> Parts => _parts;

    /// <summary>Adds a message given as blocks of <see cref="RecordHeader.BlockOctets"/> with their checksums. The memory is read when the batch is written.</summary>
    internal BlobPlace AddBlob(EmailKey email, long length, IReadOnlyList<ReadOnlyMemory<byte>> blocks, IReadOnlyList<uint> checksums)
    {
        var place = new BlobPlace(_writer.Header.Number, Tail.End, length);
        int tableOctets = RecordHeader.TableOctets(RecordType.Blob, length);
        byte[] table = [];
        uint crc = checksums[0];
        if (tableOctets > 0)
        {
            table = TableOf(checksums);
            crc = Checksum.Of(table);
        }

        AddHeader(RecordType.Blob, length, email.Value, crc);
        _parts.AddRange(blocks);
        if (tableOctets > 0)
        {
            _parts.Add(table);
        }

        Pad(length + tableOctets);
        return place;
    }

    /// <summary>Adds a group, or rows of a base file.</summary>
    internal void AddGroup(LoggedGroup group, RecordType type = RecordType.Group)
    {
        int length = GroupCodec.Measure(group);
        byte[] body = ArrayPool<byte>.Shared.Rent(length);
        _rented.Add(body);
        AddGroup(group, type, body, length);
    }

    /// <summary>Adds a group and returns its body, which is the caller's to keep.</summary>
    internal ReadOnlyMemory<byte> AddKeptGroup(LoggedGroup group)
    {
        byte[] body = GC.AllocateUninitializedArray<byte>(GroupCodec.Measure(group));
        AddGroup(group, RecordType.Group, body, body.Length);
        return body;
    }

    private void AddGroup(LoggedGroup group, RecordType type, byte[] body, int length)
    {
        GroupCodec.Write(group, body.AsSpan(0, length));
        AddHeader(type, length, group.Sequence, Checksum.Of(body.AsSpan(0, length)));
        _parts.Add(body.AsMemory(0, length));
        Pad(length);
    }

    internal void AddClose(bool writesMayBeLost) => AddHeader(RecordType.Close, 0, writesMayBeLost ? 1 : 0, Checksum.Of([]));

    internal static byte[] TableOf(IReadOnlyList<uint> checksums)
    {
        byte[] table = new byte[4 * checksums.Count];
        for (int i = 0; i < checksums.Count; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(table.AsSpan(4 * i), checksums[i]);
        }

        return table;
    }

    public void Dispose()
    {
        foreach (byte[] buffer in _rented)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        _rented.Clear();
        _parts.Clear();
    }

    private void AddHeader(RecordType type, long length, long key, uint bodyCrc)
    {
        byte[] bytes = new byte[RecordHeader.Octets];
        var header = new RecordHeader(type, Tail.Number + 1, length, key, _writer.SyncedEnd, bodyCrc, Tail.Chain);
        uint crc = header.Write(bytes, _writer.Header.Salt, Tail.End);
        _parts.Add(bytes);
        Tail = new PackTail(Tail.End + header.Footprint, header.Number, crc);
    }

    private void Pad(long octets)
    {
        int padding = (int)(-octets & 7);
        if (padding > 0)
        {
            _parts.Add(Padding.AsMemory(0, padding));
        }
    }
}
