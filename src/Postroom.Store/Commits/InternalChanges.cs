using Postroom.Imap;

namespace Postroom.Store;

/// <summary>Emails for a mailbox, which does not have them yet, with the identity they have in another account (INVARIANTS 5); a sweep takes them unless <see cref="AddKept"/> follows.</summary>
internal sealed record KeepEmails(MailboxId Mailbox, IReadOnlyList<KeptEmail> Emails) : Change;

/// <summary>One of them.</summary>
internal readonly record struct KeptEmail(StagedMessage Message, EmailIdentity Identity);

/// <summary>They are stored under these keys.</summary>
internal sealed record EmailsKept(IReadOnlyList<EmailKey> Emails) : Outcome;

/// <summary>A new message whose email was kept before, with many others (INVARIANTS 20): it enters its mailbox. The outcome is <see cref="MessageAdded"/>.</summary>
internal sealed record AddStored(AddMessage Add, KeptMessage Kept) : Change;

/// <summary>An email that was kept, and its EMAILID.</summary>
internal readonly record struct KeptMessage(EmailKey Email, EmailId Id);

/// <summary>Copies from another account: emails that were kept before enter a mailbox, all at once. The outcome is <see cref="MessagesCopied"/>.</summary>
/// <param name="Mailbox">Where to.</param>
/// <param name="SourceUids">The UIDs they have in the other account.</param>
/// <param name="Entries">In the same order.</param>
internal sealed record AddKept(MailboxId Mailbox, UidSet SourceUids, IReadOnlyList<KeptEntry> Entries) : Change;

/// <summary>One of them.</summary>
internal readonly record struct KeptEntry(EmailKey Email, long Size, long InternalDateSeconds, short ZoneMinutes, IReadOnlyList<Flag> Flags);

/// <summary>The sweep's: emails that nothing names any more. Those that were named again meanwhile are left out.</summary>
internal sealed record RemoveEmails(IReadOnlyList<EmailKey> Emails, Func<long, bool> IsNamed) : Change;

/// <summary>How many were removed.</summary>
internal sealed record EmailsRemoved(int Count) : Outcome;

/// <summary>The sweep's: what one commit expunged from a mailbox is forgotten, in part or whole.</summary>
/// <param name="Mailbox">Key of the mailbox; it may be gone.</param>
/// <param name="ModSeq">Which commit.</param>
/// <param name="KeepUids">True: only the messages are forgotten; false: the UIDs too, so that QRESYNC for an older MODSEQ names everything.</param>
internal sealed record TrimHistory(MailboxKey Mailbox, long ModSeq, bool KeepUids) : Change;

/// <summary>It is forgotten.</summary>
internal sealed record HistoryTrimmed : Outcome;

/// <summary>The check's: flags that are keywords without a name are taken off. The outcome is <see cref="FlagsChanged"/>.</summary>
internal sealed record DropNamelessKeywords(MailboxId Mailbox) : Change;

/// <summary>The sweep's: rows that stand for nothing any more.</summary>
internal sealed record RemoveRows(Engine.StoreTable Table, IReadOnlyList<Engine.RowKey> Keys) : Change;

/// <summary>They are gone.</summary>
internal sealed record RowsRemoved : Outcome;

/// <summary>The derivation's: rows made anew from messages' bytes. Emails that are gone are left out, and so are those that got another entry meanwhile, if that matters.</summary>
/// <param name="Emails">Which, with their rows.</param>
/// <param name="IsNamed">True for an email that got an entry since its mailboxes were looked up: it is left as it is.</param>
internal sealed record ReplaceDerived(IReadOnlyList<RemadeEmail> Emails, Func<long, bool> IsNamed) : Change;

/// <summary>Rows of one email; an empty one stays as it is stored.</summary>
internal readonly record struct RemadeEmail(EmailKey Email, DerivedRows Rows);

/// <summary>Which emails have them now, and which were left because of a new entry.</summary>
internal sealed record DerivedReplaced(int Count, IReadOnlyList<EmailKey> Left) : Outcome;

/// <summary>The derivation's: messages of these mailboxes will look different, so each becomes another mailbox with its name and messages: a new UIDVALIDITY and, as RFC 8474 §4 then wants, a new MAILBOXID.</summary>
internal sealed record RenewMailboxes(IReadOnlyCollection<MailboxKey> Mailboxes) : Change;

/// <summary>How many were still there.</summary>
internal sealed record MailboxesRenewed(int Count) : Outcome;

/// <summary>A large commit's: numbers for rows that are to belong to nobody yet.</summary>
internal sealed record ReserveRows : Change;

/// <summary>The numbers.</summary>
/// <param name="Copies">For copies.</param>
/// <param name="Rest">For what stays when others go.</param>
internal sealed record RowsReserved(long Copies, long Rest) : Outcome;

/// <summary>A large commit's: rows that nobody sees before it is published.</summary>
internal sealed record PrepareRows(IReadOnlyList<Engine.RowWrite> Rows) : Change;

/// <summary>They are stored.</summary>
internal sealed record RowsPrepared : Outcome;

/// <summary>A large commit's last: shows what was prepared, in one step. It stands alone in its group, so that what is stored is what it shows.</summary>
/// <param name="Copy">What was asked for.</param>
/// <param name="Prepared">The copies; null where they are few.</param>
/// <param name="IsLast">True: it is shown however much of it has to be made anew; false: then it is to be prepared again.</param>
internal sealed record PublishCopy(CopyMessages Copy, State.PreparedCopy? Prepared, bool IsLast) : Change
{
    /// <summary>What stays in the source of a MOVE; null where little has to be written for it.</summary>
    internal State.PreparedRemoval? Removal { get; init; }

    /// <summary>The source as an actor besides the owner sees it; null for the owner.</summary>
    internal State.LoadedMailbox? View { get; init; }
}

/// <summary>The same for RENAME INBOX: the new mailbox is made and gets what was prepared.</summary>
internal sealed record PublishRename(RenameMailbox Rename, PublishCopy Copies) : Change;

/// <summary>The same for EXPUNGE: what stays was prepared.</summary>
internal sealed record PublishExpunge(ExpungeMessages Expunge, State.PreparedRemoval Prepared, bool IsLast) : Change;

/// <summary>Copies from another account, prepared because they are very many: as <see cref="AddKept"/>. The outcome is <see cref="MessagesCopied"/>.</summary>
/// <param name="Mailbox">Where to.</param>
/// <param name="From">The messages as they were in the other account, with the emails of this one.</param>
/// <param name="Prepared">The copies.</param>
/// <param name="IsLast">As in <see cref="PublishCopy"/>.</param>
internal sealed record PublishKept(MailboxId Mailbox, MailboxSnapshot From, State.PreparedCopy Prepared, bool IsLast) : Change;
