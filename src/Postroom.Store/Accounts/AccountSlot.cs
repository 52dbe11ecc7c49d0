using Postroom.Store.Writing;

namespace Postroom.Store;

/// <summary>An account that is in memory, or on its way in or out; guarded by the store's gate.</summary>
internal sealed class AccountSlot(AccountId id, EngineHandle handle)
{
    internal AccountId Id => id;

    internal EngineHandle Handle => handle;

    /// <summary>The account once it is open.</summary>
    internal Task<AccountCore> Core { get; private set; } = null!;

    /// <summary>How many have it open.</summary>
    internal int Leases { get; set; }

    /// <summary>Its place among those that nobody has open.</summary>
    internal LinkedListNode<AccountSlot>? IdleNode { get; set; }

    /// <summary>Set while it is being closed: whoever wants it waits, then opens it anew.</summary>
    internal TaskCompletionSource? Closed { get; set; }

    // Not on the caller's thread: it holds the store's gate.
    internal void Begin(StoreOptions options, TimeProvider time, Func<AccountCore, CancellationToken, Task> sweepAsync, Func<AccountCore, Task> openedAsync) =>
        Core = Task.Run(async () =>
        {
            AccountCore core = await AccountCore.OpenAsync(id, handle, options, time, CancellationToken.None).ConfigureAwait(false);
            core.SweepAsync = sweepAsync;
            await openedAsync(core).ConfigureAwait(false);
            Core = Task.FromResult(core); // lets go of what it took to open it, for as long as it stays open
            return core;
        });
}
