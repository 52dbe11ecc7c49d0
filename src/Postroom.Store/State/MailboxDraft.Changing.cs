using Postroom.Imap;

namespace Postroom.Store.State;

internal sealed partial class MailboxDraft
{
    // Chunks smaller than this are joined with a neighbour where both fit into three quarters of one.
    private const int SmallChunk = 64;

    /// <summary>STORE: work in the messages named, and one copy of each chunk in which something changes.</summary>
    /// <param name="uids">Which messages.</param>
    /// <param name="kind">How.</param>
    /// <param name="word">Which flags.</param>
    /// <param name="settable">Those that may be changed at all; others stay.</param>
    /// <param name="unchangedSince">Messages with a higher MODSEQ are left alone.</param>
    /// <param name="actor">Who has the mailbox's private flags for themselves; null for the owner.</param>
    internal FlagsChanged ChangeFlags(UidSet uids, FlagChangeKind kind, FlagWord word, ulong settable, long? unchangedSince, PrincipalDraft? actor)
    {
        ulong own = actor is null ? 0 : (ulong)_info.PrivateFlags;
        word = word.And(settable);
        var done = new UidSetBuilder();
        var refused = new UidSetBuilder();
        MailboxSnapshot snapshot = Current();
        MessageChunk? chunk = null;
        int at = -1;
        ulong[]? flags = null;
        long[]? modSeqs = null;
        var changes = new List<(int At, MessageChunk Chunk)>();
        foreach (MessageSlice slice in snapshot.Slices(uids))
        {
            if (slice.Chunk != at)
            {
                Keep(at, chunk, flags, modSeqs, changes);
                (at, chunk, flags, modSeqs) = (slice.Chunk, snapshot.Chunks[slice.Chunk], null, null);
            }

            for (int i = slice.Start; i < slice.Start + slice.Length; i++)
            {
                var uid = new Uid(chunk!.Columns.Uids[i]);
                long modSeq = actor?.ModSeqOf(uid.Value, chunk.ModSeqs[i]) ?? chunk.ModSeqs[i];
                if (modSeq > unchangedSince)
                {
                    refused.Add(uid);
                    continue;
                }

                done.Add(uid);
                ChangePrivate(actor, uid.Value, kind, word.Bits, settable & own);
                FlagWord old = WordOf(chunk, i);
                FlagWord now = old.Change(kind, word.And(~own), settable & ~own);
                if (!now.Same(old))
                {
                    flags ??= chunk.Flags.ToArray();
                    modSeqs ??= chunk.ModSeqs.ToArray();
                    (flags[i], modSeqs[i]) = (now.Bits, _modSeq);
                    Count(uid, old, now);
                }
            }
        }

        Keep(at, chunk, flags, modSeqs, changes);
        if (changes.Count > 0)
        {
            (_chunks, IsChanged) = (Chunks.With(changes), true);
        }

        UidSet changed = done.ToUidSet();
        UidSet left = refused.ToUidSet();
        return new FlagsChanged(changed, left, uids.Except(changed).Except(left));
    }

    /// <summary>Takes messages out; the caller keeps what it wants to know of them before.</summary>
    /// <param name="uids">Which.</param>
    /// <param name="givenUp">From where to where among them the chunks' rows stay, as a record.</param>
    internal void Remove(UidSet uids, UidSet givenUp)
    {
        MailboxSnapshot snapshot = Current();
        var chunks = new List<MessageChunk>(snapshot.Chunks.Length);
        var gone = new bool[ChunkColumns.Capacity];
        bool areMany = !givenUp.IsEmpty;
        int at = 0;
        foreach (MessageSlice slice in snapshot.Slices(uids))
        {
            if (slice.Chunk >= at)
            {
                Take(snapshot, chunks, ref at, slice.Chunk, gone);
            }

            for (int i = slice.Start; i < slice.Start + slice.Length; i++)
            {
                gone[i] = true;
                Discount(snapshot.Chunks[slice.Chunk], i);
                if (!areMany)
                {
                    RemoveFromPrincipals(snapshot.Chunks[slice.Chunk].Columns.Uids[i]);
                }
            }
        }

        if (at == 0)
        {
            return; // none of them is there
        }

        if (areMany)
        {
            RemoveFromPrincipals(uids);
        }

        Take(snapshot, chunks, ref at, snapshot.Chunks.Length, gone);
        Replace(Joined(chunks));
        IsChanged = true;
        _info = givenUp.IsEmpty ? _info : _info with { GivenUp = _info.GivenUp.Union(givenUp) };
    }

    // Chunks before "next" are taken over; the one in progress (at - 1) without what is marked gone.
    private static void Take(MailboxSnapshot snapshot, List<MessageChunk> chunks, ref int at, int next, bool[] gone)
    {
        if (at > 0)
        {
            MessageChunk last = snapshot.Chunks[at - 1];
            if (Array.IndexOf(gone, true) < 0)
            {
                chunks.Add(last);
            }
            else if (ChunkEdit.Remove(last, gone) is { } left)
            {
                chunks.Add(left);
            }

            Array.Clear(gone);
        }

        for (; at < next; at++)
        {
            chunks.Add(snapshot.Chunks[at]);
        }

        at = next + 1;
    }

    private static List<MessageChunk> Joined(List<MessageChunk> chunks)
    {
        var joined = new List<MessageChunk>(chunks.Count);
        foreach (MessageChunk chunk in chunks)
        {
            if (joined.Count > 0 && Math.Min(joined[^1].Count, chunk.Count) < SmallChunk && joined[^1].Count + chunk.Count <= ChunkColumns.Capacity * 3 / 4)
            {
                joined[^1] = ChunkEdit.Join(joined[^1], chunk);
            }
            else
            {
                joined.Add(chunk);
            }
        }

        return joined;
    }

    private static void Keep(int at, MessageChunk? chunk, ulong[]? flags, long[]? modSeqs, List<(int At, MessageChunk Chunk)> changes)
    {
        if (flags is not null)
        {
            changes.Add((at, new MessageChunk(chunk!.Columns, flags, modSeqs!)));
        }
    }

    private void Count(Uid uid, FlagWord old, FlagWord now)
    {
        if (now.More.Length > 0)
        {
            _more = _more.With(uid.Value, now.More);
        }
        else if (old.More.Length > 0)
        {
            _more = _more.Without(uid.Value);
        }

        _deleted += Has(now, FlagBits.Deleted) - Has(old, FlagBits.Deleted);
        _unseen -= Has(now, FlagBits.Seen) - Has(old, FlagBits.Seen);
        if (Has(now, FlagBits.Seen) == 0)
        {
            Unseen(uid.Value);
        }
    }

    private void Discount(MessageChunk chunk, int index)
    {
        FlagWord word = WordOf(chunk, index);
        uint uid = chunk.Columns.Uids[index];
        _more = word.More.Length > 0 ? _more.Without(uid) : _more;
        _messages--;
        _size -= chunk.Columns.Sizes[index];
        _deleted -= Has(word, FlagBits.Deleted);
        _unseen -= 1 - Has(word, FlagBits.Seen);
        _recent -= uid >= _info.RecentFrom ? 1 : 0;
    }

    private static int Has(FlagWord word, FlagBits flag) => (word.Bits & (ulong)flag) != 0 ? 1 : 0;
}
