using System.Collections.Immutable;
using Postroom.Imap;

namespace Postroom.Store;

/// <summary>A mailbox's row: what LIST, STATUS and SELECT tell, without opening it (INVARIANTS 16).</summary>
public sealed record MailboxInfo
{
    /// <summary>Stable identity.</summary>
    public required MailboxId Id { get; init; }

    /// <summary>Key of its rows within the account.</summary>
    public required MailboxKey Key { get; init; }

    /// <summary>Its name now: an attribute.</summary>
    public required MailboxName Name { get; init; }

    /// <summary>Where its messages are.</summary>
    public MailboxKind Kind { get; init; }

    /// <summary>False: only a name that has children, or had a mailbox under it (\NonExistent, \Noselect): cannot be selected.</summary>
    public bool IsSelectable { get; init; } = true;

    /// <summary>Special-use attributes as printed, such as <c>\Sent</c> (RFC 6154).</summary>
    public IReadOnlyList<string> SpecialUse { get; init; } = [];

    /// <summary>UIDVALIDITY.</summary>
    public required UidValidity UidValidity { get; init; }

    /// <summary>UIDNEXT: 1 to 2^32 (then the mailbox is full).</summary>
    public long UidNext { get; init; } = 1;

    /// <summary>HIGHESTMODSEQ: of any change in it, expunges included.</summary>
    public long HighestModSeq { get; init; }

    /// <summary>MODSEQ of the last change to the row's own attributes (name, special use, existence).</summary>
    public long RowModSeq { get; init; }

    /// <summary>What was expunged after this MODSEQ is known; for an older one, everything that is missing has VANISHED (INVARIANTS 12).</summary>
    public long HistoryFloor { get; init; }

    /// <summary>How many messages.</summary>
    public int Messages { get; init; }

    /// <summary>Octets of all messages together (STATUS SIZE, RFC 8438).</summary>
    public long Size { get; init; }

    /// <summary>How many have \Deleted (STATUS DELETED, RFC 9051 §6.3.11).</summary>
    public int Deleted { get; init; }

    /// <summary>How many lack \Seen.</summary>
    public int Unseen { get; init; }

    /// <summary>UID of the first message that lacks \Seen; 0 when there is none.</summary>
    public long FirstUnseen { get; init; }

    /// <summary>Flags that each principal besides the owner has for themselves (INVARIANTS 13).</summary>
    public FlagBits PrivateFlags { get; init; } = FlagBits.Seen;

    /// <summary>Messages from this UID on are \Recent to the next session that claims them.</summary>
    public long RecentFrom { get; init; } = 1;

    /// <summary>How many are \Recent to nobody yet (STATUS RECENT).</summary>
    public int Recent { get; init; }

    /// <summary>The mailbox's keywords by number; null where one was reclaimed.</summary>
    public IReadOnlyList<string?> Keywords { get; init; } = [];

    /// <summary>Those besides the owner who have rights on it, in the order in which they were given some.</summary>
    internal IReadOnlyList<MailboxPrincipal> Principals { get; init; } = [];

    /// <summary>The last <see cref="MailboxPrincipal.Number"/> given out.</summary>
    internal int LastPrincipal { get; init; }

    internal bool HasPrivateSeen => (PrivateFlags & FlagBits.Seen) != 0;

    internal MailboxPrincipal? Find(AccountId principal)
    {
        foreach (MailboxPrincipal one in Principals)
        {
            if (one.Account == principal)
            {
                return one;
            }
        }

        return null;
    }

    /// <summary>Stretches of chunk rows behind those that lie under <see cref="Key"/>, by ascending UID; most mailboxes have none.</summary>
    internal ImmutableArray<ChunkStretch> MoreStretches { get; init; } = [];

    /// <summary>From where to where chunk rows are no longer the mailbox's: they are kept as the record of what was expunged.</summary>
    internal UidSet GivenUp { get; init; } = UidSet.Empty;

    /// <summary>The stretch that <paramref name="uid"/> lies in.</summary>
    internal ChunkStretch StretchOf(uint uid)
    {
        for (int i = MoreStretches.Length - 1; i >= 0; i--)
        {
            if (MoreStretches[i].First <= uid)
            {
                return MoreStretches[i];
            }
        }

        return new ChunkStretch(1, Key.Value, 0, 0);
    }

    /// <summary>True if a chunk row that begins with <paramref name="uid"/> under <paramref name="rows"/> is the mailbox's: it is not kept as the record of what was expunged.</summary>
    internal bool HasChunkAt(uint uid, long rows) => StretchOf(uid).Rows == rows && !GivenUp.Contains(new Uid(uid));

    /// <summary>All stretches, each with the last UID that may lie in it.</summary>
    internal IEnumerable<(ChunkStretch Stretch, uint Last)> Stretches()
    {
        for (int i = -1; i < MoreStretches.Length; i++)
        {
            uint last = i + 1 < MoreStretches.Length ? MoreStretches[i + 1].First - 1 : uint.MaxValue;
            yield return (i < 0 ? new ChunkStretch(1, Key.Value, 0, 0) : MoreStretches[i], last);
        }
    }
}
