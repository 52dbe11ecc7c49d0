using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>What a STATUS item is computed from: the mailbox's row, never its messages (INVARIANTS 16).</summary>
/// <param name="Session">Who asks.</param>
/// <param name="Mailbox">The row.</param>
public readonly record struct StatusFacts(ImapSession Session, MailboxInfo Mailbox);

/// <summary>Writes the value of a STATUS item, without a space before or after.</summary>
public delegate void StatusItemWriter(StatusFacts status, ref ImapWriter writer);
