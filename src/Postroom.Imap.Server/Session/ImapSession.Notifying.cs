using Postroom.Store;
using Postroom.Store.Engine;

namespace Postroom.Imap.Server;

// News between commands (NOTIFY). They are a command of nobody's in the scheduler, so that none is told into an answer that counts on numbers.
public sealed partial class ImapSession
{
    private int _newsQueued; // 1: a look is queued that has not begun
    private Notifications? _notifications;

    /// <summary>What the last NOTIFY began; null before the first one.</summary>
    internal Notifications? Notifications => Volatile.Read(ref _notifications);

    /// <summary>From now on <paramref name="terms"/> hold. What the selected mailbox has accumulated is told before: SET implies a NOOP (RFC 5465 §3.1).</summary>
    /// <returns>False if that is too much to watch: then what was asked for before holds.</returns>
    internal async ValueTask<bool> TryNotifyAsync(NotifyTerms terms, bool tellsStatus, CancellationToken cancellationToken)
    {
        await Output.EnterAsync(cancellationToken);
        try
        {
            if (View is { } view && terms.IsAnything)
            {
                await view.TellAllAsync(mayExpunge: !_scheduler.HoldsExpunges(null), cancellationToken);
            }

            var notifications = new Notifications(terms, this);
            if (notifications.IsTooMuch)
            {
                return false;
            }

            await ReplaceNotificationsAsync(notifications); // it notes what is published from here on; then the accounts are looked at
            await notifications.BeginAsync(tellsStatus, cancellationToken);
            return true;
        }
        finally
        {
            Output.Leave();
        }
    }

    /// <summary>From anywhere: looks for news when the commands before are over, and tells them.</summary>
    internal void WantNews()
    {
        if (Interlocked.Exchange(ref _newsQueued, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static session => session._scheduler.Enqueue(PendingCommand.News(), isReader: false), this, preferLocal: false);
        }
    }

    /// <summary>For the holder of the output's turn: tells what is new in mailboxes that are not selected.</summary>
    internal async ValueTask TellAccountAsync(CancellationToken cancellationToken)
    {
        if (Notifications is { } wanted && !await wanted.TryTellAsync(cancellationToken))
        {
            ResponseLines.WriteOk(Output.Buffer, Dialect, ResponseCode.NotificationOverflow, "That was too much: no more news until the next NOTIFY");
            await ReplaceNotificationsAsync(new(NotifyTerms.Nothing, this)); // "as if a NOTIFY NONE command had just been received" (§5.8)
        }
    }

    /// <summary>A command of this session brought messages: of those NOTIFY fetches nothing (RFC 5465 §5.2).</summary>
    internal void NoteBrought(MailboxId mailbox, UidSet uids)
    {
        if (View is { } view && view.Mailbox.Info.Id == mailbox && Notifications is { Terms.NewItems.IsEmpty: false })
        {
            view.Bring(uids);
        }
    }

    private ValueTask ReplaceNotificationsAsync(Notifications? by) => Interlocked.Exchange(ref _notifications, by)?.DisposeAsync() ?? default;

    private Task TellQueuedNewsAsync()
    {
        Interlocked.Exchange(ref _newsQueued, 0); // whoever publishes from here on is looked at once more
        return Account is null || Notifications is not { } wanted
            ? Task.CompletedTask
            : TellNewsAsync(mayExpunge: wanted.Terms.IsImmediate && !_scheduler.HoldsExpunges(null), _stop.Token).AsTask();
    }

    private async ValueTask TellNewsAsync(bool mayExpunge, CancellationToken cancellationToken)
    {
        await Output.EnterAsync(cancellationToken);
        try
        {
            if (View is { } view)
            {
                await view.TellNewsAsync(mayExpunge, cancellationToken);
            }

            await TellAccountAsync(cancellationToken);
            await Output.FlushAsync(cancellationToken);
        }
        finally
        {
            Output.Leave();
        }

        await FetchNewAsync(cancellationToken);
    }

    /// <summary>Sends of new messages what NOTIFY asks of them, behind the EXISTS that told them (RFC 5465 §5.2).</summary>
    private async ValueTask FetchNewAsync(CancellationToken cancellationToken)
    {
        if (View is not { } view || Notifications is not { Terms.NewItems: { IsEmpty: false } wanted } || view.TakeUnfetched() is not { IsEmpty: false } news)
        {
            return;
        }

        try
        {
            using var run = new FetchRun(this, view, news, NewItems(wanted));
            await run.RunAsync(cancellationToken);
        }
        catch (StoreUnavailableException unavailable) when (!Output.IsBroken)
        {
            Log.Fault(Server.Logger, unavailable, "NOTIFY", NewReference()); // the client knows that they are there, and can ask
        }

        await Output.EnterAsync(cancellationToken);
        try
        {
            view.TellModSeqIfDue();
            await Output.FlushAsync(cancellationToken);
        }
        finally
        {
            Output.Leave();
        }
    }

    // What is told of flags goes with UID and MODSEQ for who is aware of CONDSTORE (RFC 7162 §3.1, §3.2.4), and any of it with UID in IMAP4rev2 (RFC 9051 §7.5.2).
    private List<IFetchItem> NewItems(ValueList<FetchItem> wanted)
    {
        List<IFetchItem> items = [];
        foreach (FetchItem item in wanted)
        {
            items.Add(Protocol.MakeFetchItem(item)!);
        }

        bool withModSeq = IsCondStoreAware && items.Exists(static item => item is FlagsItem);
        if (withModSeq)
        {
            Add(new NamedFetchItem("MODSEQ"));
        }

        if ((withModSeq || IsRev2) && !IsUidOnly)
        {
            Add(FetchItem.Uid);
        }

        return items;

        void Add(FetchItem more)
        {
            if (!wanted.Contains(more) && Protocol.MakeFetchItem(more) is { } item)
            {
                items.Add(item);
            }
        }
    }

    // A command's end tells what it may; what must wait for its numbers, or come behind it, is told between the commands.
    private void WantNewsLeftBehind()
    {
        if (Notifications is { } wanted && View is { } view && (view.HasUnfetched || (wanted.Terms.IsImmediate && view.HoldsExpunges)))
        {
            WantNews();
        }
    }
}
