namespace Postroom.Store;

/// <summary>Where a mailbox's messages are (INVARIANTS 15).</summary>
/// <remarks>The numbers are in files.</remarks>
public enum MailboxKind
{
    /// <summary>In it.</summary>
    Stored = 0,

    /// <summary>In others: an entry has a UID and a MODSEQ of its own and points to a source entry, through which flags are read and written. None is made yet.</summary>
    View = 1,
}
