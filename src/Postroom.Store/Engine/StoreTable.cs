namespace Postroom.Store.Engine;

/// <summary>The tables of one account. Each row is a key of one or two numbers and a value of bytes whose form Store's codecs define.</summary>
/// <remarks>The numbers are in files: never reuse or change one.</remarks>
public enum StoreTable
{
    /// <summary>(0): the account's counters and quota. One row.</summary>
    Account = 1,

    /// <summary>(mailbox): name, identity, UIDVALIDITY, counters, keywords, attributes.</summary>
    Mailbox = 2,

    /// <summary>(mailbox, first UID): up to 256 messages' mutable state, by position: flags, MODSEQ.</summary>
    ChunkState = 3,

    /// <summary>(mailbox, first UID): the same messages' membership: UID, email, size, internal date, save date.</summary>
    ChunkFixed = 4,

    /// <summary>(email): EmailId, ThreadId, digest, references: what identifies a message.</summary>
    Email = 5,

    /// <summary>(email): what is derived from its bytes: ENVELOPE, BODYSTRUCTURE, part offsets, sort keys, preview.</summary>
    Derived = 6,

    /// <summary>(email): its header block (to 16 KiB) with an offset for each field.</summary>
    Header = 7,

    /// <summary>(mailbox, MODSEQ): messages expunged by that commit, with what undelete and older views need.</summary>
    Expunged = 8,

    /// <summary>(hash of a name, number): the highest UIDVALIDITY that ever stood under this mailbox name.</summary>
    NameHistory = 9,

    /// <summary>(hash of a name, number): a subscribed mailbox name.</summary>
    Subscription = 10,

    /// <summary>(hash of a Message-ID, number): the thread that messages with it belong to.</summary>
    Thread = 11,

    /// <summary>(hash of an idempotency key, number): what the commit under it answered.</summary>
    Idempotency = 12,

    /// <summary>(mailbox, number): per-principal flags on a shared mailbox (INVARIANTS 13).</summary>
    Overlay = 13,

    /// <summary>(scope, number): entries that METADATA and ANNOTATE read and write.</summary>
    Entry = 14,

    /// <summary>(email): what restores the bytes of an imported message exactly, where importing had to change its line endings.</summary>
    Original = 15,
}
