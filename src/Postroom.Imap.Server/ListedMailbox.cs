using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>A name that LIST or LSUB is about to show.</summary>
/// <param name="Name">The name.</param>
/// <param name="Mailbox">Its row; null where there is none (a missing parent, a subscription to nothing).</param>
/// <param name="HasChildren">True if other mailboxes lie below it.</param>
/// <param name="IsSubscribed">True if it is subscribed to.</param>
public sealed record ListedMailbox(MailboxName Name, MailboxInfo? Mailbox, bool HasChildren, bool IsSubscribed);
