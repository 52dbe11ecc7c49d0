using Postroom.Store.Codecs;

namespace Postroom.Store;

/// <summary>Up to 256 messages of a mailbox at one moment: immutable; a change makes a new one that shares <see cref="Columns"/>.</summary>
public sealed class MessageChunk
{
    private const byte PackedVersion = 1;

    private object _form; // Words, or the octets that Rest made of them

    internal MessageChunk(ChunkColumns columns, ulong[] flags, long[] modSeqs)
    {
        (Columns, _form) = (columns, new Words(flags, modSeqs));
        foreach (long modSeq in modSeqs)
        {
            HighestModSeq = Math.Max(HighestModSeq, modSeq);
        }
    }

    /// <summary>The same messages in other columns, with other MODSEQs; <paramref name="flags"/> null: flags are shared.</summary>
    internal MessageChunk With(ChunkColumns columns, long[] modSeqs, ulong[]? flags = null) => new(columns, flags ?? Open.Flags, modSeqs);

    /// <summary>UIDs, emails, sizes and dates.</summary>
    public ChunkColumns Columns { get; }

    /// <summary>How many messages.</summary>
    public int Count => Columns.Count;

    /// <summary>Flags of each, as <see cref="FlagBits"/>.</summary>
    public ReadOnlySpan<ulong> Flags => Open.Flags;

    /// <summary>MODSEQ of each.</summary>
    public ReadOnlySpan<long> ModSeqs => Open.ModSeqs;

    /// <summary>The highest of <see cref="ModSeqs"/>: a reader that has seen this skips the chunk.</summary>
    public long HighestModSeq { get; }

    private Words Open => _form as Words ?? Unpack();

    /// <summary>Packs flags, MODSEQs and <see cref="Columns"/> until somebody asks for them.</summary>
    internal void Rest()
    {
        Columns.Rest();
        if (_form is not Words open)
        {
            return;
        }

        var packed = new RowWriter(PackedVersion, 16 + (Count * 4));
        ColumnPacking.Pack<ulong>(packed, open.Flags);
        ColumnPacking.Pack<long>(packed, open.ModSeqs);
        Volatile.Write(ref _form, packed.Written.ToArray());
    }

    // Two threads may do it at once: each has true columns, and one of them stays.
    private Words Unpack()
    {
        object form = Volatile.Read(ref _form);
        if (form is Words opened)
        {
            return opened;
        }

        var row = new RowReader((byte[])form, PackedVersion);
        var open = new Words(ColumnPacking.Unpack<ulong>(ref row, Count), ColumnPacking.Unpack<long>(ref row, Count));
        Volatile.Write(ref _form, open);
        return open;
    }

    private sealed class Words(ulong[] flags, long[] modSeqs)
    {
        internal ulong[] Flags { get; } = flags;

        internal long[] ModSeqs { get; } = modSeqs;
    }
}
