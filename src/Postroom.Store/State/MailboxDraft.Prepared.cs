using Postroom.Imap;

namespace Postroom.Store.State;

internal sealed partial class MailboxDraft
{
    /// <summary>Puts prepared copies behind all messages: they get their UIDs now.</summary>
    /// <param name="copy">What was prepared; it is true.</param>
    /// <param name="adder">Whose private flags come with it; null for the owner, who has none.</param>
    /// <param name="stored">Gets the chunks whose rows are in the engine.</param>
    /// <param name="uids">The UIDs that they got.</param>
    /// <returns>False when the mailbox has not so many UIDs left.</returns>
    internal bool TryAppend(PreparedCopy copy, PrincipalDraft? adder, List<MessageChunk> stored, out UidSet uids)
    {
        uids = UidSet.Empty;
        if (copy.Chunks.Count == 0)
        {
            return true; // all of it went meanwhile
        }

        Flush();
        if (_uidNext + copy.UidCount - 1 > uint.MaxValue)
        {
            return false;
        }

        uint shift = (uint)(_uidNext - 1);
        var modSeqs = new ConstantColumn(_modSeq);
        var given = new UidSetBuilder();
        List<MessageChunk> chunks = [.. Chunks];
        foreach (PreparedChunk prepared in copy.Chunks)
        {
            MessageChunk chunk = prepared.At(shift, modSeqs);
            chunks.Add(chunk);
            Count(chunk);
            AddToPrincipals(chunk, prepared.Private, adder);
            MailboxSnapshot.AddUids(given, chunk.Columns.Uids);
            if (prepared.IsStored)
            {
                stored.Add(chunk);
            }

            foreach (SharedMap<uint, ushort[]>.Entry numbers in prepared.MoreKeywords.Entries())
            {
                _more = _more.With(numbers.Key + shift, numbers.Value);
            }
        }

        _uidNext += copy.UidCount;
        Replace(chunks);
        IsChanged = true;
        _info = _info with { MoreStretches = _info.MoreStretches.Add(new ChunkStretch(shift + 1, copy.Rows, shift, _modSeq)) };
        uids = given.ToUidSet();
        return true;
    }

    /// <summary>Takes messages out as it was prepared: from its first UID on the mailbox's rows are the prepared ones.</summary>
    internal void Remove(PreparedRemoval removal)
    {
        MailboxSnapshot snapshot = Current();
        foreach (RemovalSpan span in removal.Spans)
        {
            _messages -= span.Counts.Messages;
            _size -= span.Counts.Size;
            _deleted -= span.Counts.Deleted;
            _unseen -= span.Counts.Unseen;
            int recent = Array.BinarySearch(span.Gone, (uint)Math.Min(_info.RecentFrom, uint.MaxValue));
            _recent -= span.Gone.Length - (recent < 0 ? ~recent : recent);
        }

        _more = _more.Without(uid => removal.Gone.Contains(new Uid(uid)));
        RemoveFromPrincipals(removal.Gone);
        Replace([.. snapshot.Chunks.Range(..snapshot.ChunkFrom(removal.First)), .. removal.Chunks.Select(static chunk => chunk.Chunk)]);
        IsChanged = true;
        UidSet before = removal.First == 1 ? UidSet.Empty : UidSet.Range(new Uid(1), new Uid(removal.First - 1));
        _info = _info with
        {
            MoreStretches = [.. _info.MoreStretches.Where(stretch => stretch.First < removal.First), new ChunkStretch(removal.First, removal.Rows, 0, 0)],
            GivenUp = _info.GivenUp.Intersect(before), // rows under other numbers than those that are read from now on
        };
    }

    private void Count(MessageChunk chunk)
    {
        _messages += chunk.Count;
        _recent += chunk.Count;
        for (int i = 0; i < chunk.Count; i++)
        {
            var flags = (FlagBits)chunk.Flags[i];
            _size += chunk.Columns.Sizes[i];
            _deleted += (flags & FlagBits.Deleted) != 0 ? 1 : 0;
            if ((flags & FlagBits.Seen) == 0)
            {
                _unseen++;
                Unseen(chunk.Columns.Uids[i]);
            }
        }
    }
}
