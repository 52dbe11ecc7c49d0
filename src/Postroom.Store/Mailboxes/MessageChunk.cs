namespace Postroom.Store;

/// <summary>Up to 256 messages of a mailbox at one moment: immutable; a change makes a new one that shares <see cref="Columns"/>.</summary>
public sealed class MessageChunk
{
    private readonly ulong[] _flags;
    private readonly long[] _modSeqs;

    internal MessageChunk(ChunkColumns columns, ulong[] flags, long[] modSeqs)
    {
        (Columns, _flags, _modSeqs) = (columns, flags, modSeqs);
        foreach (long modSeq in modSeqs)
        {
            HighestModSeq = Math.Max(HighestModSeq, modSeq);
        }
    }

    /// <summary>The same messages in other columns, with other MODSEQs; <paramref name="flags"/> null: flags are shared.</summary>
    internal MessageChunk With(ChunkColumns columns, long[] modSeqs, ulong[]? flags = null) => new(columns, flags ?? _flags, modSeqs);

    /// <summary>UIDs, emails, sizes and dates.</summary>
    public ChunkColumns Columns { get; }

    /// <summary>How many messages.</summary>
    public int Count => Columns.Count;

    /// <summary>Flags of each, as <see cref="FlagBits"/>.</summary>
    public ReadOnlySpan<ulong> Flags => _flags;

    /// <summary>MODSEQ of each.</summary>
    public ReadOnlySpan<long> ModSeqs => _modSeqs;

    /// <summary>The highest of <see cref="ModSeqs"/>: a reader that has seen this skips the chunk.</summary>
    public long HighestModSeq { get; }
}
