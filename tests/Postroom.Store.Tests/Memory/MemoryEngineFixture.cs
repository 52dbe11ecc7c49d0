using Postroom.Store.Contract;
using Postroom.Store.Engine;
using Postroom.Store.Memory;

namespace Postroom.Store.Tests.Memory;

/// <summary>The in-memory engine under the contract; with a seed it yields at every await.</summary>
internal sealed class MemoryEngineFixture(int? yieldSeed) : IEngineFixture
{
    private readonly MemoryStoreEngine _engine = new(yieldSeed);

    public IStoreEngine Engine => _engine;

    public ValueTask ReopenAsync() => ValueTask.CompletedTask;

    public ValueTask KillProcessAsync()
    {
        _engine.KillProcess();
        return ValueTask.CompletedTask;
    }

    public ValueTask StopMachineAsync()
    {
        _engine.StopMachine();
        return ValueTask.CompletedTask;
    }

    public ValueTask<object> CopyAccountAsync(AccountId account) => new(_engine.Copy(account));

    public ValueTask PutBackAsync(AccountId account, object copy)
    {
        _engine.Restore(account, (MemoryImage)copy);
        return ValueTask.CompletedTask;
    }

    public void FailCommits(int count) => _engine.Faults.FailCommits(count);

    public ValueTask DisposeAsync() => _engine.DisposeAsync();
}
