using Postroom.Store.Engine;

namespace Postroom.Store.Contract;

/// <summary>An engine under test, and what can happen to it. One for each test.</summary>
public interface IEngineFixture : IAsyncDisposable
{
    /// <summary>The engine now: another object after each of the calls below.</summary>
    IStoreEngine Engine { get; }

    /// <summary>Closes it in good order and opens it again.</summary>
    ValueTask ReopenAsync();

    /// <summary>The process is killed and starts again: everything committed stays.</summary>
    ValueTask KillProcessAsync();

    /// <summary>The machine stops and starts again: what was synced stays; what was only written may be gone.</summary>
    ValueTask StopMachineAsync();

    /// <summary>Keeps a copy of an account's storage, which nobody has open; then as <see cref="ReopenAsync"/>.</summary>
    ValueTask<object> CopyAccountAsync(AccountId account);

    /// <summary>Puts a copy in the place of an account's storage, which nobody has open; then as <see cref="ReopenAsync"/>.</summary>
    ValueTask PutBackAsync(AccountId account, object copy);

    /// <summary>The next commits of this engine fail, whole.</summary>
    void FailCommits(int count);
}
