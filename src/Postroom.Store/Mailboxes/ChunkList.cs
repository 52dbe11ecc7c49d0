using System.Collections;

namespace Postroom.Store;

/// <summary>
/// A mailbox's chunks in order, in pages of 64. Immutable: a change copies the pages it touches and shares the others as the same objects,
/// so that who compares two lists skips what is the same 64 chunks at a time, and a flag costs the same in a mailbox of any size.
/// </summary>
public sealed class ChunkList : IReadOnlyList<MessageChunk>
{
    private readonly ChunkPage[] _pages; // all but the last are full
    private readonly int[] _before; // messages before each page, and their number at the end

    private ChunkList(ChunkPage[] pages, int[]? before = null)
    {
        _pages = pages;
        Length = pages.Length == 0 ? 0 : ((pages.Length - 1) * ChunkPage.Capacity) + pages[^1].Chunks.Length;
        _before = before ?? Prefixes(pages);
    }

    /// <summary>No chunks.</summary>
    public static ChunkList Empty { get; } = new([]);

    /// <summary>How many chunks.</summary>
    public int Length { get; }

    int IReadOnlyCollection<MessageChunk>.Count => Length;

    /// <summary>How many messages are in all of them.</summary>
    internal int Messages => _before[^1];

    /// <summary>The pages.</summary>
    internal ReadOnlySpan<ChunkPage> Pages => _pages;

    /// <summary>The chunk at a place, from 0.</summary>
    /// <exception cref="IndexOutOfRangeException">There is none.</exception>
    public MessageChunk this[int index] => _pages[index / ChunkPage.Capacity].Chunks[index % ChunkPage.Capacity];

    /// <summary>A list of <paramref name="chunks"/> that shares what pages it can with <paramref name="like"/>.</summary>
    internal static ChunkList Of(ReadOnlySpan<MessageChunk> chunks, ChunkList? like = null)
    {
        var pages = new ChunkPage[(chunks.Length + ChunkPage.Capacity - 1) / ChunkPage.Capacity];
        for (int page = 0; page < pages.Length; page++)
        {
            ReadOnlySpan<MessageChunk> some = chunks[(page * ChunkPage.Capacity)..Math.Min((page + 1) * ChunkPage.Capacity, chunks.Length)];
            ChunkPage? old = page < like?._pages.Length ? like._pages[page] : null;
            pages[page] = old is not null && some.SequenceEqual(old.Chunks) ? old : new(some.ToArray());
        }

        return new(pages);
    }

    /// <summary>The first chunk from <paramref name="from"/> on with a message whose MODSEQ is above <paramref name="modSeq"/>; <see cref="Length"/> when there is none.</summary>
    public int NextAbove(long modSeq, int from)
    {
        while (from < Length)
        {
            ChunkPage page = _pages[from / ChunkPage.Capacity];
            if (page.HighestModSeq <= modSeq)
            {
                from = ((from / ChunkPage.Capacity) + 1) * ChunkPage.Capacity;
            }
            else if (page.Chunks[from % ChunkPage.Capacity].HighestModSeq <= modSeq)
            {
                from++;
            }
            else
            {
                return from;
            }
        }

        return Length;
    }

    /// <summary>The first chunk whose last UID is not below <paramref name="uid"/>; <see cref="Length"/> when there is none.</summary>
    internal int ChunkFrom(long uid)
    {
        int low = 0, high = Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = this[middle].Columns.Uids[^1] < uid ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>How many messages stand before the chunk at <paramref name="chunk"/>, 0 to <see cref="Length"/>.</summary>
    internal int CountBefore(int chunk) =>
        chunk == Length ? Messages : _before[chunk / ChunkPage.Capacity] + _pages[chunk / ChunkPage.Capacity].Before[chunk % ChunkPage.Capacity];

    /// <summary>The chunk that holds the message before which there are <paramref name="count"/>, fewer than <see cref="Messages"/>.</summary>
    internal int ChunkAt(int count)
    {
        int page = At(_before, count);
        return (page * ChunkPage.Capacity) + At(_pages[page].Before, count - _before[page]);
    }

    /// <summary>The first place from <paramref name="at"/> on, both in this and in <paramref name="other"/>, that is not in a page that both share.</summary>
    internal int SkipShared(ChunkList other, int at)
    {
        for (int page = at / ChunkPage.Capacity; at % ChunkPage.Capacity == 0 && page < Math.Min(_pages.Length, other._pages.Length) && ReferenceEquals(_pages[page], other._pages[page]); page++)
        {
            at += _pages[page].Chunks.Length;
        }

        return at;
    }

    /// <summary>The same with other chunks of as many messages in some places, ascending.</summary>
    internal ChunkList With(List<(int At, MessageChunk Chunk)> changes)
    {
        var pages = (ChunkPage[])_pages.Clone();
        for (int i = 0; i < changes.Count;)
        {
            int page = changes[i].At / ChunkPage.Capacity;
            var chunks = (MessageChunk[])pages[page].Chunks.Clone();
            for (; i < changes.Count && changes[i].At / ChunkPage.Capacity == page; i++)
            {
                chunks[changes[i].At % ChunkPage.Capacity] = changes[i].Chunk;
            }

            pages[page] = pages[page].With(chunks);
        }

        return new(pages, _before);
    }

    /// <summary>The same with more chunks behind it.</summary>
    /// <param name="last">What takes the place of the last one; null to leave it.</param>
    /// <param name="more">What comes behind.</param>
    internal ChunkList Appended(MessageChunk? last, ReadOnlySpan<MessageChunk> more)
    {
        int same = Length - (last is null ? 0 : 1);
        int kept = same / ChunkPage.Capacity; // pages that stay as they are
        List<MessageChunk> tail = [.. Range((kept * ChunkPage.Capacity)..same)];
        if (last is not null)
        {
            tail.Add(last);
        }

        tail.AddRange(more);
        var pages = new ChunkPage[kept + ((tail.Count + ChunkPage.Capacity - 1) / ChunkPage.Capacity)];
        _pages.AsSpan(0, kept).CopyTo(pages);
        for (int page = kept; page < pages.Length; page++)
        {
            int from = (page - kept) * ChunkPage.Capacity;
            pages[page] = new([.. tail[from..Math.Min(from + ChunkPage.Capacity, tail.Count)]]);
        }

        return new(pages);
    }

    /// <summary>Some of them.</summary>
    internal MessageChunk[] Range(Range range)
    {
        (int offset, int count) = range.GetOffsetAndLength(Length);
        var chunks = new MessageChunk[count];
        for (int copied = 0; copied < count;)
        {
            ReadOnlySpan<MessageChunk> page = _pages[(offset + copied) / ChunkPage.Capacity].Chunks.AsSpan((offset + copied) % ChunkPage.Capacity);
            page = page[..Math.Min(page.Length, count - copied)];
            page.CopyTo(chunks.AsSpan(copied));
            copied += page.Length;
        }

        return chunks;
    }

    /// <summary>Goes through all.</summary>
    public Enumerator GetEnumerator() => new(this);

    IEnumerator<MessageChunk> IEnumerable<MessageChunk>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static int At(int[] before, int count)
    {
        int at = Array.BinarySearch(before, count);
        return at < 0 ? ~at - 1 : at;
    }

    private static int[] Prefixes(ChunkPage[] pages)
    {
        var before = new int[pages.Length + 1];
        for (int i = 0; i < pages.Length; i++)
        {
            before[i + 1] = before[i] + pages[i].Messages;
        }

        return before;
    }

    /// <summary>Goes through a <see cref="ChunkList"/>.</summary>
    public struct Enumerator : IEnumerator<MessageChunk>
    {
        private readonly ChunkList _list;
        private int _at;

        internal Enumerator(ChunkList list) => (_list, _at) = (list, -1);

        /// <inheritdoc/>
        public readonly MessageChunk Current => _list[_at];

        readonly object IEnumerator.Current => Current;

        /// <inheritdoc/>
        public bool MoveNext() => ++_at < _list.Length;

        /// <inheritdoc/>
        public void Reset() => _at = -1;

        /// <inheritdoc/>
        public readonly void Dispose()
        {
        }
    }
}
