using Postroom.Store.Engine;
using Postroom.Store.Writing;

namespace Postroom.Store;

/// <summary>All mail of a server: the mail rules above an engine. One a data folder.</summary>
public sealed partial class MailStore : IAsyncDisposable
{
    private readonly Func<AccountCore, CancellationToken, Task> _sweepAsync;
    private readonly IStoreEngine _engine;
    private readonly TimeProvider _time;
    private readonly EngineHandles _handles;
    private readonly Lock _gate = new();
    private readonly Dictionary<AccountId, AccountSlot> _accounts = [];
    private readonly LinkedList<AccountSlot> _idle = [];
    private bool _isDisposed;

    /// <summary>Opens nothing yet. The engine stays the caller's to dispose, after this.</summary>
    public MailStore(IStoreEngine engine, StoreOptions options, TimeProvider time)
    {
        (_engine, Options, _time) = (engine, options, time);
        _sweepAsync = (core, cancellationToken) => SweepAsync(core, purges: false, cancellationToken).AsTask(); // one for all accounts
        _handles = new EngineHandles(options.MaxIdleEngines, options.MaxEngineIdleTime, time, options.Report);
    }

    /// <summary>Limits and habits.</summary>
    public StoreOptions Options { get; }

    internal DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>The accounts by name.</summary>
    public IAccountDirectory Accounts => _engine.Accounts;

    /// <summary>Opens <paramref name="owner"/>'s mail for <paramref name="actor"/>. Dispose the lease when done; a new account gets its INBOX.</summary>
    /// <returns>Null when there is no such account, or nothing in it that the actor may see.</returns>
    /// <exception cref="StoreUnavailableException">It cannot be opened now.</exception>
    public async ValueTask<MailAccount?> OpenAsync(AccountId owner, Principal actor, CancellationToken cancellationToken)
    {
        if (Accounts.Find(owner) is null)
        {
            return null;
        }

        AccountSlot slot = await LeaseAsync(owner, cancellationToken).ConfigureAwait(false);
        AccountCore core = await slot.Core.ConfigureAwait(false);
        if (Rights.IsForeign(actor, owner) && !core.State.Mailboxes.Any(mailbox => Rights.Of(actor, owner, mailbox) != Right.None))
        {
            await FindNothingSharedAsync(core, actor.Account).ConfigureAwait(false);
            await ReleaseAsync(slot).ConfigureAwait(false);
            return null;
        }

        return new MailAccount(this, slot, core, actor);
    }

    /// <summary>Removes an account's mail, bytes and all. Whoever still has it open gets NO [UNAVAILABLE] from then on: end sessions before.</summary>
    public async ValueTask DeleteAsync(AccountId account, CancellationToken cancellationToken)
    {
        AccountSlot reserved = await ReserveAsync(account, cancellationToken).ConfigureAwait(false);
        try
        {
            await _engine.DeleteAsync(account, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Unreserve(reserved);
        }
    }

    /// <summary>Ends what is being written, and closes every account.</summary>
    public async ValueTask DisposeAsync()
    {
        AccountSlot[] slots;
        lock (_gate)
        {
            _isDisposed = true;
            slots = [.. _accounts.Values];
            _accounts.Clear();
            _idle.Clear();
        }

        foreach (AccountSlot slot in slots)
        {
            await (slot.Closed?.Task ?? CloseAsync(slot)).ConfigureAwait(false);
        }

        await _handles.DrainAsync().ConfigureAwait(false);
    }

    /// <summary>Completes when every storage is closed that was about to be.</summary>
    internal Task WhenIdleAsync() => _handles.WhenClosedAsync();

    internal ValueTask<SweepResult> SweepAsync(AccountCore core, bool purges, CancellationToken cancellationToken) =>
        new AccountSweep(core, Accounts, Options, _time.GetUtcNow(), purges).RunAsync(cancellationToken);

    internal async ValueTask ReleaseAsync(AccountSlot slot)
    {
        AccountSlot? evicted = null;
        lock (_gate)
        {
            if (--slot.Leases > 0 || slot.Closed is not null || !_accounts.TryGetValue(slot.Id, out AccountSlot? there) || there != slot)
            {
                return;
            }

            slot.IdleNode = _idle.AddLast(slot);
            if (_idle.Count > Options.MaxIdleAccounts)
            {
                evicted = _idle.First!.Value;
                Forget(evicted);
                evicted.Closed = NewClosing();
            }
        }

        if (slot.Core.IsCompletedSuccessfully)
        {
            (await slot.Core.ConfigureAwait(false)).Forget([]);
        }

        if (evicted is not null)
        {
            await CloseAsync(evicted).ConfigureAwait(false);
            Unreserve(evicted);
        }
    }

    internal async ValueTask<AccountSlot> LeaseAsync(AccountId owner, CancellationToken cancellationToken)
    {
        while (true)
        {
            AccountSlot? slot;
            Task closing;
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_isDisposed, this);
                if (!_accounts.TryGetValue(owner, out slot))
                {
                    slot = new AccountSlot(owner, new EngineHandle(EngineOf(owner), owner, _handles));
                    slot.Begin(Options, _time, _sweepAsync, LearnSharedAsync);
                    _accounts.Add(owner, slot);
                }

                closing = slot.Closed?.Task ?? Task.CompletedTask;
                if (slot.Closed is null)
                {
                    slot.Leases++;
                    Forget(slot);
                }
            }

            if (slot.Closed is not null)
            {
                await closing.WaitAsync(cancellationToken).ConfigureAwait(false); // the engine opens an account once at a time
                continue;
            }

            try
            {
                await slot.Core.WaitAsync(cancellationToken).ConfigureAwait(false);
                return slot;
            }
            catch (Exception e)
            {
                await EndFailedAsync(slot, e is not OperationCanceledException).ConfigureAwait(false);
                throw;
            }
        }
    }

    /// <summary>Closes an account for everyone and keeps it closed until <see cref="Unreserve"/>; whoever wants it meanwhile waits.</summary>
    private async ValueTask<AccountSlot> ReserveAsync(AccountId account, CancellationToken cancellationToken)
    {
        while (true)
        {
            AccountSlot? slot;
            Task closing;
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_isDisposed, this);
                if (!_accounts.TryGetValue(account, out slot))
                {
                    slot = new AccountSlot(account, new EngineHandle(_engine, account, _handles)) { Closed = NewClosing() };
                    _accounts.Add(account, slot);
                    return slot;
                }

                closing = slot.Closed?.Task ?? Task.CompletedTask;
                if (slot.Closed is null)
                {
                    slot.Closed = NewClosing();
                    Forget(slot);
                }
                else
                {
                    slot = null;
                }
            }

            if (slot is null)
            {
                await closing.WaitAsync(cancellationToken).ConfigureAwait(false);
                continue;
            }

            await CloseAsync(slot).ConfigureAwait(false);
            return slot;
        }
    }

    private void Unreserve(AccountSlot slot)
    {
        lock (_gate)
        {
            _accounts.Remove(slot.Id);
        }

        slot.Closed!.SetResult();
    }

    private static TaskCompletionSource NewClosing() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    // It could not be opened: the next one tries anew. (Or only this caller gave up waiting.)
    private async ValueTask EndFailedAsync(AccountSlot slot, bool failed)
    {
        if (!failed)
        {
            await ReleaseAsync(slot).ConfigureAwait(false);
            return;
        }

        bool last;
        lock (_gate)
        {
            last = _accounts.TryGetValue(slot.Id, out AccountSlot? there) && there == slot && slot.Closed is null;
            if (last)
            {
                slot.Closed = NewClosing();
            }
        }

        if (last)
        {
            await slot.Handle.TryCloseAsync().ConfigureAwait(false);
            _handles.Remove(slot.Handle);
            Unreserve(slot);
        }
    }

    private async Task CloseAsync(AccountSlot slot)
    {
        try
        {
            AccountCore core = await slot.Core.ConfigureAwait(false);
            await core.DrainAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is StoreUnavailableException or InvalidDataException)
        {
            Options.Report(e); // it was never opened: there is nothing to drain
        }

        await slot.Handle.CloseAsync().ConfigureAwait(false);
        _handles.Remove(slot.Handle);
    }

    private void Forget(AccountSlot slot)
    {
        if (slot.IdleNode is { } node)
        {
            _idle.Remove(node);
            slot.IdleNode = null;
        }
    }
}
