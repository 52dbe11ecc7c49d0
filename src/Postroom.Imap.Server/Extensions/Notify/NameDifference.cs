using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>Which LIST lines lead a client from the names it knows to those there are (RFC 5465 §5.4, §5.5).</summary>
/// <remarks>
/// It compares pictures, so of what happened between two looks only the outcome is told. The lines are in an order in which each is true of
/// what stands before it: what is gone first, then renames, each when its new name is free, then what is new.
/// </remarks>
internal sealed class NameDifference
{
    private readonly NotifyTerms _terms;
    private readonly AccountMoment _before;
    private readonly AccountMoment _now;
    private readonly HashSet<MailboxName> _told = []; // as they are now
    private readonly List<MailboxName> _above = []; // what changed below them: told when the client knows what is below

    private NameDifference(NotifyTerms terms, AccountMoment before, AccountMoment now) => (_terms, _before, _now) = (terms, before, now);

    /// <summary>In the order in which they are to be sent.</summary>
    internal List<NameLine> Lines { get; } = [];

    /// <summary>Mailboxes that were there before, and were told as gone and new: nobody could follow how they were renamed.</summary>
    internal HashSet<MailboxId> Renewed { get; } = [];

    /// <param name="terms">What is to be told.</param>
    /// <param name="before">What was told.</param>
    /// <param name="now">What there is.</param>
    /// <param name="own">What the client itself did to its own account; null in another, where it subscribes to nothing and changes no name.</param>
    /// <param name="namesChanged">Names may be others than before.</param>
    internal static NameDifference Between(NotifyTerms terms, AccountMoment before, AccountMoment now, OwnChanges? own, bool namesChanged)
    {
        var difference = new NameDifference(terms, before, now);
        if (namesChanged)
        {
            var believed = new BelievedNames(before.Mailboxes);
            own?.ApplyTo(believed);
            difference.TellGone(believed);
            difference.TellRenamed(believed);
            difference.TellNew(believed);
            difference._above.ForEach(difference.TellAsItIs);
        }

        if (own is not null && (before.Subscriptions != now.Subscriptions || !own.IsEmpty))
        {
            HashSet<MailboxName> subscriptions = [.. before.Subscriptions];
            own.ApplyTo(subscriptions);
            difference.TellSubscriptions(subscriptions);
        }

        return difference;
    }

    /// <summary>It may be read now, or no more (§5.9).</summary>
    internal void TellAccess(MailboxName name)
    {
        if (_told.Add(name))
        {
            Lines.Add(new(name));
        }
    }

    private void TellGone(BelievedNames believed)
    {
        foreach (BelievedNames.Believed one in believed.GoneFrom(_now.Mailboxes))
        {
            believed.Remove(one.Id);
            bool isTaken = _now.Mailboxes.Find(one.Name) is { IsSelectable: true };
            if (!isTaken)
            {
                TellAsItIs(one.Name);
            }
            else if (one.IsMailbox && Wants(one.Name))
            {
                Lines.Add(new(one.Name) { IsGone = true }); // another is told under its name
            }

            TellParents(one.Name);
        }
    }

    private void TellRenamed(BelievedNames believed)
    {
        BelievedNames.Believed[] misnamed = believed.MisnamedIn(_now.Mailboxes);
        for (int left = 2 * misnamed.Length; left > 0 && misnamed.Length > 0; left--)
        {
            HashSet<MailboxName> names = believed.ToSet();
            int next = Array.FindIndex(misnamed, one => NameOf(one) is var name && !names.Contains(name) && !name.IsBelow(one.Name));
            if (next < 0)
            {
                break; // two have changed places
            }

            MailboxName from = misnamed[next].Name, to = NameOf(misnamed[next]);
            if (Wants(from) || Wants(to))
            {
                Lines.Add(new(to) { OldName = from });
                _told.Add(to);
            }

            believed.Rename(from, to);
            TellChangedAbove(from);
            TellChangedAbove(to);
            misnamed = believed.MisnamedIn(_now.Mailboxes);
        }

        foreach (BelievedNames.Believed one in misnamed)
        {
            believed.Remove(one.Id);
            Renewed.Add(one.Id);
            if (Wants(one.Name))
            {
                Lines.Add(new(one.Name) { IsGone = true });
            }

            TellChangedAbove(one.Name);
        }
    }

    private MailboxName NameOf(BelievedNames.Believed one) => _now.Mailboxes.Find(one.Id)!.Name;

    private void TellNew(BelievedNames believed)
    {
        foreach (MailboxInfo mailbox in _now.Mailboxes)
        {
            if (!believed.Knows(mailbox.Id) && mailbox.IsSelectable) // a name alone is what a DELETE left: told as gone
            {
                TellAsItIs(mailbox.Name);
                TellParents(mailbox.Name);
            }
        }
    }

    private void TellSubscriptions(HashSet<MailboxName> believed)
    {
        foreach (MailboxName name in _now.Subscriptions.SymmetricExcept(believed))
        {
            if ((EventsOf(name) & NotifyEvents.Subscriptions) != 0 && _told.Add(name))
            {
                Lines.Add(new(name));
            }
        }
    }

    // "The mailbox itself and its direct parent (whether it is an existing mailbox or not) are considered to be affected."
    private void TellParents(MailboxName name)
    {
        if (name.Parent is { } parent)
        {
            _above.Add(parent);
            TellChangedAbove(parent);
        }
    }

    private void TellChangedAbove(MailboxName name)
    {
        for (MailboxName? above = name.Parent; above is not null; above = above.Parent)
        {
            if (_before.Mailboxes.HasChildren(above) != _now.Mailboxes.HasChildren(above))
            {
                _above.Add(above);
            }
        }
    }

    private void TellAsItIs(MailboxName name)
    {
        if (Wants(name) && _told.Add(name))
        {
            Lines.Add(new(name));
        }
    }

    private bool Wants(MailboxName name) => (EventsOf(name) & NotifyEvents.Names) != 0;

    private NotifyEvents EventsOf(MailboxName name) => _before.EventsOf(name, _terms) | _now.EventsOf(name, _terms);
}

/// <summary>A LIST line that tells of a name.</summary>
/// <param name="Name">Which.</param>
internal readonly record struct NameLine(MailboxName Name)
{
    /// <summary>It was called so (OLDNAME).</summary>
    internal MailboxName? OldName { get; init; }

    /// <summary>The mailbox under it is gone, whatever else stands there now; a later line tells that.</summary>
    internal bool IsGone { get; init; }
}
