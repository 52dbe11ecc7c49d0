using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>Where to look: what the account published since the last look. Told by the store's writer, taken by the session.</summary>
internal sealed class PublishedChanges
{
    private const int Few = 64; // beyond it every mailbox is looked at

    private readonly Lock _gate = new();
    private List<MailboxId>? _mailboxes;
    private bool _names;
    private bool _subscriptions;
    private bool _many;

    internal void Note(AccountPublication publication)
    {
        lock (_gate)
        {
            _names |= publication.NamesChanged;
            _subscriptions |= publication.SubscriptionsChanged;
            _many |= (_mailboxes?.Count ?? 0) + publication.Mailboxes.Count > Few;
            if (!_many)
            {
                (_mailboxes ??= []).AddRange(publication.Mailboxes);
            }
        }
    }

    internal Taken Take()
    {
        lock (_gate)
        {
            var taken = new Taken(_mailboxes ?? [], _names, _subscriptions, _many);
            (_mailboxes, _names, _subscriptions, _many) = (null, false, false, false);
            return taken;
        }
    }

    /// <summary>What was noted.</summary>
    /// <param name="Mailboxes">These changed, some more than once.</param>
    /// <param name="Names">So did the list of mailboxes.</param>
    /// <param name="Subscriptions">And subscriptions.</param>
    /// <param name="Many">There are more than are listed.</param>
    internal readonly record struct Taken(List<MailboxId> Mailboxes, bool Names, bool Subscriptions, bool Many);
}
