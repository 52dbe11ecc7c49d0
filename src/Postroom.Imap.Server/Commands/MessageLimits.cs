using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>Of too many messages a command takes the highest, and its code tells how far down it came (RFC 9738 §3.1).</summary>
internal static class MessageLimits
{
    private static readonly UidSet Everything = UidSet.Range(new Uid(1), new Uid(uint.MaxValue));

    /// <summary>As many of <paramref name="selection"/> as one command may be about; the code is null where that is all.</summary>
    internal static (MessageSelection Taken, MessageLimitCode? Code) Take(this MessageSelection selection, long limit)
    {
        if (selection.Count <= limit)
        {
            return (selection, null);
        }

        MessageSelection taken = selection.Places(selection.Count - limit + 1, selection.Count);
        return (taken, new((uint)limit, taken.Lowest));
    }

    /// <summary>Likewise for what a search looks at, "NOT the number of matched messages": what the sets among its keys leave.</summary>
    /// <param name="keys">Their sets are UIDs by now (<see cref="SearchSets"/>).</param>
    /// <param name="messages">Those that the client knows.</param>
    /// <param name="limit">How many.</param>
    internal static (SearchAnd Keys, MessageLimitCode? Code) Take(SearchAnd keys, ViewMessages messages, long limit)
    {
        if (messages.Count <= limit)
        {
            return (keys, null);
        }

        (MessageSelection taken, MessageLimitCode? code) = MessageSelection.ByUid(messages, LookedAt(keys)).Take(limit);
        if (code is null)
        {
            return (keys, null);
        }

        var only = new SearchSet(SequenceSet.From(taken.ToUidSet()), IsUid: true);
        return (new SearchAnd([only, keys]), code);
    }

    /// <summary>Likewise for UID EXPUNGE: of the messages with \Deleted.</summary>
    internal static (UidSet Uids, MessageLimitCode? Code) TakeDeleted(MailboxSnapshot now, UidSet uids, long limit)
    {
        List<Uid> taken = [];
        for (int c = limit == long.MaxValue ? -1 : now.Chunks.Length - 1; c >= 0; c--)
        {
            MessageChunk chunk = now.Chunks[c];
            for (int i = chunk.Count - 1; i >= 0; i--)
            {
                var uid = new Uid(chunk.Columns.Uids[i]);
                if ((chunk.Flags[i] & (ulong)FlagBits.Deleted) == 0 || !uids.Contains(uid))
                {
                    continue;
                }

                if (taken.Count == limit)
                {
                    return (UidSet.From(taken), new((uint)limit, taken[^1]));
                }

                taken.Add(uid);
            }
        }

        return (uids, null);
    }

    private static UidSet LookedAt(SearchKey key)
    {
        switch (key)
        {
            case SearchSet set:
                return set.Messages.ResolveUids(null);
            case SearchAnd and:
                UidSet all = Everything;
                foreach (SearchKey each in and.Keys)
                {
                    all = all.Intersect(LookedAt(each));
                }

                return all;
            default:
                return key == SearchSets.Nothing ? UidSet.Empty : Everything;
        }
    }
}
