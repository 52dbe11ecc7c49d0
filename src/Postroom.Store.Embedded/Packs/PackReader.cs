using System.Buffers;
using System.Buffers.Binary;
using Postroom.Store.Embedded.Files;
using Postroom.Store.Engine;

namespace Postroom.Store.Embedded.Packs;

/// <summary>Reads records of one open pack file. Several may read at once.</summary>
internal sealed class PackReader(IFile file, PackHeader header, string name)
{
    internal IFile File => file;

    internal PackHeader Header => header;

    internal string Name => name;

    /// <summary>Opens a pack.</summary>
    /// <exception cref="InvalidDataException">Its first 64 octets are not a pack's.</exception>
    internal static PackReader Open(IFileSystem files, string folder, string name)
    {
        IFile file = files.Open(Path.Combine(folder, name), write: false);
        Span<byte> bytes = stackalloc byte[PackHeader.Octets];
        try
        {
            if (file.Read(0, bytes) == bytes.Length && PackHeader.TryRead(bytes, out PackHeader? header))
            {
                return new PackReader(file, header, name);
            }
        }
        catch
        {
            file.Dispose();
            throw;
        }

        file.Dispose();
        throw new InvalidDataException($"{name}: the file header is damaged.");
    }

    /// <summary>The header of the record at <paramref name="offset"/> if its own checksum is right and its body ends before <paramref name="limit"/>.</summary>
    internal bool TryReadHeader(long offset, long limit, out RecordHeader record, out uint crc)
    {
        record = default;
        crc = 0;
        Span<byte> bytes = stackalloc byte[RecordHeader.Octets];
        return limit - offset >= RecordHeader.Octets
            && file.Read(offset, bytes) == bytes.Length
            && RecordHeader.TryRead(bytes, header.Salt, offset, out record, out crc)
            && record.Length <= limit - offset
            && record.Footprint <= limit - offset;
    }

    /// <summary>The whole body of a group, close or rows record; null when its checksum is wrong.</summary>
    internal byte[]? ReadBody(long offset, in RecordHeader record)
    {
        byte[] body = new byte[checked((int)record.Length)];
        return file.Read(offset + RecordHeader.Octets, body) == body.Length && Checksum.Of(body) == record.BodyCrc ? body : null;
    }

    /// <summary>Reads all of a record's body and says whether its checksums are right.</summary>
    internal bool Verify(long offset, in RecordHeader record)
    {
        if (record.Type != RecordType.Blob)
        {
            return ReadBody(offset, record) is not null;
        }

        try
        {
            ReadBlob(new BlobPlace(header.Number, offset, record.Length), null, 0, record.Length, static _ => { });
            return true;
        }
        catch (DamagedMessageException)
        {
            return false;
        }
    }

    /// <summary>Hands out octets <paramref name="from"/> to <paramref name="to"/> of a message in verified pieces, each at most a block.</summary>
    /// <param name="place">Where it stands.</param>
    /// <param name="email">Whose it must be; null: anyone's.</param>
    /// <param name="from">First octet.</param>
    /// <param name="to">Behind the last.</param>
    /// <param name="take">Called with each piece, in order.</param>
    /// <exception cref="DamagedMessageException">A checksum is wrong, or another record stands there.</exception>
    internal void ReadBlob(BlobPlace place, EmailKey? email, long from, long to, SpanAction take)
    {
        int first = (int)Math.Min(place.Length, RecordHeader.BlockOctets);
        bool whole = place.Length <= RecordHeader.BlockOctets;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(RecordHeader.Octets + first);
        try
        {
            // A small message comes with its header in one read; of a large one only the header is read here.
            int wanted = RecordHeader.Octets + (whole ? first : 0);
            if (file.Read(place.Offset, buffer.AsSpan(0, wanted)) < wanted
                || !RecordHeader.TryRead(buffer, header.Salt, place.Offset, out RecordHeader record, out _)
                || record.Type != RecordType.Blob || record.Length != place.Length
                || (email is { } key && header.Kind != PackKind.Single && record.Key != key.Value))
            {
                throw Damaged(place, "its record header is damaged or not its own");
            }

            if (whole)
            {
                ReadOnlySpan<byte> body = buffer.AsSpan(RecordHeader.Octets, first);
                if (Checksum.Of(body) != record.BodyCrc)
                {
                    throw Damaged(place, "its checksum is wrong");
                }

                take(body[(int)from..(int)to]);
                return;
            }

            ReadBlocks(place, record, buffer, from, to, take);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Whether a small message's record, which begins <paramref name="bytes"/>, is what was stored under <paramref name="email"/>.</summary>
    internal bool IsSound(ReadOnlySpan<byte> bytes, BlobPlace place, EmailKey email) =>
        RecordHeader.TryRead(bytes, header.Salt, place.Offset, out RecordHeader record, out _)
        && record.Type == RecordType.Blob && record.Length == place.Length
        && (header.Kind == PackKind.Single || record.Key == email.Value)
        && Checksum.Of(bytes.Slice(RecordHeader.Octets, (int)place.Length)) == record.BodyCrc;

    private void ReadBlocks(BlobPlace place, in RecordHeader record, byte[] buffer, long from, long to, SpanAction take)
    {
        long body = place.Offset + RecordHeader.Octets;
        byte[] table = ArrayPool<byte>.Shared.Rent(record.Table);
        try
        {
            if (file.Read(body + record.Length, table.AsSpan(0, record.Table)) < record.Table
                || Checksum.Of(table.AsSpan(0, record.Table)) != record.BodyCrc)
            {
                throw Damaged(place, "its table of checksums is damaged");
            }

            for (long at = from - (from % RecordHeader.BlockOctets); at < to; at += RecordHeader.BlockOctets)
            {
                Span<byte> block = buffer.AsSpan(0, (int)Math.Min(RecordHeader.BlockOctets, record.Length - at));
                int index = (int)(at / RecordHeader.BlockOctets);
                if (file.Read(body + at, block) < block.Length
                    || Checksum.Of(block) != BinaryPrimitives.ReadUInt32LittleEndian(table.AsSpan(4 * index)))
                {
                    throw Damaged(place, $"the checksum of its octets from {at} on is wrong");
                }

                take(block[(int)Math.Max(0, from - at)..(int)Math.Min(block.Length, to - at)]);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(table);
        }
    }

    private DamagedMessageException Damaged(BlobPlace place, string what) =>
        new($"The message at {name}:{place.Offset} ({place.Length} octets) is damaged: {what}.");

    internal delegate void SpanAction(ReadOnlySpan<byte> bytes);
}
