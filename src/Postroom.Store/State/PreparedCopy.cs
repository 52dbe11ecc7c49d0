using Postroom.Imap;

namespace Postroom.Store.State;

/// <summary>A COPY of many messages on its way: chunks of the target that nobody sees yet, made from the source as it was and mended where it changed.</summary>
/// <param name="uids">Which messages of the source.</param>
/// <param name="rows">Major of the prepared rows' keys.</param>
/// <param name="time">Their SAVEDATE, in seconds since 1970-01-01T00:00:00Z.</param>
internal sealed class PreparedCopy(UidSet uids, long rows, long time)
{

    private readonly ConstantColumn _noModSeqs = new(0);
    private readonly ConstantColumn _saveDates = new(time);
    private KeywordTranslation? _keywords;
    private CopyTerms _terms;
    private uint _last; // UIDs of the source up to here were looked at

    /// <summary>Major of the prepared rows' keys.</summary>
    internal long Rows => rows;

    /// <summary>By ascending UID.</summary>
    internal List<PreparedChunk> Chunks { get; private set; } = [];

    /// <summary>How many UIDs it takes: some of them stay unused when messages of the source went meanwhile.</summary>
    internal uint UidCount { get; private set; }

    /// <summary>Set when it could not be shown because too much of it was no longer true.</summary>
    internal bool IsBehind { get; set; }

    /// <summary>How many chunks would have to be made to make it true.</summary>
    internal int CountBehind(MailboxSnapshot from, KeywordTable target, CopyTerms terms)
    {
        if (terms != _terms || _keywords?.TryContinue(target) != true)
        {
            return int.MaxValue;
        }

        HashSet<MessageChunk> current = [.. from.Chunks];
        return Chunks.Count(chunk => !IsTrue(chunk, current)) + (from.CountOf(Later()) / ChunkColumns.Capacity);
    }

    /// <summary>Makes it true for <paramref name="from"/>; chunks that are true stay.</summary>
    /// <param name="from">The source, as who copies sees it.</param>
    /// <param name="target">The target's keywords.</param>
    /// <param name="terms">Which flags come into the target.</param>
    /// <param name="emptied">Gets the first UIDs of chunks of which nothing is left.</param>
    /// <returns>False when the target has no room for a keyword.</returns>
    internal bool TryRefresh(MailboxSnapshot from, KeywordTable target, CopyTerms terms, List<uint> emptied)
    {
        IsBehind = false;
        bool renumbered = terms != _terms || _keywords?.TryContinue(target) != true;
        _keywords = renumbered ? new KeywordTranslation(target) : _keywords;
        _terms = terms;
        HashSet<MessageChunk> current = [.. from.Chunks];
        var chunks = new List<PreparedChunk>(Math.Max(Chunks.Count, from.Chunks.Length));
        foreach (PreparedChunk chunk in Chunks)
        {
            if (!renumbered && IsTrue(chunk, current))
            {
                chunks.Add(chunk);
                continue;
            }

            var still = new UidSetBuilder();
            MailboxSnapshot.AddUids(still, chunk.SourceUids);
            int before = chunks.Count;
            uint first = chunk.First;
            if (!TryMake(from, still.ToUidSet(), ref first, chunks))
            {
                return false;
            }

            if (chunks.Count == before)
            {
                emptied.Add(chunk.First);
            }
        }

        uint next = UidCount + 1;
        if (!TryMake(from, Later(), ref next, chunks))
        {
            return false;
        }

        (Chunks, UidCount) = (chunks, next - 1);
        _last = from.Chunks is [.., var end] ? Math.Max(_last, end.Columns.Uids[^1]) : _last;
        return true;
    }

    private static bool IsTrue(PreparedChunk chunk, HashSet<MessageChunk> current)
    {
        foreach (MessageChunk source in chunk.Sources)
        {
            if (!current.Contains(source))
            {
                return false;
            }
        }

        return true;
    }

    // What came into the source since it was last looked at.
    private UidSet Later() => _last == uint.MaxValue ? UidSet.Empty : uids.Intersect(UidSet.Range(new Uid(_last + 1), new Uid(uint.MaxValue)));

    private bool TryMake(MailboxSnapshot from, UidSet some, ref uint next, List<PreparedChunk> made)
    {
        var slices = new List<MessageSlice>();
        int count = 0;
        foreach (MessageSlice slice in from.Slices(some))
        {
            if (count + slice.Length > ChunkColumns.Capacity)
            {
                if (!TryJoin(from, slices, ref next, made))
                {
                    return false;
                }

                slices.Clear();
                count = 0;
            }

            slices.Add(slice);
            count += slice.Length;
        }

        return slices.Count == 0 || TryJoin(from, slices, ref next, made);
    }

    private bool TryJoin(MailboxSnapshot from, List<MessageSlice> slices, ref uint next, List<PreparedChunk> made)
    {
        int count = slices.Sum(static slice => slice.Length);
        var entries = new NewEntry[count];
        var sourceUids = new uint[count];
        var more = new SharedMap<uint, ushort[]>();
        byte[]? own = null;
        uint first = next;
        foreach (MessageSlice slice in slices)
        {
            MessageChunk chunk = from.Chunks[slice.Chunk];
            ChunkColumns columns = chunk.Columns;
            columns.Uids.Slice(slice.Start, slice.Length).CopyTo(sourceUids.AsSpan((int)(next - first)));
            for (int i = slice.Start; i < slice.Start + slice.Length; i++)
            {
                if (!TryTranslate(from, chunk, i, out FlagWord flags))
                {
                    return false;
                }

                (flags, ulong privately) = _terms.Split(flags);
                if (privately != 0)
                {
                    (own ??= new byte[count])[next - first] = (byte)privately;
                }

                entries[next - first] = new NewEntry(columns.Emails[i], columns.Sizes[i], columns.InternalDates[i], columns.ZoneMinutes[i], flags);
                if (flags.More.Length > 0)
                {
                    more = more.With(next, flags.More);
                }

                next++;
            }
        }

        MessageChunk[] sources = [.. slices.Select(slice => from.Chunks[slice.Chunk]).Distinct()];
        MessageChunk copies = slices is [var only] && only.Length == sources[0].Count
            ? Whole(sources[0], first, entries)
            : ChunkEdit.Append(null, first, entries, modSeq: 0, time);
        made.Add(new PreparedChunk(sources, sourceUids, copies, more) { Private = own });
        return true;
    }

    // Who may not write there brings no keywords, and makes none.
    private bool TryTranslate(MailboxSnapshot from, MessageChunk chunk, int index, out FlagWord flags)
    {
        flags = new FlagWord(chunk.Flags[index] & (ulong)FlagNames.SystemMask, []);
        return !_terms.HasKeywords || _keywords!.TryTranslate(from, chunk, index, out flags);
    }

    // Most of a large copy: a whole chunk, whose columns are shared with the source's.
    private MessageChunk Whole(MessageChunk chunk, uint first, NewEntry[] entries)
    {
        var uids = new uint[chunk.Count];
        var flags = new ulong[chunk.Count];
        for (int i = 0; i < uids.Length; i++)
        {
            (uids[i], flags[i]) = (first + (uint)i, entries[i].Flags.Bits);
        }

        return chunk.With(chunk.Columns.With(uids, _saveDates.Of(uids.Length)), _noModSeqs.Of(uids.Length), chunk.Flags.SequenceEqual(flags) ? null : flags);
    }
}
