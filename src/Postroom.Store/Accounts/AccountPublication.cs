using Postroom.Imap;

namespace Postroom.Store;

/// <summary>What a group of commits changed, told to everyone who listens when it is durable and visible.</summary>
/// <param name="ModSeq">The account's MODSEQ now.</param>
/// <param name="Mailboxes">Mailboxes whose row or messages changed, new and deleted ones too.</param>
/// <param name="NamesChanged">A mailbox was made, deleted or renamed.</param>
/// <param name="SubscriptionsChanged">A name was subscribed to, or not any more.</param>
public sealed record AccountPublication(ModSeq ModSeq, IReadOnlyList<MailboxId> Mailboxes, bool NamesChanged, bool SubscriptionsChanged)
{
    /// <summary>Nothing in the account changed: somebody else gave its owner rights, or took some (<see cref="MailStore.SharedWith"/>). Told from any thread.</summary>
    public bool SharesChanged { get; init; }
}
