using Postroom.Imap;

namespace Postroom.Store;

/// <summary>COPY and MOVE within an account: entries only, EmailIds stay. UIDs that are no longer there are left out.</summary>
/// <param name="Source">Where from.</param>
/// <param name="Uids">Which messages.</param>
/// <param name="Target">Where to; may be <paramref name="Source"/>.</param>
/// <param name="IsMove">True: gone from the source in the same commit (RFC 6851).</param>
public sealed record CopyMessages(MailboxId Source, UidSet Uids, MailboxId Target, bool IsMove = false) : Change;

/// <summary>What was copied: the n-th of <paramref name="SourceUids"/> became the n-th of <paramref name="TargetUids"/> (COPYUID, RFC 4315 §3).</summary>
public sealed record MessagesCopied(UidValidity TargetUidValidity, UidSet SourceUids, UidSet TargetUids) : Outcome;
