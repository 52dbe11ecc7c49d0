using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>What the client itself did to mailboxes and subscriptions since the last look: it is not told that (RFC 5465 §5).</summary>
internal sealed class OwnChanges
{
    private readonly List<Change> _changes = [];

    internal bool IsEmpty => _changes.Count == 0;

    internal void Created(MailboxId mailbox, MailboxName name) => _changes.Add(new(ChangeKind.Created, mailbox, name, name));

    internal void Deleted(MailboxId mailbox, MailboxName name) => _changes.Add(new(ChangeKind.Deleted, mailbox, name, name));

    internal void Renamed(MailboxName from, MailboxName to) => _changes.Add(new(ChangeKind.Renamed, default, from, to));

    internal void Subscribed(MailboxName name, bool isSubscribed) =>
        _changes.Add(new(isSubscribed ? ChangeKind.Subscribed : ChangeKind.Unsubscribed, default, name, name));

    internal void Clear() => _changes.Clear();

    /// <summary>Does to what the client was told what it did itself.</summary>
    internal void ApplyTo(BelievedNames mailboxes)
    {
        foreach (Change change in _changes)
        {
            switch (change.Kind)
            {
                case ChangeKind.Created:
                    mailboxes.Add(change.Mailbox, change.Name, isMailbox: true);
                    break;
                case ChangeKind.Deleted:
                    mailboxes.Remove(change.Mailbox);
                    break;
                case ChangeKind.Renamed:
                    mailboxes.Rename(change.Name, change.To);
                    break;
            }
        }
    }

    /// <summary>Likewise for subscriptions.</summary>
    internal void ApplyTo(HashSet<MailboxName> subscriptions)
    {
        foreach (Change change in _changes)
        {
            if (change.Kind == ChangeKind.Subscribed)
            {
                subscriptions.Add(change.Name);
            }
            else if (change.Kind == ChangeKind.Unsubscribed)
            {
                subscriptions.Remove(change.Name);
            }
        }
    }

    private enum ChangeKind
    {
        Created,
        Deleted,
        Renamed,
        Subscribed,
        Unsubscribed,
    }

    private readonly record struct Change(ChangeKind Kind, MailboxId Mailbox, MailboxName Name, MailboxName To);
}
