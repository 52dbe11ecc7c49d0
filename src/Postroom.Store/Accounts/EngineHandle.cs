using Postroom.Store.Engine;
using Postroom.Store.Writing;

namespace Postroom.Store;

/// <summary>An account's storage, opened when it is needed and closed when nobody has used it for long.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Reliability", "CA1001", Justification = "A semaphore whose wait handle nobody asks for holds nothing.")]
internal sealed class EngineHandle(IStoreEngine store, AccountId account, EngineHandles all)
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _opening = new(1, 1);
    private EngineUse? _open;
    private int _users;
    private TaskCompletionSource? _free;
    private long _expectedSequence = -1;

    internal HighWater Marks { get; } = new(store.Accounts, account);

    /// <summary>The account once it is open: it rests while its storage is closed.</summary>
    internal AccountCore? Core { get; set; }

    /// <summary>Where it stands in the list of idle ones; the list's own.</summary>
    internal LinkedListNode<EngineHandle>? IdleNode { get; set; }

    /// <summary>Since when it stands there: a timestamp.</summary>
    internal long IdleSince { get; set; }

    /// <summary>Opens the storage if it is not open. Dispose the use when the call on the engine is over.</summary>
    /// <exception cref="StoreUnavailableException">It cannot be opened now, or is not as this process left it.</exception>
    internal async ValueTask<EngineUse> UseAsync(CancellationToken cancellationToken)
    {
        if (TryUse() is { } open)
        {
            return open;
        }

        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (TryUse() is { } opened)
            {
                return opened;
            }

            IAccountEngine engine = await store.OpenAsync(account, cancellationToken).ConfigureAwait(false);
            if (_expectedSequence >= 0 && engine.LastSequence != _expectedSequence)
            {
                long found = engine.LastSequence;
                await engine.DisposeAsync().ConfigureAwait(false);
                throw new StoreUnavailableException($"Account {account} was left at group {_expectedSequence} and is at {found} now: somebody else wrote to it.");
            }

            var use = new EngineUse(this, engine);
            lock (_gate)
            {
                _open = use;
                _users = 1;
            }

            return use;
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>What the storage must be at when it is opened again.</summary>
    internal void Expect(long sequence) => _expectedSequence = sequence;

    internal void EndUse()
    {
        bool idle;
        lock (_gate)
        {
            idle = --_users == 0;
            if (idle)
            {
                _free?.TrySetResult();
                _free = null;
            }
        }

        if (idle)
        {
            all.BecameIdle(this);
        }
    }

    /// <summary>Closes the storage, unless somebody is using it.</summary>
    internal async ValueTask<bool> TryCloseAsync()
    {
        await _opening.WaitAsync().ConfigureAwait(false);
        try
        {
            IAccountEngine? engine;
            lock (_gate)
            {
                if (_users > 0)
                {
                    return false;
                }

                engine = _open?.Engine;
                _open = null;
            }

            if (engine is not null)
            {
                await LeaveAsync(engine).ConfigureAwait(false);
                await engine.DisposeAsync().ConfigureAwait(false);
                Core?.Rest();
            }

            return true;
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>Closes the storage for good; waits for those who are using it.</summary>
    internal async ValueTask CloseAsync()
    {
        while (!await TryCloseAsync().ConfigureAwait(false))
        {
            Task free;
            lock (_gate)
            {
                _free ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                free = _users == 0 ? Task.CompletedTask : _free.Task;
            }

            await free.ConfigureAwait(false);
        }
    }

    // What is on disk now is the least that it has when it is opened again.
    private async ValueTask LeaveAsync(IAccountEngine engine)
    {
        if (_expectedSequence < 0 || Marks.HasReached(_expectedSequence))
        {
            return;
        }

        try
        {
            await engine.SyncAsync().ConfigureAwait(false);
        }
        catch (StoreUnavailableException)
        {
            return; // it failed and told those who wrote: what it has on disk is not known, and nothing is said of it
        }

        Marks.Reached(_expectedSequence);
    }

    private EngineUse? TryUse()
    {
        lock (_gate)
        {
            if (_open is null)
            {
                return null;
            }

            if (_users++ == 0)
            {
                all.IsUsed(this);
            }

            return _open;
        }
    }
}

/// <summary>The use of an open engine: it stays open until everyone who was given this has disposed it, each once.</summary>
internal sealed class EngineUse(EngineHandle handle, IAccountEngine engine) : IDisposable
{
    internal IAccountEngine Engine => engine;

    public void Dispose() => handle.EndUse();
}
