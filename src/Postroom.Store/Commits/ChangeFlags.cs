using Postroom.Imap;

namespace Postroom.Store;

/// <summary>How <see cref="ChangeFlags"/> changes.</summary>
public enum FlagChangeKind
{
    /// <summary>FLAGS: these and no others (\Recent apart).</summary>
    Replace,

    /// <summary>+FLAGS: these too.</summary>
    Add,

    /// <summary>-FLAGS: these no more.</summary>
    Remove,
}

/// <summary>STORE. UIDs that are no longer there are left out.</summary>
/// <param name="Mailbox">Where.</param>
/// <param name="Uids">Which messages.</param>
/// <param name="Kind">How.</param>
/// <param name="Flags">System flags and keywords; new keywords are made where there is room (at most 500 a mailbox).</param>
/// <param name="UnchangedSince">Only messages whose MODSEQ is not above this: a real compare-and-set (RFC 7162 §3.1.3).</param>
public sealed record ChangeFlags(
    MailboxId Mailbox, UidSet Uids, FlagChangeKind Kind, IReadOnlyList<Flag> Flags, ModSeq? UnchangedSince = null) : Change;

/// <summary>What was done.</summary>
/// <param name="Changed">Messages whose flags are now as asked, whether or not that changed anything.</param>
/// <param name="Refused">Messages newer than UNCHANGEDSINCE: left alone (MODIFIED).</param>
/// <param name="Missing">Messages expunged meanwhile: the caller answers NO [EXPUNGEISSUED] where it must.</param>
public sealed record FlagsChanged(UidSet Changed, UidSet Refused, UidSet Missing) : Outcome;
