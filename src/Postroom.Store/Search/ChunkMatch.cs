namespace Postroom.Store;

/// <summary>What a condition says of a chunk's messages: it holds, it does not, or it is not known, as in SQL.</summary>
/// <param name="Holds">For these it holds.</param>
/// <param name="Unknown">Of these it cannot be said: their octets cannot be read. None of them is in <paramref name="Holds"/>.</param>
public readonly record struct ChunkMatch(ChunkMask Holds, ChunkMask Unknown)
{
    /// <summary>It is known of every message: no octets were needed, or all could be read.</summary>
    public static ChunkMatch Known(ChunkMask holds) => new(holds, default);

    /// <summary>Those that may be part of the answer.</summary>
    public ChunkMask Possible => Holds | Unknown;
}
