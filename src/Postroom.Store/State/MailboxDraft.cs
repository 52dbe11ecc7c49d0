using System.Numerics;
using System.Runtime.InteropServices;
using Postroom.Imap;

namespace Postroom.Store.State;

/// <summary>One mailbox while a commit changes it: chunks are copied when they are first touched, and only those.</summary>
internal sealed partial class MailboxDraft
{
    private readonly long _modSeq;
    private readonly long _now;
    private MailboxSnapshot _snapshot;
    private ChunkList? _chunks; // once something changed
    private SharedMap<uint, ushort[]> _more;
    private readonly List<NewEntry> _added = [];
    private bool _membersChanged;
    private MailboxInfo _info; // without what the counters below have counted since
    private long _uidNext;
    private int _messages;
    private long _size;
    private int _deleted;
    private int _unseen;
    private int _recent;
    private long _firstUnseen; // no unseen message is before it; 0: none at all

    /// <param name="snapshot">As it is.</param>
    /// <param name="modSeq">The commit's MODSEQ: what is changed gets it.</param>
    /// <param name="now">In seconds since 1970-01-01T00:00:00Z: the SAVEDATE of what is added.</param>
    /// <param name="keywordLimit">The most keywords.</param>
    internal MailboxDraft(MailboxSnapshot snapshot, long modSeq, long now, int keywordLimit)
    {
        (_snapshot, _modSeq, _now) = (snapshot, modSeq, now);
        _info = snapshot.Info;
        Reset();
        _more = snapshot.MoreKeywordNumbers;
        Keywords = new KeywordTable(snapshot.Info.Keywords, keywordLimit, UsedKeywords);
    }

    internal KeywordTable Keywords { get; }

    internal UidValidity UidValidity => _info.UidValidity;

    /// <summary>How many messages by now.</summary>
    internal int Messages => _messages;

    /// <summary>Their octets.</summary>
    internal long Size => _size;

    /// <summary>Something about messages changed, so HIGHESTMODSEQ is the commit's.</summary>
    internal bool IsChanged { get; private set; }

    private ChunkList Chunks => _chunks ?? _snapshot.Chunks;

    /// <summary>What it is by now, for reading.</summary>
    internal MailboxSnapshot Current()
    {
        Flush();
        if (_chunks is not null || _principalsChanged || !ReferenceEquals(_info, _snapshot.Info) || !ReferenceEquals(Keywords.Names, _info.Keywords))
        {
            _firstUnseen = _unseen == 0 ? 0 : FirstUnseen.From(Chunks, _firstUnseen, static (chunk, i) => (chunk.Flags[i] & (ulong)FlagBits.Seen) != 0);
            _info = _info with
            {
                HighestModSeq = IsChanged ? _modSeq : _info.HighestModSeq,
                Keywords = Keywords.Names,
                UidNext = _uidNext,
                Messages = _messages,
                Size = _size,
                Deleted = _deleted,
                Unseen = _unseen,
                FirstUnseen = _firstUnseen,
                Recent = _recent,
                Principals = CurrentPrincipals(),
            };
            _snapshot = new MailboxSnapshot(_info, Chunks, _more, _membersChanged ? null : _snapshot);
            _chunks = null;
            _membersChanged = false;
        }

        return _snapshot;
    }

    /// <summary>Puts another row in place, counters too.</summary>
    internal void Change(MailboxInfo info)
    {
        Current();
        _info = info;
        Reset();
    }

    /// <summary>The UID that the next added message gets; false when the mailbox has given out its last.</summary>
    /// <param name="entry">What it shows everyone.</param>
    /// <param name="adder">Whose private flags <see cref="NewEntry.Private"/> are; null for the owner, who has none.</param>
    /// <param name="uid">Its UID.</param>
    internal bool TryAdd(NewEntry entry, PrincipalDraft? adder, out Uid uid)
    {
        if (_uidNext > uint.MaxValue)
        {
            uid = default;
            return false;
        }

        uid = new Uid((uint)_uidNext++);
        _added.Add(entry);
        var flags = (FlagBits)entry.Flags.Bits;
        _messages++;
        _size += entry.Size;
        _deleted += (flags & FlagBits.Deleted) != 0 ? 1 : 0;
        if ((flags & FlagBits.Seen) == 0)
        {
            _unseen++;
            Unseen(uid.Value);
        }

        _recent++;
        IsChanged = true;
        AddToPrincipals(uid.Value, entry.Private, adder);
        return true;
    }

    internal FlagWord WordOf(MessageChunk chunk, int index)
    {
        ulong bits = chunk.Flags[index];
        return new FlagWord(bits, (bits & (ulong)FlagBits.HasMoreKeywords) == 0 ? [] : _more[chunk.Columns.Uids[index]]);
    }

    // What was added goes behind the last chunk, which is filled first.
    private void Flush()
    {
        if (_added.Count == 0)
        {
            return;
        }

        MessageChunk? last = Chunks is [.., { Count: < ChunkColumns.Capacity } open] ? open : null;
        MessageChunk? filled = null;
        var more = new List<MessageChunk>();
        uint uid = (uint)(_uidNext - _added.Count);
        for (int from = 0; from < _added.Count;)
        {
            MessageChunk? begun = from == 0 ? last : null;
            int room = ChunkColumns.Capacity - (begun?.Count ?? 0);
            ReadOnlySpan<NewEntry> entries = CollectionsMarshal.AsSpan(_added).Slice(from, Math.Min(room, _added.Count - from));
            MessageChunk chunk = ChunkEdit.Append(begun, uid + (uint)from, entries, _modSeq, _now);
            if (begun is null)
            {
                more.Add(chunk);
            }
            else
            {
                filled = chunk;
            }

            from += entries.Length;
        }

        for (int i = 0; i < _added.Count; i++)
        {
            if (_added[i].Flags.More is { Length: > 0 } keywords)
            {
                _more = _more.With(uid + (uint)i, keywords);
            }
        }

        _added.Clear();
        (_chunks, _membersChanged) = (Chunks.Appended(filled, CollectionsMarshal.AsSpan(more)), true);
    }

    private void Reset()
    {
        (_uidNext, _messages, _size, _deleted, _unseen, _recent) = (_info.UidNext, _info.Messages, _info.Size, _info.Deleted, _info.Unseen, _info.Recent);
        _firstUnseen = _info.FirstUnseen;
        ResetPrincipals();
    }

    private void Unseen(uint uid) => _firstUnseen = _firstUnseen == 0 ? uid : Math.Min(_firstUnseen, uid);

    private void Replace(List<MessageChunk> chunks) => (_chunks, _membersChanged) = (ChunkList.Of(CollectionsMarshal.AsSpan(chunks), Chunks), true);

    private HashSet<int> UsedKeywords()
    {
        ulong bits = 0;
        foreach (MessageChunk chunk in Chunks)
        {
            foreach (ulong flags in chunk.Flags)
            {
                bits |= flags;
            }
        }

        var used = new HashSet<int>(_more.Entries().SelectMany(static entry => entry.Value).Select(static number => (int)number));
        foreach (NewEntry entry in _added)
        {
            bits |= entry.Flags.Bits;
            used.UnionWith(entry.Flags.More.Select(static number => (int)number));
        }

        for (ulong rest = (bits & ~(ulong)FlagBits.HasMoreKeywords) >> 5; rest != 0; rest &= rest - 1)
        {
            used.Add(BitOperations.TrailingZeroCount(rest));
        }

        return used;
    }
}
