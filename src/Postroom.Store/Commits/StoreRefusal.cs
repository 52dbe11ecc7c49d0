namespace Postroom.Store;

/// <summary>Why the store will not: each door has its own words for these (IMAP: the response codes of RFC 5530 and 3501).</summary>
public enum RefusalReason
{
    /// <summary>No such mailbox, account or message. [NONEXISTENT]</summary>
    NonExistent,

    /// <summary>No such mailbox to put mail into, and CREATE would help. [TRYCREATE]</summary>
    TryCreate,

    /// <summary>The name is taken. [ALREADYEXISTS]</summary>
    AlreadyExists,

    /// <summary>Not possible with this object, whoever asks (DELETE INBOX, a reserved name). [CANNOT]</summary>
    Cannot,

    /// <summary>The special use is another mailbox's already. [USEATTR]</summary>
    UseTaken,

    /// <summary>The principal lacks the right. [NOPERM]</summary>
    NoPermission,

    /// <summary>It would exceed the quota. [OVERQUOTA]</summary>
    OverQuota,

    /// <summary>It would exceed a limit of this server (mailboxes, messages, keywords). [LIMIT]</summary>
    Limit,

    /// <summary>The message is larger than is allowed. [TOOBIG]</summary>
    TooBig,

    /// <summary>The mailbox has children, which stand in the way. [HASCHILDREN]</summary>
    HasChildren,

    /// <summary>A precondition did not hold (UIDVALIDITY). </summary>
    PreconditionFailed,

    /// <summary>The message was expunged meanwhile. [EXPUNGEISSUED]</summary>
    ExpungeIssued,

    /// <summary>Try again: somebody else was faster or is busy with it. [INUSE]</summary>
    Busy,

    /// <summary>The storage cannot write or read now; nothing happened. [UNAVAILABLE]</summary>
    Unavailable,

    /// <summary>It is not known whether it happened (only engines across a network): ask again under the idempotency key.</summary>
    UnknownOutcome,

    /// <summary>Stored bytes are damaged, or a fault of ours. [SERVERBUG]</summary>
    ServerBug,
}

/// <summary>A refusal: a result, never an exception.</summary>
/// <param name="Reason">Which kind.</param>
/// <param name="Text">A sentence in ASCII for the person at the other end; holds no user input.</param>
public sealed record StoreRefusal(RefusalReason Reason, string Text);
