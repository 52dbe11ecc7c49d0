using Postroom.Imap;
using Postroom.Store.Engine;
using Postroom.Store.State;

namespace Postroom.Store.Writing;

// The writer: takes everything that waits, applies each commit to the state the one before left, has the engine make it
// durable at once, shows it, and answers everyone.
internal sealed partial class AccountCore
{
    // Bulk work is not starved by people who never pause.
    private const int ForegroundGroupsInARow = 16;

    private readonly Queue<AccountWork> _foreground = [];
    private readonly Queue<AccountWork> _background = [];
    private List<HashSet<long>>? _named;
    private bool _isWriting;
    private bool _isClosed;
    private int _foregroundGroups;
    private long _sequence;
    private Task _writing = Task.CompletedTask;

    /// <summary>Each notes the emails that get an entry from when it was put here on: a sweep's, a derivation's. The writer's own.</summary>
    internal List<HashSet<long>> Named => _named ??= [];

    /// <summary>Has the writer do something; completes when everything that waited before is durable.</summary>
    internal Task BetweenAsync(Action action)
    {
        var work = new BetweenWork(action);
        Enqueue(work);
        return work.Answer;
    }

    /// <summary>Lets no more work in and completes when what waits is done.</summary>
    internal async Task DrainAsync()
    {
        Task writing, sweep;
        lock (_gate)
        {
            _isClosed = true;
            (writing, sweep) = (_writing, _sweep);
        }

        await _closing.CancelAsync().ConfigureAwait(false);
        await writing.ConfigureAwait(false);
        await sweep.ConfigureAwait(false);
    }

    private void Enqueue(AccountWork work)
    {
        TaskCompletionSource? begun = null;
        lock (_gate)
        {
            if (_isClosed)
            {
                work.Fail(new StoreUnavailableException("The account was closed."));
                return;
            }

            (work.IsBackground ? _background : _foreground).Enqueue(work);
            if (!_isWriting)
            {
                _isWriting = true;
                begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _writing = begun.Task;
            }
        }

        if (begun is not null)
        {
            _ = WriteAsync(begun);
        }
    }

    private async Task WriteAsync(TaskCompletionSource done)
    {
        bool mayStay = true; // on the thread of whoever began: for one group, which brings what that one waits for
        while (Take() is { } works)
        {
            if (!mayStay)
            {
                await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            }

            try
            {
                ValueTask running = RunAsync(works, retrySingly: works.Count > 1);
                mayStay = !running.IsCompleted; // what has left that thread goes on where it is
                await running.ConfigureAwait(false);
            }
            catch (Exception e)
            {
                await Engine.TryCloseAsync().ConfigureAwait(false); // it is not known what it has: opening tells
                foreach (AccountWork work in works)
                {
                    work.Fail(e); // those that were answered stay so
                }
            }
        }

        done.SetResult();
    }

    // Null when nothing waits: the writer rests.
    private List<AccountWork>? Take()
    {
        var works = new List<AccountWork>();
        lock (_gate)
        {
            _isWriting = _foreground.Count + _background.Count > 0;
            if (!_isWriting)
            {
                return null;
            }

            bool background = _foreground.Count == 0 || _foregroundGroups >= ForegroundGroupsInARow;
            _foregroundGroups = background ? 0 : _foregroundGroups + 1;
            if (background && _background.TryPeek(out AccountWork? first) && first.StandsAlone)
            {
                TryTake(_background, works); // else it would wait until nobody wants anything
            }

            for (bool more = true; more && works.Count < _options.MaxGroupCommits;)
            {
                more = TryTake(_foreground, works);
            }

            int ofPeople = works.Count;
            for (bool more = background; more && works.Count == ofPeople;)
            {
                more = TryTake(_background, works);
            }
        }

        return works;
    }

    // False when the next has to wait for another group. One whose caller gave up is thrown away.
    private static bool TryTake(Queue<AccountWork> queue, List<AccountWork> works)
    {
        if (!queue.TryPeek(out AccountWork? next) || (works.Count > 0 && (next.StandsAlone || works[0].StandsAlone)))
        {
            return false;
        }

        queue.Dequeue();
        if (next.TryStart())
        {
            works.Add(next);
        }

        return true;
    }

    private async ValueTask RunAsync(List<AccountWork> works, bool retrySingly)
    {
        var group = new WriteGroup();
        try
        {
            using EngineUse use = await Engine.UseAsync(CancellationToken.None).ConfigureAwait(false);
            if (works.Exists(static work => work is CommitWork))
            {
                await WriteBeginningAsync(use.Engine).ConfigureAwait(false);
            }

            await ApplyAsync(works, group, use.Engine).ConfigureAwait(false);
            if (!group.IsEmpty)
            {
                CommitGroup rows = group.ToCommitGroup(_sequence + 1);
                await Engine.Marks.ReserveAsync(group.State!.Counters, group.UidNext).ConfigureAwait(false);
                await use.Engine.CommitAsync(rows).ConfigureAwait(false);
                Engine.Expect(++_sequence);
                if (rows.Durability == Durability.Synced)
                {
                    Engine.Marks.Reached(_sequence);
                }
            }
        }
        catch (StoreUnavailableException e) when (e.IsFull && retrySingly)
        {
            foreach (AccountWork work in works)
            {
                await RunAsync([work], retrySingly: false).ConfigureAwait(false); // a full disk refuses only what grows
            }

            return;
        }
        catch (StoreUnavailableException e)
        {
            await GiveUpAsync(works, e).ConfigureAwait(false);
            return;
        }

        Publish(group.State!, group.Touched);
        if (group.Touched.Count > 0 || group.SubscriptionsChanged)
        {
            Tell(new AccountPublication(new ModSeq((ulong)State.Counters.ModSeq), group.Mailboxes(), group.NamesChanged, group.SubscriptionsChanged));
        }

        Answer(works, group);
        Expunged(group.ExpungedOctets);
        Forget(group.Touched);
    }

    private async ValueTask ApplyAsync(List<AccountWork> works, WriteGroup group, IAccountEngine engine)
    {
        AccountState before = State; // what is stored, with what is in memory now: the rows to write are the difference from it
        AccountState state = before;
        var pending = new PendingRows(engine, before, () => state);
        foreach (AccountWork work in works)
        {
            switch (work)
            {
                case BetweenWork between:
                    between.Run();
                    break;
                case LoadWork load when state.Mailboxes.Find(load.Mailbox) is { } info:
                    await pending.LoadAsync(info).ConfigureAwait(false);
                    if (load.Principal is { } principal && info.Find(principal) is { } row)
                    {
                        await pending.LoadAsync(info, row).ConfigureAwait(false);
                    }

                    break;
                case CommitWork commit:
                    var draft = new CommitDraft(state, pending, _options, _time.GetLocalNow(), commit.Actor, Id);
                    try
                    {
                        CommitResult result = await draft.ApplyAsync(commit.Commit).ConfigureAwait(false);
                        group.Results.Add(commit, result);
                        if (result.IsDone)
                        {
                            state = group.Take(draft, pending);
                            _named?.ForEach(named => named.UnionWith(draft.NamedEmails));
                        }
                    }
                    catch (Exception e) when (e is not StoreUnavailableException)
                    {
                        commit.Fail(e); // a fault of ours in one commit: the others go on
                    }

                    break;
            }
        }

        group.Complete(before, state, pending);
    }

    private void Answer(List<AccountWork> works, WriteGroup group)
    {
        foreach (AccountWork work in works)
        {
            if (work is CommitWork commit && group.Results.TryGetValue(commit, out CommitResult? result))
            {
                commit.Complete(result);
            }
            else if (work is LoadWork load)
            {
                lock (_gate)
                {
                    load.Complete(Lease(load.Mailbox.Value, load.Principal));
                }
            }
            else if (work is BetweenWork between)
            {
                between.Complete();
            }
        }
    }

    // Nothing of the group was seen. The storage is opened anew for whoever comes next: it may have closed itself for writing.
    private async ValueTask GiveUpAsync(List<AccountWork> works, StoreUnavailableException reason)
    {
        _options.Report(reason);
        if (!reason.IsFull)
        {
            await Engine.TryCloseAsync().ConfigureAwait(false);
        }

        foreach (AccountWork work in works)
        {
            if (work is CommitWork commit)
            {
                commit.Complete(new CommitResult(new StoreRefusal(RefusalReason.Unavailable, "The storage cannot be written now.")));
            }
            else
            {
                work.Fail(reason);
            }
        }
    }

    /// <summary>Drops messages of mailboxes that nobody reads, when they are many: they can be loaded again.</summary>
    /// <param name="keep">Keys of mailboxes that stay: mail that keeps coming must not load its mailbox each time.</param>
    internal void Forget(IReadOnlyCollection<long> keep)
    {
        bool IsIdle(long key) => _mailboxes.Find(key) is null && !keep.Contains(key);

        lock (_gate)
        {
            long idle = 0;
            foreach (SharedMap<long, MailboxSnapshot>.Entry loaded in _state.Loaded.Entries())
            {
                idle += _mailboxes.Find(loaded.Key) is not null ? 0 : loaded.Value.Count;
            }

            if (idle > _options.MaxIdleMessages)
            {
                _state = _state with
                {
                    Loaded = _state.Loaded.Without(IsIdle),
                    Overlays = _state.Overlays.Without(key => IsIdle(key.Mailbox)),
                };
            }
        }
    }
}
