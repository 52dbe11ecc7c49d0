using System.Collections.Immutable;
using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>Which names LIST shows: found before the first is sent, so that a LIST which takes too long shows none.</summary>
/// <remarks>
/// A name is shown that matches a pattern and satisfies every selection option; without options, that is there or lies above one that is
/// (RFC 3501 §6.3.8). RECURSIVEMATCH shows those too under which something satisfies the options that no pattern matches (RFC 5258 §3.3).
/// </remarks>
internal sealed class ListMatching(ListRequest list, NamedMailboxes mailboxes, ImmutableSortedSet<MailboxName> subscriptions, LongWork work)
{
    private readonly HashSet<MailboxName> _aboveUnmatched = []; // something below satisfies the options, and no pattern matches it
    private readonly HashSet<MailboxName> _above = []; // something below satisfies the options

    /// <summary>In order of names.</summary>
    internal async ValueTask<List<ListedMailbox>> RunAsync()
    {
        List<ListedMailbox> candidates = await CandidatesAsync();
        if (list.IsRecursive)
        {
            foreach (ListedMailbox candidate in candidates)
            {
                await NoteAboveAsync(candidate);
            }
        }

        List<ListedMailbox> shown = [];
        foreach (ListedMailbox candidate in candidates)
        {
            if ((IsSelected(candidate) || _aboveUnmatched.Contains(candidate.Name)) && await MatchesAsync(candidate.Name))
            {
                shown.Add(candidate with { HasSelectedBelow = _above.Contains(candidate.Name) });
            }
        }

        return shown;
    }

    private bool IsSelected(ListedMailbox candidate) => list.Selects(candidate);

    // Every name that could be shown: mailboxes, names above them, and with SUBSCRIBED names that are only subscribed.
    private async ValueTask<List<ListedMailbox>> CandidatesAsync()
    {
        List<ListedMailbox> candidates = [];
        HashSet<MailboxName> parents = [];
        foreach (MailboxInfo mailbox in mailboxes.All())
        {
            await work.SpendAsync(ListCommand.UnitsOf(mailbox.Name));
            AddParents(mailbox.Name, parents, candidates);
            candidates.Add(Describe(mailbox.Name));
        }

        if (!list.SelectsSubscribed)
        {
            return candidates;
        }

        int there = candidates.Count;
        foreach (MailboxName subscribed in subscriptions)
        {
            await work.SpendAsync(ListCommand.UnitsOf(subscribed));
            if (mailboxes.Find(subscribed) is null && parents.Add(subscribed))
            {
                AddParents(subscribed, parents, candidates);
                candidates.Add(Describe(subscribed));
            }
        }

        if (candidates.Count > there)
        {
            candidates.Sort(static (a, b) => a.Name.CompareTo(b.Name));
        }

        return candidates;
    }

    // From the top; those of a parent that was seen were seen with it.
    private void AddParents(MailboxName name, HashSet<MailboxName> parents, List<ListedMailbox> candidates)
    {
        Stack<MailboxName> missing = [];
        for (MailboxName? parent = name.Parent; parent is not null && parents.Add(parent); parent = parent.Parent)
        {
            if (mailboxes.Find(parent) is null)
            {
                missing.Push(parent);
            }
        }

        while (missing.TryPop(out MailboxName? parent))
        {
            candidates.Add(Describe(parent));
        }
    }

    private ListedMailbox Describe(MailboxName name) =>
        mailboxes.Describe(name, subscriptions.Contains(name)) with { Request = list, TellsNonExistent = list.TellsNonExistent };

    private async ValueTask NoteAboveAsync(ListedMailbox candidate)
    {
        if (!IsSelected(candidate))
        {
            return;
        }

        bool isMatched = await MatchesAsync(candidate.Name);
        for (MailboxName? parent = candidate.Name.Parent; parent is not null; parent = parent.Parent)
        {
            if (!(_above.Add(parent) | (!isMatched && _aboveUnmatched.Add(parent))))
            {
                return; // those above it are noted as well
            }
        }
    }

    private async ValueTask<bool> MatchesAsync(MailboxName name)
    {
        foreach (MailboxPattern pattern in list.Patterns)
        {
            await work.SpendAsync(ListCommand.UnitsOf(name));
            if (pattern.Matches(name))
            {
                return true;
            }
        }

        return false;
    }
}
