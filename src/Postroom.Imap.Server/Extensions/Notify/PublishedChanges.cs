using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>What the account published since the last look, and how it was at the last publication. Noted by the store's writer, taken by the session.</summary>
/// <remarks>The account itself may be further on when the session looks: then where to look would not be noted yet, and never be looked at.</remarks>
internal sealed class PublishedChanges(NamedAccount account)
{
    private const int Few = 64; // beyond it every mailbox is looked at

    private readonly Lock _gate = new();
    private List<MailboxId>? _mailboxes;
    private bool _names;
    private bool _many;
    private AccountMoment? _latest;

    /// <summary>The account as it is; what is noted from here on came after it.</summary>
    internal AccountMoment Begin()
    {
        lock (_gate)
        {
            Clear();
            return account.Now();
        }
    }

    /// <summary>On the writer's thread, which changes nothing meanwhile.</summary>
    internal void Note(AccountPublication publication)
    {
        lock (_gate)
        {
            _latest = account.Now();
            _names |= publication.NamesChanged;
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
            var taken = new Taken(_mailboxes ?? [], _names, _many, _latest);
            Clear();
            return taken;
        }
    }

    private void Clear() => (_mailboxes, _names, _many, _latest) = (null, false, false, null);

    /// <summary>What was noted.</summary>
    /// <param name="Mailboxes">These changed, some more than once.</param>
    /// <param name="Names">So did the list of mailboxes.</param>
    /// <param name="Many">There are more than are listed.</param>
    /// <param name="Latest">The account when the last of it was published; null when nothing was.</param>
    internal readonly record struct Taken(List<MailboxId> Mailboxes, bool Names, bool Many, AccountMoment? Latest)
    {
        /// <summary>Nothing was noted: all is to be looked at.</summary>
        internal static Taken Anything(AccountMoment now) => new([], Names: false, Many: true, now);
    }
}
