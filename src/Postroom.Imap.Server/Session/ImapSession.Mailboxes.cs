using Postroom.Store;
using Postroom.Store.Engine;

namespace Postroom.Imap.Server;

// The one place where a name becomes a mailbox: the account's own, else another user's that it may look up. What it may not look up is not there,
// and nobody learns whether it, or its owner, is: only accounts that share something with this one are looked at.
public sealed partial class ImapSession
{
    /// <summary>True for who came in by ANONYMOUS: it reads what is shared with that, and changes nothing.</summary>
    internal bool IsAnonymous => Account is { Actor.IsAnonymous: true };

    /// <summary>The mailbox called so, selectable or not; null where there is none for this session. Dispose it.</summary>
    internal ValueTask<MailboxPlace?> FindMailboxAsync(MailboxName name, CancellationToken cancellationToken)
    {
        MailAccount own = Account!;
        return own.Mailboxes.Find(name) is { } info ? new(new MailboxPlace(own, info))
            : FindOwner(name) is { } found ? OpenOthersAsync(found.Owner, found.Within, name, cancellationToken)
            : default;
    }

    /// <summary>True if somebody who shares something may have a mailbox for this name; whether it is there is known once their account is open.</summary>
    internal bool MayBeOthers(MailboxName name) => Account!.Mailboxes.Find(name) is null && FindOwner(name) is not null;

    /// <summary>What LIST tells of a name now.</summary>
    internal async ValueTask<ListedMailbox> DescribeAsync(MailboxName name, CancellationToken cancellationToken)
    {
        MailAccount own = Account!;
        await using MailboxPlace? place = await FindMailboxAsync(name, cancellationToken);
        return new ListedMailbox(name, place?.Mailbox, place?.HasChildren ?? own.Mailboxes.HasChildren(name), own.Subscriptions.Contains(name))
        {
            TellsNonExistent = true,
            MayRead = place is null or { MayRead: true },
        };
    }

    /// <summary>What this session calls the mailbox that a view shows; null where it is gone, or has no name here.</summary>
    internal MailboxName? NameOf(SessionView view) =>
        view.Account.Mailboxes.Find(view.Mailbox.Info.Id) is not { } info ? null
        : !view.IsOthers ? info.Name
        : Server.Store.Accounts.Find(view.Account.Owner) is { } owner ? Server.OtherUsers?.NameOf(owner.Name, info.Name)
        : null;

    private (AccountRecord Owner, MailboxName Within)? FindOwner(MailboxName name)
    {
        if (Server.OtherUsers is not { } names)
        {
            return null;
        }

        foreach (AccountRecord owner in Server.Store.SharedWith(Account!.Actor))
        {
            if (names.Within(name, owner.Name) is { } within)
            {
                return (owner, within);
            }
        }

        return null;
    }

    private async ValueTask<MailboxPlace?> OpenOthersAsync(AccountRecord owner, MailboxName within, MailboxName name, CancellationToken cancellationToken)
    {
        if (await Server.Store.OpenAsync(owner.Id, Account!.Actor, cancellationToken) is not { } account)
        {
            return null;
        }

        if (account.Mailboxes.Find(within) is { } info)
        {
            return new MailboxPlace(account, info, name);
        }

        await account.DisposeAsync();
        return null;
    }
}
