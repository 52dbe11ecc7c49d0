using System.Collections.Immutable;
using Postroom.Imap;
using Postroom.Store.Codecs;
using Postroom.Store.Engine;
using Postroom.Store.State;

namespace Postroom.Store.Writing;

/// <summary>One account in memory: its state, who reads it, and the one writer that changes it.</summary>
/// <remarks>The gate is held for a few instructions only, never across an await or a call to somebody else.</remarks>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Reliability", "CA1001", Justification = "A semaphore and a source of cancellation without timer or wait handle hold nothing.")]
internal sealed partial class AccountCore
{
    private readonly Lock _gate = new();
    private readonly StoreOptions _options;
    private readonly TimeProvider _time;
    private SharedMap<long, LoadedMailbox> _mailboxes = new();
    private Dictionary<(long Mailbox, AccountId Principal), LoadedMailbox>? _views; // few accounts share anything
    private ImmutableArray<Action<AccountPublication>> _listeners = [];
    private AccountState _state;
    private List<RowWrite>? _beginning; // what the state began with and is not stored yet

    private AccountCore(AccountId id, EngineHandle engine, AccountState state, long sequence, StoreOptions options, TimeProvider time) =>
        (Id, Engine, _state, _sequence, _options, _time) = (id, engine, state, sequence, options, time);

    internal AccountId Id { get; }

    internal EngineHandle Engine { get; }

    /// <summary>What is durable and visible.</summary>
    internal AccountState State => Volatile.Read(ref _state);

    /// <summary>Opens an account; a new one gets its INBOX.</summary>
    /// <exception cref="StoreUnavailableException">Its storage cannot be opened or written now.</exception>
    internal static async Task<AccountCore> OpenAsync(
        AccountId id, EngineHandle handle, StoreOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        using EngineUse use = await handle.UseAsync(cancellationToken).ConfigureAwait(false);
        IAccountEngine engine = use.Engine;
        AccountState? state = await AccountLoading.LoadAsync(engine, cancellationToken).ConfigureAwait(false);
        long found = engine.LastSequence;
        AccountMarks marks = handle.Marks.Marks;
        AccountState begun = AccountBeginning.Begin(state, found, engine.MayHaveLostWrites, marks);
        await handle.Marks.ReserveAsync(begun.Counters, begun.Mailboxes.HighestUidNext).ConfigureAwait(false);
        List<RowWrite> rows = [];
        if (!ReferenceEquals(begun, state))
        {
            AccountState stored = state ?? AccountBeginning.Nothing;
            StateRows.Between(stored, begun, [.. begun.Mailboxes.Select(static mailbox => mailbox.Key.Value)], rows);
            rows.AddRange(AccountBeginning.Gaps(stored, begun, time.GetUtcNow()));
        }

        if (state is not null && AccountBeginning.IsCopiedBack(state, found, marks))
        {
            options.Report(new CopiedBackException($"Account {id} is older than what was given out: its storage was copied back, and its numbers moved on."));
        }

        handle.Marks.Generation = state?.Counters.Generation ?? begun.Counters.Generation;
        handle.Expect(found);
        var core = new AccountCore(id, handle, begun, found, options, time) { _beginning = rows.Count == 0 ? null : rows };
        handle.Core = core;
        try
        {
            await core.WriteBeginningAsync(engine).ConfigureAwait(false);
        }
        catch (StoreUnavailableException e) when (state is not null)
        {
            options.Report(e); // damaged, or the disk is full: what is there can be read all the same (INVARIANTS 18, 19)
        }

        if (core._beginning is null)
        {
            handle.Marks.Reached(core._sequence); // opening put down what there was
        }

        return core;
    }

    // Before anything else is written. Opened again after a failure, the account begins with numbers that are no lower.
    private async ValueTask WriteBeginningAsync(IAccountEngine engine)
    {
        if (_beginning is not null)
        {
            await engine.CommitAsync(new CommitGroup { Sequence = _sequence + 1, Durability = Durability.Synced, Rows = _beginning }).ConfigureAwait(false);
            Engine.Expect(++_sequence);
            Engine.Marks.Generation = _state.Counters.Generation;
            _beginning = null;
        }
    }

    internal void Subscribe(Action<AccountPublication> listener)
    {
        lock (_gate)
        {
            _listeners = _listeners.Add(listener);
        }
    }

    internal void Unsubscribe(Action<AccountPublication> listener)
    {
        lock (_gate)
        {
            _listeners = _listeners.Remove(listener);
        }
    }

    /// <summary>Does it, or prepares it first where it is so large that others would feel it (INVARIANTS 20).</summary>
    internal Task<CommitResult> CommitAsync(Commit commit, Principal actor, CancellationToken cancellationToken) =>
        LargeCopy.MayBe(commit, State, _options) ? new LargeCopy(this, commit, actor, _options, _time).RunAsync(cancellationToken)
        : LargeExpunge.MayBe(commit, State, _options) ? new LargeExpunge(this, commit, actor, _options).RunAsync(cancellationToken)
        : LargeAdd.MayBe(commit, _options) ? new LargeAdd(this, commit, actor, _options).RunAsync(cancellationToken)
        : EnqueueAsync(commit, actor, cancellationToken);

    /// <summary>Has the writer do it, whatever its size.</summary>
    internal Task<CommitResult> EnqueueAsync(Commit commit, Principal actor, CancellationToken cancellationToken)
    {
        var work = new CommitWork(commit, actor, cancellationToken);
        Enqueue(work);
        return work.Answer;
    }

    /// <summary>A mailbox to read, with a lease; null when there is none that holds messages.</summary>
    /// <param name="id">Which.</param>
    /// <param name="principal">As whom, when it is one with private flags; null for the owner and the server.</param>
    internal async ValueTask<LoadedMailbox?> OpenMailboxAsync(MailboxId id, AccountId? principal)
    {
        long key;
        lock (_gate)
        {
            if (_state.Mailboxes.Find(id) is not { IsSelectable: true } info)
            {
                return null;
            }

            key = info.Key.Value;
            if (Lease(key, principal) is { } loaded)
            {
                return loaded;
            }
        }

        var work = new LoadWork(new MailboxKey(key), principal);
        Enqueue(work);
        return await work.Answer.ConfigureAwait(false);
    }

    /// <summary>What was answered to the commit under <paramref name="key"/>; null when there was none, or it was too long ago.</summary>
    internal async ValueTask<CommitResult?> FindAnswerAsync(Guid key, CancellationToken cancellationToken)
    {
        using EngineUse use = await Engine.UseAsync(cancellationToken).ConfigureAwait(false);
        using RowSet rows = await use.Engine.ReadAsync(StoreTable.Idempotency, new[] { IdempotencyCodec.KeyOf(key) }, cancellationToken).ConfigureAwait(false);
        if (rows.Count == 0)
        {
            return null;
        }

        (long time, CommitResult result) = IdempotencyCodec.Read(rows.Value(0).Span);
        return _time.GetUtcNow().ToUnixTimeSeconds() - time < (long)_options.KeepIdempotencyKeys.TotalSeconds ? result : null;
    }

    internal void Release(LoadedMailbox mailbox)
    {
        lock (_gate)
        {
            long key = mailbox.Snapshot.Info.Key.Value;
            if (--mailbox.Leases == 0 && mailbox.Shared is { } shared)
            {
                if (_views!.GetValueOrDefault((key, mailbox.Principal!.Value)) == mailbox)
                {
                    _views!.Remove((key, mailbox.Principal.Value));
                }

                mailbox = shared;
                mailbox.Leases--;
            }

            if (mailbox.Leases == 0 && _mailboxes.Find(key)?.Value == mailbox)
            {
                _mailboxes = _mailboxes.Without(key);
            }
        }
    }

    // Whoever only waits looks at no message: for them an account takes a few octets each.
    internal void Rest()
    {
        foreach (SharedMap<long, MailboxSnapshot>.Entry loaded in State.Loaded.Entries())
        {
            loaded.Value.Rest();
        }

        LoadedMailbox[] views;
        lock (_gate)
        {
            views = _views is null ? [] : [.. _views.Values];
            _foreground.TrimExcess();
            _background.TrimExcess();
        }

        foreach (LoadedMailbox view in views)
        {
            view.Snapshot.Rest();
        }
    }

    // A principal's view is one more lease on the mailbox, which so stays in memory with the private flags.
    private LoadedMailbox? Lease(long key, AccountId? principal)
    {
        if (principal is not { } who)
        {
            return Lease(key);
        }

        _views ??= [];
        if (!_views.TryGetValue((key, who), out LoadedMailbox? view))
        {
            if (_state.Mailboxes.Find(new MailboxKey(key))?.Find(who) is not { } row || _state.Overlays.Find(new(key, row.Number)) is not { Value: var overlay }
                || Lease(key) is not { } shared)
            {
                return null;
            }

            _views.Add((key, who), view = new LoadedMailbox(shared, who, new PrincipalView(shared.Snapshot, row, overlay)));
        }

        view.Leases++;
        return view;
    }

    // With the gate held: the mailbox with one more lease; null when it is not in memory.
    private LoadedMailbox? Lease(long key)
    {
        if (_mailboxes.Find(key)?.Value is not { } loaded)
        {
            if (_state.Loaded.Find(key) is not { Value: var snapshot })
            {
                return null;
            }

            loaded = new LoadedMailbox(snapshot);
            _mailboxes = _mailboxes.With(key, loaded);
        }

        loaded.Leases++;
        return loaded;
    }

    private void Publish(AccountState state, HashSet<long> touched)
    {
        lock (_gate)
        {
            Volatile.Write(ref _state, state);
            foreach (long key in touched)
            {
                if (_mailboxes.Find(key)?.Value is not { } loaded)
                {
                    continue;
                }

                if (state.Loaded.Find(key)?.Value is { } now && now.Info.Id == loaded.Snapshot.Info.Id)
                {
                    loaded.Snapshot = now;
                    continue;
                }

                // Deleted, or another mailbox in its place (RenewMailboxes), which is opened anew by whoever wants that one.
                loaded.Snapshot = Gone(loaded.Snapshot.Info, state.Counters.ModSeq);
                _mailboxes = _mailboxes.Without(key);
            }

            if (_views is { Count: > 0 }) // a first login need not compile what looks for it
            {
                ShowAll(state, touched);
            }
        }
    }

    private void ShowAll(AccountState state, HashSet<long> touched)
    {
        foreach ((long Mailbox, AccountId) key in _views!.Keys.Where(key => touched.Contains(key.Mailbox)).ToArray())
        {
            Show(state, key);
        }
    }

    // To somebody who may no longer read it, a mailbox is gone like a deleted one; but it may come back.
    private void Show(AccountState state, (long Mailbox, AccountId Principal) key)
    {
        LoadedMailbox view = _views![key];
        MailboxSnapshot? shared = state.Loaded.Find(key.Mailbox)?.Value;
        shared = shared?.Info.Id == view.Snapshot.Info.Id ? shared : null;
        if (shared?.Info.Find(key.Principal) is { } row && (row.Rights & Right.Read) != 0)
        {
            view.Show(shared, row, state.Overlays.Find(new(key.Mailbox, row.Number))?.Value ?? Overlay.Empty);
            return;
        }

        view.Snapshot = Gone(view.Snapshot.Info, state.Counters.ModSeq);
        if (shared is null)
        {
            _views.Remove(key);
        }
    }

    // Whoever still has a deleted mailbox open sees it empty (INVARIANTS 9).
    private static MailboxSnapshot Gone(MailboxInfo info, long modSeq) => MailboxSnapshot.Empty(info with
    {
        IsSelectable = false,
        HighestModSeq = modSeq,
        Messages = 0,
        Size = 0,
        Deleted = 0,
        Unseen = 0,
        FirstUnseen = 0,
        Recent = 0,
    });

    /// <summary>From any thread: somebody gave the account's owner rights on a mailbox, or took some.</summary>
    internal void TellShared() =>
        Tell(new AccountPublication(new ModSeq((ulong)State.Counters.ModSeq), [], NamesChanged: false, SubscriptionsChanged: false) { SharesChanged = true });

    private void Tell(AccountPublication publication)
    {
        ImmutableArray<Action<AccountPublication>> listeners;
        lock (_gate)
        {
            listeners = _listeners;
        }

        foreach (Action<AccountPublication> listener in listeners)
        {
            try
            {
                listener(publication);
            }
            catch (Exception e)
            {
                _options.Report(e); // one listener's fault is not the others'
            }
        }
    }
}
