using Postroom.Store.Codecs;
using Postroom.Store.Engine;

namespace Postroom.Store.State;

/// <summary>Copies of up to 256 messages, made before they have UIDs and a MODSEQ: UIDs count from 1, for the whole copy.</summary>
/// <param name="Sources">The chunks they were made from: while the source has these very objects, the copies are true.</param>
/// <param name="SourceUids">The UIDs copied, ascending.</param>
/// <param name="Chunk">The copies; MODSEQs are 0.</param>
/// <param name="MoreKeywords">Their keywords from number 58 on.</param>
internal sealed record PreparedChunk(
    IReadOnlyList<MessageChunk> Sources, uint[] SourceUids, MessageChunk Chunk, SharedMap<uint, ushort[]> MoreKeywords)
{
    /// <summary>Flags that who copies has for themselves in the target, of each message; null when there are none.</summary>
    internal byte[]? Private { get; init; }

    /// <summary>Its rows are in the engine.</summary>
    internal bool IsStored { get; set; }

    /// <summary>The first of its UIDs.</summary>
    internal uint First => Chunk.Columns.Uids[0];

    /// <summary>The chunk as it stands in the target.</summary>
    internal MessageChunk At(uint shift, ConstantColumn modSeqs)
    {
        var uids = new uint[Chunk.Count];
        for (int i = 0; i < uids.Length; i++)
        {
            uids[i] = Chunk.Columns.Uids[i] + shift;
        }

        return Chunk.With(Chunk.Columns.With(uids), modSeqs.Of(uids.Length));
    }

    internal IEnumerable<RowWrite> Rows(long major)
    {
        var key = new RowKey(major, First);
        yield return new(StoreTable.ChunkState, key, ChunkCodec.WriteState(Chunk, MoreKeywords));
        yield return new(StoreTable.ChunkFixed, key, ChunkCodec.WriteFixed(Chunk.Columns, 0));
    }
}
