using Postroom.Imap;

namespace Postroom.Store;

/// <summary>CREATE. Missing parents are made as names that do not exist (\NonExistent, INVARIANTS 14).</summary>
/// <param name="Name">The new name; one that existed before gets a higher UIDVALIDITY.</param>
/// <param name="SpecialUse">Special-use attributes (RFC 6154), as printed, such as <c>\Sent</c>; none that another mailbox has.</param>
public sealed record CreateMailbox(MailboxName Name, IReadOnlyList<string> SpecialUse) : Change
{
    /// <summary>An ordinary mailbox.</summary>
    public CreateMailbox(MailboxName name) : this(name, []) { }
}

/// <summary>The mailbox is there.</summary>
public sealed record MailboxCreated(MailboxId Mailbox, UidValidity UidValidity) : Outcome;

/// <summary>DELETE. With children the name stays as \Noselect. INBOX cannot be deleted.</summary>
public sealed record DeleteMailbox(MailboxId Mailbox) : Change;

/// <summary>The mailbox is gone.</summary>
public sealed record MailboxDeleted : Outcome;

/// <summary>RENAME, inferiors too. Of INBOX: its messages move to a new mailbox, INBOX stays (RFC 3501 §6.3.5). A name that is only a parent (\NonExistent) can be renamed too.</summary>
public sealed record RenameMailbox(MailboxName From, MailboxName To) : Change;

/// <summary>Renamed.</summary>
public sealed record MailboxRenamed : Outcome;

/// <summary>SUBSCRIBE and UNSUBSCRIBE: names, which need not exist (RFC 3501 §6.3.6).</summary>
public sealed record ChangeSubscription(MailboxName Name, bool IsSubscribed) : Change;

/// <summary>Subscribed, or not any more.</summary>
public sealed record SubscriptionChanged : Outcome;

/// <summary>Claims \Recent for a session that selects read-write: compare-and-set (INVARIANTS 10).</summary>
public sealed record ClaimRecent(MailboxId Mailbox) : Change;

/// <summary>Messages from <paramref name="FirstRecent"/> on are recent to the claimer and to nobody after it; null when there are none.</summary>
public sealed record RecentClaimed(Uid? FirstRecent) : Outcome;

/// <summary>Sets the account's quota: octets of storage and number of messages; null is no limit (RFC 9208 §5).</summary>
public sealed record SetQuota(long? StorageOctets, long? Messages) : Change;

/// <summary>The quota is as asked.</summary>
public sealed record QuotaSet : Outcome;

/// <summary>Brings expunged messages back under new UIDs, where their bytes are still kept.</summary>
public sealed record UndeleteMessages(MailboxId Mailbox, UidSet Uids, MailboxId Target) : Change;
