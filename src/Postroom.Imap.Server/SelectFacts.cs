using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>What a SELECT is telling about.</summary>
/// <param name="Mailbox">The mailbox's row at the moment that the view shows.</param>
/// <param name="IsReadOnly">True for EXAMINE, and where the principal may only read.</param>
public readonly record struct SelectFacts(MailboxInfo Mailbox, bool IsReadOnly);
