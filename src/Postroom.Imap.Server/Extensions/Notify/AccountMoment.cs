using System.Collections.Immutable;
using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>An account's mailboxes, as they are called in it, and the session's subscriptions at one time: references to what all its sessions share.</summary>
internal readonly record struct AccountMoment(MailboxList Mailboxes, ImmutableSortedSet<MailboxName> Subscriptions, NamedAccount Account)
{
    /// <summary>What is to be told of a mailbox that is called so in the account.</summary>
    internal NotifyEvents EventsOf(MailboxName within, NotifyTerms terms) =>
        Account.NameOf(within) is { } name ? terms.Of(name, Subscriptions.Contains(name), Account.IsPersonal(name)) : NotifyEvents.None;

    /// <summary>What is to be told of its messages. Filters are about selectable mailboxes (RFC 5465 §6.2, §6.5).</summary>
    internal NotifyEvents MessageEventsOf(MailboxInfo mailbox, NotifyTerms terms) =>
        mailbox.IsSelectable ? EventsOf(mailbox.Name, terms) & (NotifyEvents.Messages | NotifyEvents.Flags) : NotifyEvents.None;
}
