using System.Collections.Immutable;
using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>One account that NOTIFY watches, as the client was told of it: the session's own, or another user's that shares something with it.</summary>
/// <remarks>
/// It compares pictures, as <see cref="SessionView"/> does for the selected mailbox; what the own account publishes only says where to look. Of
/// another all is compared, as rights change what there is, and not on the writer's thread, which many may watch. At rest it holds references to what
/// all sessions of the account share.
/// </remarks>
internal sealed class WatchedAccount : IAsyncDisposable
{
    private readonly NotifyTerms _terms;
    private readonly NamedAccount _account;
    private readonly PublishedChanges? _published; // of the session's own
    private readonly IDisposable? _news; // of another user's
    private AccountMoment _told;
    private MailboxId? _selected; // STATUS tells nothing of it as long as it is selected
    private MailboxInfo? _selectedTold; // its row as it was told before

    /// <summary>The session's own account.</summary>
    internal WatchedAccount(NotifyTerms terms, NamedAccount own) => (_terms, _account, _published) = (terms, own, new(own));

    /// <summary>Another user's, which is its own from now on.</summary>
    internal WatchedAccount(NotifyTerms terms, NamedAccount other, Action<AccountPublication> published) =>
        (_terms, _account, _news) = (terms, other, other.Account.Subscribe(published));

    internal NamedAccount Account => _account;

    /// <summary>As the client was told of it.</summary>
    internal AccountMoment Told => _told;

    /// <summary>Nothing of it can be looked up as far as it was told.</summary>
    internal bool IsEmpty => _told.Mailboxes.Count == 0;

    /// <summary>On whatever thread has published.</summary>
    internal void Note(AccountPublication publication) => _published?.Note(publication);

    /// <summary>Takes the account as it is for told.</summary>
    internal void Begin(ImapSession session)
    {
        _told = _published?.Begin() ?? _account.Now();
        _selected = session.View?.Mailbox.Info.Id;
        _selectedTold = _selected is { } selected ? _told.Mailboxes.Find(selected) : null;
    }

    /// <summary>It is watched from now on, and the first look tells why: it was shared just now, or subscribed to.</summary>
    /// <param name="session">Whose news they are.</param>
    /// <param name="isShared">Nothing in it was told.</param>
    /// <param name="subscriptions">The session's as they were told.</param>
    internal void BeginUntold(ImapSession session, bool isShared, ImmutableSortedSet<MailboxName> subscriptions)
    {
        Begin(session);
        _told = _told with { Mailboxes = isShared ? MailboxList.None : _told.Mailboxes, Subscriptions = subscriptions };
    }

    /// <summary>The mailboxes whose numbers are watched as the account was told. What is selected is told as what it is.</summary>
    internal IEnumerable<(MailboxInfo Mailbox, NotifyEvents Events, bool MayRead)> Watched()
    {
        foreach (MailboxInfo mailbox in _told.Mailboxes)
        {
            if (mailbox.Id != _selected && _told.MessageEventsOf(mailbox, _terms) is not NotifyEvents.None and var events)
            {
                yield return (mailbox, events, _account.MayRead(mailbox));
            }
        }
    }

    /// <summary>What is new since the last look, which is told from here on.</summary>
    /// <param name="session">Whose news they are.</param>
    /// <param name="own">What the client did itself; null where it can do nothing.</param>
    /// <param name="latest">The session's own account as it is told by now: there are the subscriptions; null if this is it.</param>
    internal AccountNews Look(ImapSession session, OwnChanges? own, AccountMoment? latest)
    {
        PublishedChanges.Taken changes = _published?.Take() ?? PublishedChanges.Taken.Anything(_account.Now());
        AccountMoment before = _told, now = changes.Latest ?? before;
        now = now with { Subscriptions = (latest ?? now).Subscriptions };
        bool any = changes.Names || (changes.Many && before.Mailboxes != now.Mailboxes);
        NameDifference names = NameDifference.Between(_terms, before, now, own, any);
        bool all = any || (_terms.DependsOnSubscriptions && before.Subscriptions != now.Subscriptions);
        (MailboxId? released, MailboxInfo? releasedTold) = TakeReleased(before, session.View?.Mailbox.Info.Id);
        List<(MailboxInfo, ValueList<StatusItem>)> numbers = [];
        foreach (MailboxInfo mailbox in all ? (IReadOnlyList<MailboxInfo>)now.Mailboxes : Some(changes.Mailboxes, released, now.Mailboxes))
        {
            if (mailbox.Id == _selected || now.MessageEventsOf(mailbox, _terms) is not (not NotifyEvents.None and var events))
            {
                continue;
            }

            MailboxInfo? told = mailbox.Id == released ? releasedTold : names.Renewed.Contains(mailbox.Id) ? null : before.Mailboxes.Find(mailbox.Id);
            bool mayRead = _account.MayRead(mailbox), couldRead = told is not null && _account.MayRead(told);
            if (told is null ? !mayRead : mayRead != couldRead)
            {
                names.TellAccess(mailbox.Name);
            }

            if (!mayRead)
            {
                continue;
            }

            bool wasWatched = couldRead && before.MessageEventsOf(told!, _terms) != NotifyEvents.None;
            ValueList<StatusItem> items = wasWatched ? StatusDifference.Between(told!, mailbox, events, session) : StatusDifference.Whole(events, session);
            if (!items.IsEmpty)
            {
                numbers.Add((mailbox, items));
            }
        }

        _told = now;
        return new(now, names.Lines, numbers);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _news?.Dispose();
        if (!_account.IsOwn)
        {
            await _account.Account.DisposeAsync();
        }
    }

    // What is selected stands still here until it is let go; then it is compared with what was told before it was selected.
    private (MailboxId? Released, MailboxInfo? Told) TakeReleased(AccountMoment before, MailboxId? selected)
    {
        if (selected == _selected)
        {
            return default;
        }

        (MailboxId?, MailboxInfo?) released = (_selected, _selectedTold);
        (_selected, _selectedTold) = (selected, selected is { } id ? before.Mailboxes.Find(id) : null);
        return released;
    }

    private static List<MailboxInfo> Some(List<MailboxId> changed, MailboxId? released, MailboxList now)
    {
        List<MailboxInfo> some = [];
        foreach (MailboxId id in (released is { } let ? changed.Append(let) : changed).Distinct())
        {
            if (now.Find(id) is { } mailbox)
            {
                some.Add(mailbox);
            }
        }

        return some;
    }
}

/// <summary>What is new in an account. Names are those within it.</summary>
/// <param name="Now">The account as it is now.</param>
/// <param name="Lines">Told first, in this order.</param>
/// <param name="Numbers">Told then.</param>
internal sealed record AccountNews(AccountMoment Now, List<NameLine> Lines, List<(MailboxInfo Mailbox, ValueList<StatusItem> Items)> Numbers);
