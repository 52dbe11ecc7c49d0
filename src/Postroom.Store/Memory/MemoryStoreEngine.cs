using System.Collections.Concurrent;
using Postroom.Store.Engine;

namespace Postroom.Store.Memory;

/// <summary>An engine that keeps everything in memory: for tests and for programs that need a mail store for a moment.</summary>
/// <remarks>Accounts outlive their opening, as on a disk; nothing outlives the process.</remarks>
public sealed class MemoryStoreEngine : IStoreEngine
{
    private readonly ConcurrentDictionary<AccountId, MemoryAccount> _accounts = new();

    /// <summary>An engine that completes every call at once.</summary>
    public MemoryStoreEngine() : this(null) { }

    /// <summary>With a seed: an engine that yields a varying number of times in every call, the same for the same seed and order of calls.</summary>
    public MemoryStoreEngine(int? yieldSeed) => Pace = new MemoryPace(yieldSeed);

    /// <inheritdoc/>
    public IAccountDirectory Accounts { get; } = new MemoryAccountDirectory();

    /// <summary>What goes wrong on purpose.</summary>
    public MemoryFaults Faults { get; } = new();

    internal MemoryPace Pace { get; }

    /// <inheritdoc/>
    public async ValueTask<IAccountEngine> OpenAsync(AccountId account, CancellationToken cancellationToken)
    {
        await Pace.StepAsync().ConfigureAwait(false);
        return _accounts.GetOrAdd(account, static id => new MemoryAccount(id)).Open(this);
    }

    /// <inheritdoc/>
    public async ValueTask<IBlobStage> StageAsync(long? expectedOctets, CancellationToken cancellationToken)
    {
        await Pace.StepAsync().ConfigureAwait(false);
        return new MemoryBlobStage(Pace, Faults);
    }

    /// <inheritdoc/>
    public async ValueTask DeleteAsync(AccountId account, CancellationToken cancellationToken)
    {
        await Pace.StepAsync().ConfigureAwait(false);
        _accounts.TryRemove(account, out _);
    }

    /// <summary>An account's storage as it is now: what <see cref="Restore"/> puts back.</summary>
    internal MemoryImage Copy(AccountId account) => _accounts[account].Image;

    /// <summary>As if an account's folder was replaced by a copy of it; it is not open.</summary>
    internal void Restore(AccountId account, MemoryImage image) => _accounts[account].Restore(image);

    /// <summary>As if the machine stopped: accounts are closed, and what was only written, not synced, is gone.</summary>
    public void StopMachine()
    {
        foreach (MemoryAccount account in _accounts.Values)
        {
            account.Stop(loseWrites: true);
        }
    }

    /// <summary>As if the process was killed: accounts are closed, everything committed stays.</summary>
    public void KillProcess()
    {
        foreach (MemoryAccount account in _accounts.Values)
        {
            account.Stop(loseWrites: false);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
