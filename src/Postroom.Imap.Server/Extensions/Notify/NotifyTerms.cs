using System.Collections.Immutable;

namespace Postroom.Imap.Server;

/// <summary>What a client wants to hear, and of which mailboxes (RFC 5465 §3.1, §6). Never changes.</summary>
internal sealed class NotifyTerms
{
    private readonly Group[] _groups;

    internal NotifyTerms(ValueList<EventGroup> groups)
    {
        var others = new List<Group>();
        foreach (EventGroup group in groups)
        {
            if (group.IsOfSelected)
            {
                OfSelected = EventsOf(group);
                IsImmediate = group.Filter == MailboxFilter.Selected;
                NewItems = ItemsOf(group);
            }
            else
            {
                others.Add(new(group.Filter, [.. group.Mailboxes], EventsOf(group)));
            }
        }

        _groups = [.. others];
    }

    /// <summary>NOTIFY NONE: no news at all.</summary>
    internal static NotifyTerms Nothing { get; } = new(default);

    /// <summary>Every event that there is here: what BADEVENT lists.</summary>
    internal static ValueList<string> Supported { get; } =
        [NotifyEvent.MessageNew, NotifyEvent.MessageExpunge, NotifyEvent.FlagChange, NotifyEvent.MailboxName, NotifyEvent.SubscriptionChange];

    /// <summary>Of the selected mailbox.</summary>
    internal NotifyEvents OfSelected { get; }

    /// <summary>FlagChange in the selected mailbox.</summary>
    internal bool TellsFlags => (OfSelected & NotifyEvents.Flags) != 0;

    /// <summary>SELECTED: what goes is told without a command, too (§6.1.1).</summary>
    internal bool IsImmediate { get; }

    /// <summary>What to fetch of a new message in the selected mailbox.</summary>
    internal ValueList<FetchItem> NewItems { get; }

    /// <summary>Something is to be told of mailboxes whether they are selected or not.</summary>
    internal bool IsAccountWide => _groups.Length > 0;

    /// <summary>Something is to be told.</summary>
    internal bool IsAnything => IsAccountWide || OfSelected != NotifyEvents.None;

    /// <summary>Subscribing to a mailbox changes what is told of it (§6.4).</summary>
    internal bool DependsOnSubscriptions => Array.Exists(_groups, static group => group.Filter == MailboxFilter.Subscribed);

    /// <summary>What to tell of a mailbox: all that the groups say which match it (§6), and nothing if one of them says NONE (§8).</summary>
    internal NotifyEvents Of(MailboxName mailbox, bool isSubscribed, bool isPersonal)
    {
        NotifyEvents events = NotifyEvents.None;
        foreach (Group group in _groups)
        {
            if (group.Matches(mailbox, isSubscribed, isPersonal))
            {
                if (group.Events == NotifyEvents.None)
                {
                    return NotifyEvents.None;
                }

                events |= group.Events;
            }
        }

        return events;
    }

    /// <summary>One of the groups may match a mailbox below <paramref name="top"/>.</summary>
    /// <param name="top">Above all names of one other user's mailboxes.</param>
    /// <param name="subscriptions">The session's.</param>
    internal bool MayConcern(MailboxName top, ImmutableSortedSet<MailboxName> subscriptions) => Array.Exists(_groups, group => group.Filter switch
    {
        MailboxFilter.Mailboxes => group.Names.Any(name => name.IsBelow(top)),
        MailboxFilter.Subtree => group.Names.Any(name => name == top || name.IsBelow(top) || top.IsBelow(name)),
        MailboxFilter.Subscribed => subscriptions.Any(name => name.IsBelow(top)),
        _ => false,
    });

    private static NotifyEvents EventsOf(EventGroup group)
    {
        NotifyEvents events = NotifyEvents.None;
        foreach (NotifyEvent one in group.Events)
        {
            events |= one.Name switch
            {
                NotifyEvent.MessageNew or NotifyEvent.MessageExpunge => NotifyEvents.Messages,
                NotifyEvent.FlagChange => NotifyEvents.Flags,
                NotifyEvent.MailboxName => NotifyEvents.Names,
                NotifyEvent.SubscriptionChange => NotifyEvents.Subscriptions,
                _ => NotifyEvents.None,
            };
        }

        return events;
    }

    private static ValueList<FetchItem> ItemsOf(EventGroup group)
    {
        var items = new List<FetchItem>();
        foreach (NotifyEvent one in group.Events)
        {
            items.AddRange(one.Items.Span);
        }

        return ValueList.From(items.Distinct());
    }

    private sealed record Group(MailboxFilter Filter, HashSet<MailboxName> Names, NotifyEvents Events)
    {
        internal bool Matches(MailboxName mailbox, bool isSubscribed, bool isPersonal) => Filter switch
        {
            MailboxFilter.Mailboxes => Names.Contains(mailbox),
            MailboxFilter.Subtree => IsBelowAny(mailbox),
            MailboxFilter.Subscribed => isSubscribed,
            _ => isPersonal, // mail may be delivered to each (§6.2, §6.3)
        };

        private bool IsBelowAny(MailboxName? mailbox)
        {
            for (; mailbox is not null; mailbox = mailbox.Parent)
            {
                if (Names.Contains(mailbox))
                {
                    return true;
                }
            }

            return false;
        }
    }
}
