using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>What one NOTIFY began: what its session wants to hear, and the account as it was told of it (RFC 5465).</summary>
/// <remarks>
/// It compares pictures, as <see cref="SessionView"/> does for the selected mailbox; what the account publishes only says where to look. At
/// rest it holds references to what all sessions of the account share.
/// </remarks>
internal sealed class Notifications(NotifyTerms terms, MailAccount account)
{
    private readonly PublishedChanges _published = new(account);
    private AccountMoment _told;
    private MailboxId? _selected; // STATUS tells nothing of it as long as it is selected
    private MailboxInfo? _selectedTold; // its row as it was told before
    private bool _hasBegun;

    internal NotifyTerms Terms => terms;

    /// <summary>What the client does itself; null where it is told of no mailboxes.</summary>
    internal OwnChanges? Own { get; } = terms.IsAccountWide ? new() : null;

    /// <summary>On whatever thread has published.</summary>
    internal void Note(AccountPublication publication)
    {
        if (terms.IsAccountWide)
        {
            _published.Note(publication);
        }
    }

    /// <summary>Takes the account as it is for told, and tells the numbers of all mailboxes that are watched if it is asked for. The caller has the output's turn.</summary>
    internal async ValueTask BeginAsync(bool tellsStatus, ImapSession session, CancellationToken cancellationToken)
    {
        _told = _published.Begin();
        _selected = session.View?.Mailbox.Info.Id;
        _selectedTold = _selected is { } selected ? _told.Mailboxes.Find(selected) : null;
        _hasBegun = true;
        if (!tellsStatus || !terms.IsAccountWide)
        {
            return;
        }

        using var work = new LongWork(session.Server, cancellationToken);
        foreach (MailboxInfo mailbox in _told.Mailboxes)
        {
            await work.SpendOnAnswerAsync(ListCommand.UnitsOf(mailbox.Name));
            if (mailbox.Id != _selected && WatchedEvents(mailbox, _told) is not NotifyEvents.None and var events)
            {
                StatusLine.Write(session, mailbox, StatusDifference.Whole(events, session));
                await session.Output.FlushIfLargeAsync(cancellationToken);
            }
        }
    }

    /// <summary>Tells what is new. The caller has the output's turn.</summary>
    /// <returns>False if it is more than one wants to hear: nothing was told (§5.8).</returns>
    internal async ValueTask<bool> TryTellAsync(ImapSession session, CancellationToken cancellationToken)
    {
        if (!_hasBegun || Own is not { } own)
        {
            return true;
        }

        PublishedChanges.Taken changes = _published.Take();
        (AccountMoment before, AccountMoment now) = (_told, changes.Latest ?? _told);
        NameDifference names = NameDifference.Between(terms, before, now, own, changes.Names || changes.Many);
        own.Clear();
        List<(MailboxInfo Mailbox, ValueList<StatusItem> Items)> numbers = FindNumbers(changes, before, now, names.Renewed, session);
        _told = now;
        if (names.Lines.Count + numbers.Count > session.Server.Options.MaxNotifications)
        {
            return false;
        }

        foreach (NameLine line in names.Lines)
        {
            MailboxListing.Write(session, line, now);
            await session.Output.FlushIfLargeAsync(cancellationToken);
        }

        foreach ((MailboxInfo mailbox, ValueList<StatusItem> items) in numbers)
        {
            StatusLine.Write(session, mailbox, items);
            await session.Output.FlushIfLargeAsync(cancellationToken);
        }

        return true;
    }

    private List<(MailboxInfo Mailbox, ValueList<StatusItem> Items)> FindNumbers(
        PublishedChanges.Taken changes, AccountMoment before, AccountMoment now, HashSet<MailboxId> renewed, ImapSession session)
    {
        (MailboxId? released, MailboxInfo? releasedTold) = TakeReleased(before, session.View?.Mailbox.Info.Id);
        List<(MailboxInfo, ValueList<StatusItem>)> numbers = [];
        bool all = changes.Names || changes.Many || (changes.Subscriptions && terms.DependsOnSubscriptions);
        IReadOnlyList<MailboxInfo> candidates = all ? now.Mailboxes : Some(changes.Mailboxes, released, now.Mailboxes);
        foreach (MailboxInfo mailbox in candidates)
        {
            if (mailbox.Id == _selected || WatchedEvents(mailbox, now) is not (not NotifyEvents.None and var events))
            {
                continue;
            }

            MailboxInfo? told = mailbox.Id == released ? releasedTold : renewed.Contains(mailbox.Id) ? null : before.Mailboxes.Find(mailbox.Id);
            bool wasWatched = told is not null && WatchedEvents(told, before) != NotifyEvents.None;
            ValueList<StatusItem> items = wasWatched ? StatusDifference.Between(told!, mailbox, events, session) : StatusDifference.Whole(events, session);
            if (!items.IsEmpty)
            {
                numbers.Add((mailbox, items));
            }
        }

        return numbers;
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

    // Filters are about selectable mailboxes (§6.2, §6.5).
    private NotifyEvents WatchedEvents(MailboxInfo mailbox, AccountMoment moment) =>
        mailbox.IsSelectable ? moment.EventsOf(mailbox.Name, terms) & (NotifyEvents.Messages | NotifyEvents.Flags) : NotifyEvents.None;
}
