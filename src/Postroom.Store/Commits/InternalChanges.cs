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
