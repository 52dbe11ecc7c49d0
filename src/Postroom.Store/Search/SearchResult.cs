using Postroom.Imap;

namespace Postroom.Store;

/// <summary>What a search found, in some 40 octets for 256 messages however they lie.</summary>
public sealed class SearchResult
{
    private readonly List<(MessageChunk Chunk, ChunkMask Found)> _found = [];
    private readonly UidSetBuilder _unreadable = new();

    internal SearchResult() { }

    /// <summary>Nothing was found.</summary>
    public bool IsEmpty => _found.Count == 0;

    /// <summary>Messages of which it is not known whether they are among the found, as their octets cannot be read.</summary>
    public UidSet Unreadable { get; private set; } = UidSet.Empty;

    /// <summary>UIDs of the found messages, lowest first, those side by side together.</summary>
    public IEnumerable<NumberRange> Ranges()
    {
        var range = default(NumberRange);
        foreach ((MessageChunk chunk, ChunkMask found) in _found)
        {
            for (int i = found.Next(0); i < chunk.Count; i = found.Next(i + 1))
            {
                uint uid = chunk.Columns.Uids[i];
                if (range.First > 0 && range.Last + 1 == uid)
                {
                    range = range with { Last = uid };
                    continue;
                }

                if (range.First > 0)
                {
                    yield return range;
                }

                range = new NumberRange(uid, uid);
            }
        }

        if (range.First > 0)
        {
            yield return range;
        }
    }

    /// <summary>The found messages as a set: up to 8 octets a message.</summary>
    public UidSet ToUidSet()
    {
        var uids = new UidSetBuilder();
        foreach (NumberRange range in Ranges())
        {
            uids.Add(new Uid(range.First), new Uid(range.Last));
        }

        return uids.ToUidSet();
    }

    /// <summary>The highest MODSEQ of the found messages, as the search saw them.</summary>
    /// <param name="among">Only of these; null is all.</param>
    public ModSeq HighestModSeq(UidSet? among = null)
    {
        long highest = 0;
        foreach ((MessageChunk chunk, ChunkMask found) in _found)
        {
            for (int i = found.Next(0); i < chunk.Count; i = found.Next(i + 1))
            {
                if (chunk.ModSeqs[i] > highest && among?.Contains(new Uid(chunk.Columns.Uids[i])) != false)
                {
                    highest = chunk.ModSeqs[i];
                }
            }
        }

        return new((ulong)highest);
    }

    internal void Add(MessageChunk chunk, ChunkMatch match)
    {
        if (!match.Holds.IsEmpty)
        {
            _found.Add((chunk, match.Holds));
        }

        for (int i = match.Unknown.Next(0); i < chunk.Count; i = match.Unknown.Next(i + 1))
        {
            _unreadable.Add(new Uid(chunk.Columns.Uids[i]));
        }
    }

    /// <summary>All was searched. What has gone from the mailbox meanwhile, and its octets perhaps with it, is not missed.</summary>
    internal SearchResult Complete(MailboxSnapshot now)
    {
        Unreadable = now.Existing(_unreadable.ToUidSet());
        return this;
    }
}
