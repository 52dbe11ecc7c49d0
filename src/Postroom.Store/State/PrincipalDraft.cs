using Postroom.Imap;

namespace Postroom.Store.State;

/// <summary>What one principal besides the owner has in a mailbox, while a commit changes it.</summary>
internal sealed class PrincipalDraft(MailboxPrincipal row)
{
    private MailboxPrincipal _row = row;
    private int _seen = row.Seen;
    private long _highestModSeq = row.HighestModSeq;
    private long _firstUnseen = row.FirstUnseen; // no unseen message is before it; 0: none at all

    internal MailboxPrincipal Row => _row;

    /// <summary>Loaded when it may change; null while messages only come in.</summary>
    internal OverlayDraft? Overlay { get; set; }

    internal long ModSeqOf(uint uid, long shared) => Math.Max(Math.Max(shared, Overlay!.Find(uid).ModSeq), _row.Since);

    internal void Set(uint uid, ulong flags, long modSeq)
    {
        bool was = IsSeen(uid);
        Overlay!.Set(uid, flags, modSeq);
        _highestModSeq = modSeq;
        bool isSeen = IsSeen(uid);
        _seen += (isSeen ? 1 : 0) - (was ? 1 : 0);
        if (!isSeen)
        {
            Unseen(uid);
        }
    }

    /// <summary>A message came in that this principal has not seen.</summary>
    internal void Unseen(uint uid) => _firstUnseen = _firstUnseen == 0 ? uid : Math.Min(_firstUnseen, uid);

    /// <summary>A message was expunged.</summary>
    internal void Remove(uint uid) => _seen -= ((Overlay?.Remove(uid) ?? 0) & (ulong)FlagBits.Seen) != 0 ? 1 : 0;

    /// <summary>Very many were: work in the pages that there are.</summary>
    internal void Remove(UidSet uids)
    {
        foreach (uint uid in Overlay?.Among(uids) ?? [])
        {
            Remove(uid);
        }
    }

    /// <summary>The row as it is by now; the same object when nothing changed.</summary>
    internal MailboxPrincipal Current(int messages, ChunkList chunks)
    {
        if (_seen == messages)
        {
            _firstUnseen = 0;
        }
        else if (Overlay is not null)
        {
            _firstUnseen = FirstUnseen.From(chunks, _firstUnseen, (chunk, i) => IsSeen(chunk.Columns.Uids[i]));
        }

        if (_seen != _row.Seen || _highestModSeq != _row.HighestModSeq || _firstUnseen != _row.FirstUnseen)
        {
            _row = _row with { Seen = _seen, HighestModSeq = _highestModSeq, FirstUnseen = _firstUnseen };
        }

        return _row;
    }

    /// <summary>Takes another row over; what is private stays.</summary>
    internal void Change(MailboxPrincipal row) => (_row, _seen, _highestModSeq, _firstUnseen) = (row, row.Seen, row.HighestModSeq, row.FirstUnseen);

    private bool IsSeen(uint uid) => (Overlay!.Find(uid).Flags & (ulong)FlagBits.Seen) != 0;
}
