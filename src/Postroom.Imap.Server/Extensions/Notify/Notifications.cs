using Postroom.Store;
using Postroom.Store.Engine;

namespace Postroom.Imap.Server;

/// <summary>What one NOTIFY began: what its session wants to hear, and the accounts it watches for that (RFC 5465).</summary>
internal sealed class Notifications : IAsyncDisposable
{
    private readonly ImapSession _session;
    private readonly WatchedAccount _own;
    private readonly List<WatchedAccount> _others = []; // under the output's turn
    private bool _hasBegun;
    private int _sharesChanged; // 1: others share something, or no more

    internal Notifications(NotifyTerms terms, ImapSession session)
    {
        (Terms, _session) = (terms, session);
        _own = new(terms, new(session.Account!, session.Account!, session.Server.OtherUsers));
        Own = terms.IsAccountWide ? new() : null;
    }

    internal NotifyTerms Terms { get; }

    /// <summary>What the client does itself; null where it is told of no mailboxes.</summary>
    internal OwnChanges? Own { get; }

    /// <summary>More accounts of others than one NOTIFY may watch (§3.1).</summary>
    internal bool IsTooMuch => _others.Count + OwnersToWatch().Count > _session.Server.Options.MaxWatchedAccounts;

    /// <summary>On whatever thread has published: something in the session's own account.</summary>
    internal void Note(AccountPublication publication)
    {
        if (publication.SharesChanged)
        {
            Volatile.Write(ref _sharesChanged, 1);
        }
        else if (Terms.IsAccountWide)
        {
            _own.Note(publication);
        }
    }

    /// <summary>Takes the accounts as they are for told, and tells the numbers of all mailboxes that are watched if it is asked for. The caller has the output's turn.</summary>
    internal async ValueTask BeginAsync(bool tellsStatus, CancellationToken cancellationToken)
    {
        _own.Begin(_session);
        if (Terms.IsAccountWide)
        {
            foreach (AccountRecord owner in OwnersToWatch())
            {
                (await TryWatchAsync(owner, cancellationToken))?.Begin(_session);
            }

            using var work = new LongWork(_session.Server, cancellationToken);
            foreach (WatchedAccount account in _others.Prepend(_own))
            {
                foreach ((MailboxInfo mailbox, NotifyEvents events, bool mayRead) in account.Watched())
                {
                    if (mayRead && !tellsStatus)
                    {
                        continue;
                    }

                    await work.SpendOnAnswerAsync(ListCommand.UnitsOf(mailbox.Name));
                    if (mayRead)
                    {
                        WriteStatus(mailbox, StatusDifference.Whole(events, _session), account.Told);
                    }
                    else
                    {
                        MailboxListing.Write(_session, new(mailbox.Name), account.Told); // "MUST respond with an untagged extended LIST response containing the \NoAccess name attribute" (§3.1)
                    }

                    await _session.Output.FlushIfLargeAsync(cancellationToken);
                }
            }
        }

        _hasBegun = true;
    }

    /// <summary>Tells what is new. The caller has the output's turn.</summary>
    /// <returns>False if it is more than one wants to hear: nothing was told (§5.8).</returns>
    internal async ValueTask<bool> TryTellAsync(CancellationToken cancellationToken)
    {
        if (!_hasBegun || Own is null)
        {
            return true;
        }

        bool isShared = Interlocked.Exchange(ref _sharesChanged, 0) == 1; // before the look: what is shared from here on is looked at once more
        AccountMoment before = _own.Told;
        AccountNews own = _own.Look(_session, Own, latest: null);
        Own.Clear();
        bool mayWatchMore = isShared || (Terms.DependsOnSubscriptions && before.Subscriptions != own.Now.Subscriptions);
        if (mayWatchMore)
        {
            if (IsTooMuch)
            {
                return false;
            }

            foreach (AccountRecord owner in OwnersToWatch())
            {
                (await TryWatchAsync(owner, cancellationToken))?.BeginUntold(_session, isShared, before.Subscriptions);
            }
        }

        List<AccountNews> news = [own, .. _others.Select(other => other.Look(_session, own: null, own.Now))];
        if (news.Sum(static one => one.Lines.Count + one.Numbers.Count) > _session.Server.Options.MaxNotifications)
        {
            return false;
        }

        foreach (AccountNews one in news)
        {
            foreach (NameLine line in one.Lines)
            {
                Write(line, one, news);
                await _session.Output.FlushIfLargeAsync(cancellationToken);
            }

            foreach ((MailboxInfo mailbox, ValueList<StatusItem> items) in one.Numbers)
            {
                WriteStatus(mailbox, items, one.Now);
                await _session.Output.FlushIfLargeAsync(cancellationToken);
            }
        }

        foreach (WatchedAccount left in _others.FindAll(static other => other.IsEmpty))
        {
            _others.Remove(left); // that it shares something again is told
            await left.DisposeAsync();
        }

        return true;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (WatchedAccount other in _others)
        {
            await other.DisposeAsync();
        }
    }

    // Of others that share something, those that the terms may be about and that are not watched yet.
    private List<AccountRecord> OwnersToWatch()
    {
        MailAccount own = _session.Account!;
        return _session.Server.OtherUsers is not { } names || !Terms.IsAccountWide ? []
            : [.. _session.Server.Store.SharedWith(own.Actor).Where(owner =>
                names.Above(owner.Name) is { } top && Terms.MayConcern(top, own.Subscriptions) && !_others.Exists(other => other.Account.Account.Owner == owner.Id))];
    }

    private async ValueTask<WatchedAccount?> TryWatchAsync(AccountRecord owner, CancellationToken cancellationToken)
    {
        try
        {
            MailAccount own = _session.Account!;
            if (await _session.Server.Store.OpenAsync(owner.Id, own.Actor, cancellationToken) is not { } account)
            {
                return null;
            }

            var other = new WatchedAccount(Terms, new(account, own, _session.Server.OtherUsers, owner.Name), _session.OnOthersPublished);
            _others.Add(other);
            return other;
        }
        catch (StoreUnavailableException unavailable)
        {
            Log.OthersUnavailable(_session.Server.Logger, owner.Name, unavailable.Message); // the others can be watched all the same
            return null;
        }
    }

    // Subscriptions are the session's own, and what it subscribes to may be somebody else's.
    private void Write(NameLine line, AccountNews its, List<AccountNews> all)
    {
        foreach (AccountNews one in all)
        {
            if (its.Now.Account.IsOwn && one.Now.Account.Within(line.Name) is { } within)
            {
                MailboxListing.Write(_session, new(within), one.Now);
                return;
            }
        }

        MailboxListing.Write(_session, line, its.Now);
    }

    private void WriteStatus(MailboxInfo mailbox, ValueList<StatusItem> items, AccountMoment now)
    {
        if (now.Account.IsOwn)
        {
            StatusLine.Write(_session, mailbox, items);
        }
        else if (now.Account.NameOf(mailbox.Name) is { } name)
        {
            StatusLine.Write(_session, MailboxPlace.Named(mailbox, name), items);
        }
    }
}
