namespace Postroom.Store;

/// <summary>An account's mailboxes as one principal besides the owner sees them.</summary>
/// <param name="All">What it was made of.</param>
/// <param name="Mine">Those that the principal may look up.</param>
internal sealed record VisibleMailboxes(MailboxList All, MailboxList Mine)
{
    internal static VisibleMailboxes Of(MailboxList all, AccountId principal)
    {
        var mine = new List<MailboxInfo>();
        foreach (MailboxInfo info in all)
        {
            if (info.Find(principal) is { } row && (row.Rights & Right.Lookup) != 0)
            {
                mine.Add(PrincipalView.InfoOf(info, row));
            }
        }

        return new VisibleMailboxes(all, MailboxList.From(mine));
    }
}
