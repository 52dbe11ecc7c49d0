using System.Numerics;

namespace Postroom.Store;

/// <summary>Which of a chunk's (at most 256) messages: four words, one bit each.</summary>
public struct ChunkMask : IEquatable<ChunkMask>
{
    private ulong _w0;
    private ulong _w1;
    private ulong _w2;
    private ulong _w3;

    /// <summary>The first <paramref name="count"/> messages.</summary>
    public static ChunkMask First(int count)
    {
        var mask = default(ChunkMask);
        for (int word = 0; word < 4; word++)
        {
            int bits = Math.Clamp(count - (word * 64), 0, 64);
            mask.SetWord(word, bits == 64 ? ulong.MaxValue : (1UL << bits) - 1);
        }

        return mask;
    }

    /// <summary>No message.</summary>
    public readonly bool IsEmpty => (_w0 | _w1 | _w2 | _w3) == 0;

    /// <summary>How many messages.</summary>
    public readonly int Count => BitOperations.PopCount(_w0) + BitOperations.PopCount(_w1) + BitOperations.PopCount(_w2) + BitOperations.PopCount(_w3);

    /// <summary>Adds message <paramref name="index"/>, 0 to 255.</summary>
    public void Add(int index) => SetWord(index >> 6, Word(index >> 6) | (1UL << index));

    /// <summary>True when message <paramref name="index"/> is in it.</summary>
    public readonly bool Contains(int index) => (Word(index >> 6) & (1UL << index)) != 0;

    /// <summary>The first message at or behind <paramref name="index"/>; 256 when there is none.</summary>
    public readonly int Next(int index)
    {
        for (int word = index >> 6; word < 4; word++)
        {
            ulong rest = Word(word) & (word == index >> 6 ? ulong.MaxValue << index : ulong.MaxValue);
            if (rest != 0)
            {
                return (word * 64) + BitOperations.TrailingZeroCount(rest);
            }
        }

        return 256;
    }

    /// <summary>In both.</summary>
    public static ChunkMask operator &(ChunkMask a, ChunkMask b) =>
        new() { _w0 = a._w0 & b._w0, _w1 = a._w1 & b._w1, _w2 = a._w2 & b._w2, _w3 = a._w3 & b._w3 };

    /// <summary>In either.</summary>
    public static ChunkMask operator |(ChunkMask a, ChunkMask b) =>
        new() { _w0 = a._w0 | b._w0, _w1 = a._w1 | b._w1, _w2 = a._w2 | b._w2, _w3 = a._w3 | b._w3 };

    /// <summary>Those of <paramref name="a"/> that are not in <paramref name="b"/>.</summary>
    public static ChunkMask Except(ChunkMask a, ChunkMask b) =>
        new() { _w0 = a._w0 & ~b._w0, _w1 = a._w1 & ~b._w1, _w2 = a._w2 & ~b._w2, _w3 = a._w3 & ~b._w3 };

    /// <summary>The same as the operator.</summary>
    public static ChunkMask BitwiseAnd(ChunkMask left, ChunkMask right) => left & right;

    /// <summary>The same as the operator.</summary>
    public static ChunkMask BitwiseOr(ChunkMask left, ChunkMask right) => left | right;

    /// <summary>Same messages.</summary>
    public readonly bool Equals(ChunkMask other) => _w0 == other._w0 && _w1 == other._w1 && _w2 == other._w2 && _w3 == other._w3;

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is ChunkMask other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode() => HashCode.Combine(_w0, _w1, _w2, _w3);

    /// <summary>Same messages.</summary>
    public static bool operator ==(ChunkMask left, ChunkMask right) => left.Equals(right);

    /// <summary>Other messages.</summary>
    public static bool operator !=(ChunkMask left, ChunkMask right) => !left.Equals(right);

    private readonly ulong Word(int word) => word switch { 0 => _w0, 1 => _w1, 2 => _w2, _ => _w3 };

    private void SetWord(int word, ulong value)
    {
        switch (word)
        {
            case 0: _w0 = value; break;
            case 1: _w1 = value; break;
            case 2: _w2 = value; break;
            default: _w3 = value; break;
        }
    }
}
