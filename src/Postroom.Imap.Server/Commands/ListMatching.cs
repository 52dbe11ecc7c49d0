using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>Which names LIST shows: found before the first is sent, so that a LIST which takes too long shows none.</summary>
internal sealed class ListMatching(MailboxPattern[] patterns, MailboxList mailboxes, LongWork work)
{
    private readonly HashSet<MailboxName> _parents = [];

    /// <summary>In order; without a mailbox where a parent was never made, which cannot be selected (RFC 3501 §6.3.8, INVARIANTS 14).</summary>
    internal async ValueTask<List<(MailboxName Name, MailboxInfo? Mailbox)>> RunAsync()
    {
        List<(MailboxName, MailboxInfo?)> matches = [];
        foreach (MailboxInfo mailbox in mailboxes)
        {
            foreach (MailboxName parent in NewParents(mailbox.Name))
            {
                if (await MatchesAsync(parent))
                {
                    matches.Add((parent, null));
                }
            }

            if (await MatchesAsync(mailbox.Name))
            {
                matches.Add((mailbox.Name, mailbox));
            }
        }

        return matches;
    }

    // From the top; those of a parent that was seen were seen with it.
    private Stack<MailboxName> NewParents(MailboxName name)
    {
        Stack<MailboxName> missing = [];
        for (MailboxName? parent = name.Parent; parent is not null && _parents.Add(parent); parent = parent.Parent)
        {
            if (mailboxes.Find(parent) is null)
            {
                missing.Push(parent);
            }
        }

        return missing;
    }

    private async ValueTask<bool> MatchesAsync(MailboxName name)
    {
        foreach (MailboxPattern pattern in patterns)
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
