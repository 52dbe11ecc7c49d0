namespace Postroom.Store;

/// <summary>A message that keeps the identity it has in another account (COPY and MOVE across accounts, INVARIANTS 5).</summary>
internal sealed record AdoptMessage(AddMessage Add, EmailId Id, ThreadId Thread) : Change;

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

/// <summary>The sweep's: rows that stand for nothing any more.</summary>
internal sealed record RemoveRows(Engine.StoreTable Table, IReadOnlyList<Engine.RowKey> Keys) : Change;

/// <summary>They are gone.</summary>
internal sealed record RowsRemoved : Outcome;
