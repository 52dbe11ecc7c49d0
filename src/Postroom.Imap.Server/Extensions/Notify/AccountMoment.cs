using System.Collections.Immutable;
using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>An account's mailboxes and subscriptions at one time: two references to what all its sessions share.</summary>
internal readonly record struct AccountMoment(MailboxList Mailboxes, ImmutableSortedSet<MailboxName> Subscriptions)
{
    internal static AccountMoment Now(MailAccount account) => new(account.Mailboxes, account.Subscriptions);

    /// <summary>What is to be told of a mailbox that is called so now.</summary>
    internal NotifyEvents EventsOf(MailboxName mailbox, NotifyTerms terms) => terms.Of(mailbox, Subscriptions.Contains(mailbox));
}
