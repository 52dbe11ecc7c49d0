using Postroom.Store;
using Postroom.Store.Engine;

namespace Postroom.Imap.Server;

/// <summary>All mailboxes that a session can name, at one moment: its own, and other users' that it may look up. Where nobody shares anything with it, that is one reference.</summary>
internal sealed class NamedMailboxes
{
    private readonly MailboxList _own;
    private readonly Other[] _others; // by name; none of its own names among them

    private NamedMailboxes(MailboxList own, Other[] others) => (_own, _others) = (own, others);

    internal static ValueTask<NamedMailboxes> NowAsync(ImapSession session, CancellationToken cancellationToken)
    {
        MailAccount account = session.Account!;
        return session.Server.OtherUsers is { } names && session.Server.Store.SharedWith(account.Actor) is { Count: > 0 } owners
            ? WithOthersAsync(session, names, owners, cancellationToken)
            : new(new NamedMailboxes(account.Mailboxes, []));
    }

    /// <summary>All of them, by name.</summary>
    internal IEnumerable<MailboxInfo> All() => _others.Length == 0 ? _own : Merged();

    /// <summary>The mailbox called so, selectable or not; null where there is none.</summary>
    internal MailboxInfo? Find(MailboxName name) =>
        _own.Find(name) ?? (IndexOf(name) is var at && at < _others.Length && _others[at].Mailbox.Name == name ? _others[at].Mailbox : null);

    /// <summary>What LIST tells of a name.</summary>
    internal ListedMailbox Describe(MailboxName name, bool isSubscribed)
    {
        int at = _others.Length == 0 ? 0 : IndexOf(name);
        Other? other = at < _others.Length && _others[at].Mailbox.Name == name ? _others[at] : null;
        return new(name, _own.Find(name) ?? other?.Mailbox, _own.HasChildren(name) || IsAboveOthers(name), isSubscribed) { MayRead = other is not { MayRead: false } };
    }

    private IEnumerable<MailboxInfo> Merged()
    {
        int next = 0;
        foreach (MailboxInfo own in _own)
        {
            for (; next < _others.Length && _others[next].Mailbox.Name < own.Name; next++)
            {
                yield return _others[next].Mailbox;
            }

            yield return own;
        }

        for (; next < _others.Length; next++)
        {
            yield return _others[next].Mailbox;
        }
    }

    // "foo/" sorts behind "foo" and "foo-x": what is below "foo" stands together there.
    private bool IsAboveOthers(MailboxName name)
    {
        string below = name.Value + MailboxName.Separator;
        int low = 0, high = _others.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = string.CompareOrdinal(_others[middle].Mailbox.Name.Value, below) < 0 ? (middle + 1, high) : (low, middle);
        }

        return low < _others.Length && _others[low].Mailbox.Name.IsBelow(name);
    }

    private int IndexOf(MailboxName name)
    {
        int low = 0, high = _others.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = _others[middle].Mailbox.Name < name ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private static async ValueTask<NamedMailboxes> WithOthersAsync(
        ImapSession session, OtherUsersNames names, IReadOnlyList<AccountRecord> owners, CancellationToken cancellationToken)
    {
        MailboxList own = session.Account!.Mailboxes;
        var others = new List<Other>();
        foreach (AccountRecord owner in owners)
        {
            try
            {
                await using MailAccount? account = await session.Server.Store.OpenAsync(owner.Id, session.Account!.Actor, cancellationToken);
                if (account is not null)
                {
                    Add(account, owner, names, own, others);
                }
            }
            catch (StoreUnavailableException unavailable)
            {
                Log.OthersUnavailable(session.Server.Logger, owner.Name, unavailable.Message); // what is the session's own can be listed all the same
            }
        }

        others.Sort(static (a, b) => a.Mailbox.Name.CompareTo(b.Mailbox.Name));
        return new(own, [.. others]);
    }

    private static void Add(MailAccount account, AccountRecord owner, OtherUsersNames names, MailboxList own, List<Other> others)
    {
        foreach (MailboxInfo mailbox in account.Mailboxes)
        {
            if (names.NameOf(owner.Name, mailbox.Name) is { } name && own.Find(name) is null)
            {
                others.Add(new(MailboxPlace.Named(mailbox, name), (account.RightsOn(mailbox.Id) & Right.Read) != 0));
            }
        }
    }

    private sealed record Other(MailboxInfo Mailbox, bool MayRead);
}
