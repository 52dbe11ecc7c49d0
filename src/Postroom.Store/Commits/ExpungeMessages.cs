using Postroom.Imap;

namespace Postroom.Store;

/// <summary>EXPUNGE, UID EXPUNGE, CLOSE: takes messages out of a mailbox. They are kept for undelete and older views (INVARIANTS 12).</summary>
/// <param name="Mailbox">Where.</param>
/// <param name="Uids">Only among these; null is all.</param>
/// <param name="OnlyDeleted">True: only those with \Deleted (IMAP); false: whatever is named (POP3, retention).</param>
public sealed record ExpungeMessages(MailboxId Mailbox, UidSet? Uids = null, bool OnlyDeleted = true) : Change
{
    /// <summary>True: refused when not every one of the UIDs is there to be taken out (REPLACE, RFC 8508 §3.4). False: those are left out.</summary>
    public bool MustExist { get; init; }
}

/// <summary>These are gone.</summary>
public sealed record MessagesExpunged(UidSet Uids) : Outcome;
