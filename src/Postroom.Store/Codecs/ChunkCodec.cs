using Postroom.Store.State;

namespace Postroom.Store.Codecs;

/// <summary>Rows of ChunkFixed (membership, dates, sizes) and ChunkState (flags, MODSEQ): columns of differences, about 15 and 4 octets a message.</summary>
internal static class ChunkCodec
{
    private const byte Version = 1;

    /// <param name="columns">What to write.</param>
    /// <param name="shift">So much lower are the UIDs in the row.</param>
    internal static ReadOnlyMemory<byte> WriteFixed(ChunkColumns columns, uint shift)
    {
        var row = new RowWriter(Version, 16 + (columns.Count * 16));
        row.Number((ulong)columns.Count);
        uint uid = shift;
        foreach (uint value in columns.Uids)
        {
            row.Number(value - uid);
            uid = value;
        }

        Differences(row, columns.Emails);
        foreach (long size in columns.Sizes)
        {
            row.Number(size);
        }

        Differences(row, columns.InternalDates);
        short zone = 0;
        foreach (short value in columns.ZoneMinutes)
        {
            row.Signed(value - zone);
            zone = value;
        }

        Differences(row, columns.SaveDates);
        return row.Written;
    }

    /// <param name="value">The row.</param>
    /// <param name="shift">So much lower are the UIDs in the row.</param>
    internal static ChunkColumns ReadFixed(ReadOnlySpan<byte> value, uint shift)
    {
        var row = new RowReader(value, Version);
        int count = ReadCount(ref row);
        var uids = new uint[count];
        ulong uid = shift;
        for (int i = 0; i < count; i++)
        {
            ulong step = row.Number();
            uid += step;
            uids[i] = step is > 0 and <= uint.MaxValue && uid <= uint.MaxValue ? (uint)uid : throw new InvalidDataException("A chunk's UIDs do not ascend.");
        }

        long[] emails = Differences(ref row, count);
        var sizes = new long[count];
        for (int i = 0; i < count; i++)
        {
            sizes[i] = row.Long();
        }

        long[] internalDates = Differences(ref row, count);
        var zones = new short[count];
        short zone = 0;
        for (int i = 0; i < count; i++)
        {
            zones[i] = zone = (short)(zone + row.Signed());
        }

        return new ChunkColumns(uids, emails, sizes, internalDates, zones, Differences(ref row, count));
    }

    /// <param name="chunk">What to write.</param>
    /// <param name="moreKeywords">The mailbox's side table: keywords from number 58 on, by UID.</param>
    internal static ReadOnlyMemory<byte> WriteState(MessageChunk chunk, SharedMap<uint, ushort[]> moreKeywords)
    {
        var row = new RowWriter(Version, 16 + (chunk.Count * 6));
        row.Number((ulong)chunk.Count);
        foreach (ulong flags in chunk.Flags)
        {
            row.Number(flags & ~(ulong)FlagBits.HasMoreKeywords); // the top bit would cost ten octets: it is in what follows
        }

        Differences(row, chunk.ModSeqs);
        for (int i = 0; i < chunk.Count; i++)
        {
            if ((chunk.Flags[i] & (ulong)FlagBits.HasMoreKeywords) == 0)
            {
                continue;
            }

            ushort[] numbers = moreKeywords[chunk.Columns.Uids[i]];
            row.Number((ulong)i + 1);
            row.Number((ulong)numbers.Length);
            foreach (ushort number in numbers)
            {
                row.Number(number);
            }
        }

        row.Number(0);
        return row.Written;
    }

    /// <param name="value">The row.</param>
    /// <param name="columns">The same chunk's columns.</param>
    /// <param name="modSeqFloor">No message has a lower MODSEQ (INVARIANTS 1).</param>
    /// <param name="moreKeywords">Gets the keywords from number 58 on, by UID.</param>
    internal static MessageChunk ReadState(ReadOnlySpan<byte> value, ChunkColumns columns, long modSeqFloor, IDictionary<uint, ushort[]> moreKeywords)
    {
        var row = new RowReader(value, Version);
        int count = ReadCount(ref row);
        if (count != columns.Count)
        {
            throw new InvalidDataException("A chunk's two rows do not have the same number of messages.");
        }

        var flags = new ulong[count];
        for (int i = 0; i < count; i++)
        {
            flags[i] = row.Number();
        }

        long[] modSeqs = Differences(ref row, count);
        for (int i = 0; i < count; i++)
        {
            modSeqs[i] = Math.Max(modSeqs[i], modSeqFloor);
        }

        for (int at = row.Int(); at > 0; at = row.Int())
        {
            if (at > count)
            {
                throw new InvalidDataException("A chunk's side table names a message that is not there.");
            }

            var numbers = new ushort[row.Count()];
            for (int i = 0; i < numbers.Length; i++)
            {
                numbers[i] = row.UShort();
            }

            flags[at - 1] |= (ulong)FlagBits.HasMoreKeywords;
            moreKeywords[columns.Uids[at - 1]] = numbers;
        }

        return new MessageChunk(columns, flags, modSeqs);
    }

    private static int ReadCount(ref RowReader row) =>
        row.Count() is var count and > 0 and <= ChunkColumns.Capacity ? count : throw new InvalidDataException("A chunk has 1 to 256 messages.");

    private static void Differences(RowWriter row, ReadOnlySpan<long> values)
    {
        long last = 0;
        foreach (long value in values)
        {
            row.Signed(value - last);
            last = value;
        }
    }

    private static long[] Differences(ref RowReader row, int count)
    {
        var values = new long[count];
        long last = 0;
        for (int i = 0; i < count; i++)
        {
            values[i] = last += row.Signed();
        }

        return values;
    }
}
