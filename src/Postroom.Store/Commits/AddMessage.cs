using Postroom.Imap;

namespace Postroom.Store;

/// <summary>A new message (APPEND, delivery, import). All of several in one commit get consecutive UIDs in order (MULTIAPPEND, RFC 3502).</summary>
/// <param name="Mailbox">Where to.</param>
/// <param name="Message">Staged before, by <see cref="MailStore.StageAsync(long?, CancellationToken)"/>; stays the caller's to dispose.</param>
/// <param name="Flags">System flags and keywords it begins with.</param>
/// <param name="InternalDate">With its zone (RFC 3501 §2.3.3); null is now.</param>
public sealed record AddMessage(MailboxId Mailbox, StagedMessage Message, IReadOnlyList<Flag> Flags, InternalDate? InternalDate) : Change;

/// <summary>The message is in, durably.</summary>
public sealed record MessageAdded(UidValidity UidValidity, Uid Uid, EmailId EmailId) : Outcome;
