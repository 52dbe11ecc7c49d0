using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>An account that NOTIFY watches, and what the session calls the mailboxes in it: its own, or another user's that shares something with it.</summary>
/// <param name="account">Opened by who is logged in.</param>
/// <param name="own">The session's own account: there are the subscriptions, and its names come before others'.</param>
/// <param name="others">What other users' mailboxes are called; null where nobody reaches them.</param>
/// <param name="owner">Whose account it is; null for the session's own.</param>
internal sealed class NamedAccount(MailAccount account, MailAccount own, OtherUsersNames? others, string? owner = null)
{
    internal MailAccount Account => account;

    internal bool IsOwn => owner is null;

    /// <summary>What the session calls a mailbox of this account; null where it has no name for it.</summary>
    internal MailboxName? NameOf(MailboxName within) =>
        owner is null ? within : others!.NameOf(owner, within) is { } name && own.Mailboxes.Find(name) is null ? name : null;

    /// <summary>What a name of the session's is called in this account of somebody else's; null where it is none of its names.</summary>
    internal MailboxName? Within(MailboxName name) => owner is not null && own.Mailboxes.Find(name) is null ? others!.Within(name, owner) : null;

    /// <summary>It is in the session's personal namespace (RFC 5465 §6.2).</summary>
    internal bool IsPersonal(MailboxName name) => owner is null && (others is null || !others.Holds(name) || own.Mailboxes.Find(name) is not null);

    /// <summary>Its messages may be read, and its numbers asked for, by who has the rights that are in the row.</summary>
    internal bool MayRead(MailboxInfo mailbox) => owner is null || (account.RightsOn(mailbox) & Right.Read) != 0;

    /// <summary>Everything in it that the session may look up now.</summary>
    internal AccountMoment Now() => new(account.Mailboxes, own.Subscriptions, this);
}
