using Postroom.Imap;

namespace Postroom.Store.State;

/// <summary>An expunge of very many messages with others between them, on its way: from the first of them on, chunks of what stays under rows that no mailbox names yet. The rows of before become the record of what went.</summary>
/// <param name="uids">Which messages.</param>
/// <param name="onlyDeleted">True: of them only those with \Deleted.</param>
/// <param name="rows">Major of the prepared rows' keys.</param>
internal sealed class PreparedRemoval(UidSet uids, bool onlyDeleted, long rows)
{
    // A mailbox's row has one for each: beyond these all of the mailbox is written anew, into one.
    private const int MostStretches = 128;

    private List<RemovalSpan> _spans = [];
    private uint _last; // UIDs up to here were looked at

    /// <summary>Major of the prepared rows' keys.</summary>
    internal long Rows => rows;

    /// <summary>The first UID of what is written anew; 0 when nothing goes.</summary>
    internal uint First { get; private set; }

    /// <summary>By ascending UID, without gaps.</summary>
    internal IReadOnlyList<RemovalSpan> Spans => _spans;

    /// <summary>What goes.</summary>
    internal UidSet Gone { get; private set; } = UidSet.Empty;

    /// <summary>What stays.</summary>
    internal IEnumerable<PreparedChunk> Chunks => _spans.Where(static span => span.Left is not null).Select(static span => span.Left!);

    /// <summary>Set when it could not be shown because too much of it was no longer true.</summary>
    internal bool IsBehind { get; set; }

    /// <summary>Set when a commit took it over: its rows are the mailbox's.</summary>
    internal bool IsUsed { get; set; }

    /// <summary>How many chunks an ordinary commit would write, or take apart message by message.</summary>
    internal static int CountParts(MailboxSnapshot now, UidSet uids, bool onlyDeleted, int leastGivenUp)
    {
        int parts = 0, run = 0, messages = 0;
        foreach (MessageChunk chunk in now.Chunks)
        {
            int gone = 0;
            for (int i = 0; i < chunk.Count; i++)
            {
                gone += IsGone(uids, onlyDeleted, chunk, i) ? 1 : 0;
            }

            if (gone == chunk.Count)
            {
                (run, messages) = (run + 1, messages + gone);
                continue;
            }

            parts += (messages < leastGivenUp ? run : 0) + (gone > 0 ? 1 : 0);
            (run, messages) = (0, 0);
        }

        return parts + (messages < leastGivenUp ? run : 0);
    }

    /// <summary>How many chunks would have to be looked through to make it true.</summary>
    internal int CountBehind(MailboxSnapshot now)
    {
        HashSet<MessageChunk> current = [.. now.Chunks];
        return _spans.Where(span => !span.IsTrue(current)).Sum(static span => span.Sources.Count) + now.Chunks.Length - now.ChunkFrom(_last == uint.MaxValue ? _last : _last + 1);
    }

    /// <summary>Makes it true for <paramref name="now"/>; what is true stays.</summary>
    /// <param name="now">The mailbox.</param>
    /// <param name="emptied">Gets the first UIDs of stored chunks that are none any more.</param>
    internal void Refresh(MailboxSnapshot now, List<uint> emptied)
    {
        IsBehind = false;
        var packing = new RemovalPacking(now, (chunk, i) => IsGone(uids, onlyDeleted, chunk, i));
        var spans = new List<RemovalSpan>(_spans.Count);
        uint first = Begin(now);
        if (first == 0)
        {
            return;
        }

        HashSet<MessageChunk> current = [.. now.Chunks];
        foreach (RemovalSpan span in _spans)
        {
            if (span.IsTrue(current))
            {
                spans.Add(span);
            }
            else
            {
                packing.Pack(span.First == First ? first : span.First, span.Last, spans);
            }
        }

        uint last = now.Chunks is [.., var end] ? end.Columns.Uids[^1] : 0;
        if (last > _last)
        {
            packing.Pack(Math.Max(first, _last + 1), last, spans);
            _last = last;
        }

        HashSet<uint> firsts = [.. spans.Where(static span => span.Left is not null).Select(static span => span.Left!.First)];
        emptied.AddRange(Chunks.Where(chunk => chunk.IsStored && !firsts.Contains(chunk.First)).Select(static chunk => chunk.First));
        Gone = spans.SequenceEqual(_spans, ReferenceEqualityComparer.Instance) ? Gone : GoneOf(spans);
        (_spans, First) = (spans, first);
    }

    private static UidSet GoneOf(List<RemovalSpan> spans)
    {
        var gone = new UidSetBuilder();
        foreach (RemovalSpan span in spans)
        {
            MailboxSnapshot.AddUids(gone, span.Gone);
        }

        return gone.ToUidSet();
    }

    private static bool IsGone(UidSet uids, bool onlyDeleted, MessageChunk chunk, int index) =>
        (!onlyDeleted || ((FlagBits)chunk.Flags[index] & FlagBits.Deleted) != 0) && uids.Contains(new Uid(chunk.Columns.Uids[index]));

    // Where it begins: always where a chunk does. One that was joined with the chunk before it meanwhile belongs to it whole.
    private uint Begin(MailboxSnapshot now)
    {
        if (First > 0)
        {
            int at = now.ChunkFrom(First);
            return at < now.Chunks.Length ? Math.Min(First, now.Chunks[at].Columns.Uids[0]) : First;
        }

        foreach (MessageChunk chunk in now.Chunks)
        {
            for (int i = 0; i < chunk.Count; i++)
            {
                if (IsGone(uids, onlyDeleted, chunk, i))
                {
                    return (now.Info.MoreStretches.Length < MostStretches ? chunk : now.Chunks[0]).Columns.Uids[0];
                }
            }
        }

        return 0;
    }
}
