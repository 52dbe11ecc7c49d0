namespace Postroom.Store;

/// <summary>Up to 64 chunks that stand together in a <see cref="ChunkList"/>: immutable.</summary>
internal sealed class ChunkPage
{
    internal const int Capacity = 64;

    internal ChunkPage(MessageChunk[] chunks)
        : this(chunks, new int[chunks.Length])
    {
        foreach (MessageChunk chunk in chunks)
        {
            Messages += chunk.Count;
        }

        for (int i = 1; i < chunks.Length; i++)
        {
            Before[i] = Before[i - 1] + chunks[i - 1].Count;
        }
    }

    private ChunkPage(MessageChunk[] chunks, int[] before)
    {
        (Chunks, Before) = (chunks, before);
        foreach (MessageChunk chunk in chunks)
        {
            HighestModSeq = Math.Max(HighestModSeq, chunk.HighestModSeq);
        }
    }

    internal MessageChunk[] Chunks { get; }

    /// <summary>Messages of this page before each chunk.</summary>
    internal int[] Before { get; }

    internal int Messages { get; private init; }

    /// <summary>No message of the page has a higher MODSEQ.</summary>
    internal long HighestModSeq { get; }

    /// <summary>Chunks of as many messages each in place of these.</summary>
    internal ChunkPage With(MessageChunk[] chunks) => new(chunks, Before) { Messages = Messages };
}
