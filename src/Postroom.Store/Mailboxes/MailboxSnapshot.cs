using System.Numerics;
using Postroom.Imap;
using Postroom.Store.State;

namespace Postroom.Store;

/// <summary>A mailbox's messages at one moment. Immutable; the next one shares every chunk that did not change, as the same object.</summary>
public sealed class MailboxSnapshot
{
    private const int KeywordShift = 5; // FlagBits.FirstKeyword

    internal MailboxSnapshot(
        MailboxInfo info, ChunkList chunks, SharedMap<uint, ushort[]> moreKeywords, MailboxSnapshot? sameMembers = null)
    {
        (Info, Chunks, MoreKeywordNumbers) = (info, chunks, moreKeywords);
        Membership = sameMembers?.Membership ?? new object();
    }

    /// <summary>The mailbox's row at the same moment.</summary>
    public MailboxInfo Info { get; }

    /// <summary>By ascending UID; none is empty.</summary>
    public ChunkList Chunks { get; }

    /// <summary>The same object as another snapshot's of this mailbox only if both have the same messages in the same <see cref="ChunkColumns"/>: only flags differ.</summary>
    public object Membership { get; }

    /// <summary>How many messages.</summary>
    public int Count => Chunks.Messages;

    /// <summary>Keywords from number 58 on, by UID: only of messages with <see cref="FlagBits.HasMoreKeywords"/>.</summary>
    internal SharedMap<uint, ushort[]> MoreKeywordNumbers { get; }

    internal static MailboxSnapshot Empty(MailboxInfo info) => new(info, ChunkList.Empty, new SharedMap<uint, ushort[]>());

    /// <summary>How many messages stand before <see cref="Chunks"/>[<paramref name="chunk"/>].</summary>
    public int CountBefore(int chunk) => Chunks.CountBefore(chunk);

    /// <summary>Where the message with <paramref name="uid"/> is; false when there is none.</summary>
    public bool TryFind(Uid uid, out int chunk, out int index)
    {
        chunk = ChunkFrom(uid.Value);
        index = chunk < Chunks.Length ? Chunks[chunk].Columns.Uids.BinarySearch(uid.Value) : -1;
        return index >= 0;
    }

    /// <summary>Where the <paramref name="sequence"/>-th message is, from 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many.</exception>
    public void FindSequence(int sequence, out int chunk, out int index)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sequence, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sequence, Count);
        chunk = Chunks.ChunkAt(sequence - 1);
        index = sequence - 1 - Chunks.CountBefore(chunk);
    }

    /// <summary>The stretches of messages whose UIDs are in <paramref name="uids"/>, ascending; work in what is found and the logarithm of the rest.</summary>
    public IEnumerable<MessageSlice> Slices(UidSet uids)
    {
        int at = 0; // where the range before ended: the next one begins there or soon after
        for (int r = 0; r < uids.Ranges.Length; r++)
        {
            NumberRange range = uids.Ranges[r];
            at = at < Chunks.Length && Chunks[at].Columns.Uids[^1] < range.First ? ChunkFrom(range.First) : at;
            for (int c = at; c < Chunks.Length && Chunks[c].Columns.Uids[0] <= range.Last; c++)
            {
                at = c;
                (int start, int end) = Chunks[c].Columns.Between(range.First, range.Last);
                if (end > start)
                {
                    yield return new MessageSlice(c, start, end - start);
                }
            }
        }
    }

    /// <summary>The UIDs among <paramref name="uids"/> that are there.</summary>
    public UidSet Existing(UidSet uids)
    {
        var found = new UidSetBuilder();
        foreach (MessageSlice slice in Slices(uids))
        {
            AddUids(found, Chunks[slice.Chunk].Columns.Uids.Slice(slice.Start, slice.Length));
        }

        return found.ToUidSet();
    }

    /// <summary>How many of <paramref name="uids"/> are there.</summary>
    internal int CountOf(UidSet uids)
    {
        int count = 0;
        foreach (MessageSlice slice in Slices(uids))
        {
            count += slice.Length;
        }

        return count;
    }

    /// <summary>All UIDs.</summary>
    public UidSet AllUids()
    {
        var all = new UidSetBuilder();
        foreach (MessageChunk chunk in Chunks)
        {
            AddUids(all, chunk.Columns.Uids);
        }

        return all.ToUidSet();
    }

    /// <summary>Names of the keywords from number 58 on of a message; without allocation where <paramref name="flags"/> says that there are none.</summary>
    public IEnumerable<string> MoreKeywords(Uid uid, FlagBits flags) =>
        (flags & FlagBits.HasMoreKeywords) == 0 || MoreKeywordNumbers.Find(uid.Value) is not { Value: var numbers }
            ? []
            : numbers.Select(number => Info.Keywords[number]!);

    /// <summary>A message's flags as the wire has them, system flags first; \Recent is the session's to add.</summary>
    public FlagList Flags(int chunk, int index)
    {
        var flags = (FlagBits)Chunks[chunk].Flags[index];
        return [.. FlagNames.System(flags), .. Keywords(chunk, index).Select(Flag.Parse)];
    }

    /// <summary>Names of a message's keywords.</summary>
    public IReadOnlyList<string> Keywords(int chunk, int index)
    {
        ulong word = Chunks[chunk].Flags[index];
        bool hasMore = (word & (ulong)FlagBits.HasMoreKeywords) != 0;
        return KeywordNames(Info.Keywords, word, hasMore ? MoreKeywordNumbers.Find(Chunks[chunk].Columns.Uids[index])?.Value ?? [] : []);
    }

    /// <summary>Names of keywords.</summary>
    /// <param name="keywords">All of the mailbox's, by number.</param>
    /// <param name="word">A message's flags.</param>
    /// <param name="more">Its keywords from number 58 on.</param>
    internal static IReadOnlyList<string> KeywordNames(IReadOnlyList<string?> keywords, ulong word, ushort[] more)
    {
        ulong bits = (word & ~(ulong)FlagBits.HasMoreKeywords) >> KeywordShift;
        if (bits == 0 && more.Length == 0)
        {
            return [];
        }

        var names = new List<string>();
        for (; bits != 0; bits &= bits - 1)
        {
            names.Add(keywords[BitOperations.TrailingZeroCount(bits)]!);
        }

        names.AddRange(more.Select(number => keywords[number]!));
        return names;
    }

    /// <summary>Packs every chunk until somebody looks at it: nobody has for a while.</summary>
    internal void Rest()
    {
        foreach (MessageChunk chunk in Chunks)
        {
            chunk.Rest();
        }
    }

    internal MailboxSnapshot With(MailboxInfo info) => new(info, Chunks, MoreKeywordNumbers, this);

    /// <summary>The first chunk whose last UID is not below <paramref name="uid"/>; the number of chunks when there is none.</summary>
    public int ChunkFrom(uint uid) => Chunks.ChunkFrom(uid);

    internal static void AddUids(UidSetBuilder builder, ReadOnlySpan<uint> uids)
    {
        for (int from = 0; from < uids.Length;)
        {
            int to = from;
            while (to + 1 < uids.Length && uids[to + 1] == uids[to] + 1)
            {
                to++;
            }

            builder.Add(new Uid(uids[from]), new Uid(uids[to]));
            from = to + 1;
        }
    }
}
