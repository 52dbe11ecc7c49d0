namespace Postroom.Store.State;

/// <summary>Finds the first message that is not seen, from one on before which all are (INVARIANTS 16): work in those seen since.</summary>
internal static class FirstUnseen
{
    /// <summary>Its UID; 0 when there is none.</summary>
    internal static long From(ChunkList chunks, long from, Func<MessageChunk, int, bool> isSeen)
    {
        for (int c = chunks.ChunkFrom(from); c < chunks.Length; c++)
        {
            ReadOnlySpan<uint> uids = chunks[c].Columns.Uids;
            for (int i = 0; i < uids.Length; i++)
            {
                if (uids[i] >= from && !isSeen(chunks[c], i))
                {
                    return uids[i];
                }
            }
        }

        return 0;
    }
}
