using Postroom.Store;
using Postroom.Store.Engine;

namespace Postroom.Server;

/// <summary>An engine that is opened while clients are greeted already: what needs it waits for it.</summary>
internal sealed class OpeningEngine : IStoreEngine
{
    private readonly TaskCompletionSource<IStoreEngine> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Waits on this thread if it must: logins come here after <see cref="WhenOpenAsync"/>.</summary>
    /// <exception cref="StoreUnavailableException">It could not be opened: the server ends.</exception>
    public IAccountDirectory Accounts => _opened.Task.GetAwaiter().GetResult().Accounts;

    /// <summary>It is open, and this one's to dispose.</summary>
    public void Open(IStoreEngine engine) => _opened.SetResult(engine);

    /// <summary>It never will be. Nothing if it is open.</summary>
    public void GiveUp()
    {
        if (_opened.TrySetException(new StoreUnavailableException("The store could not be opened.")))
        {
            _ = _opened.Task.Exception; // seen, whether or not somebody waits
        }
    }

    /// <summary>Completes once it is open.</summary>
    /// <exception cref="StoreUnavailableException">It could not be opened: the server ends.</exception>
    public Task WhenOpenAsync(CancellationToken cancellationToken) =>
        _opened.Task.IsCompletedSuccessfully ? Task.CompletedTask : _opened.Task.WaitAsync(cancellationToken);

    public async ValueTask<IAccountEngine> OpenAsync(AccountId account, CancellationToken cancellationToken) =>
        await (await _opened.Task.WaitAsync(cancellationToken)).OpenAsync(account, cancellationToken);

    public async ValueTask<IBlobStage> StageAsync(long? expectedOctets, CancellationToken cancellationToken) =>
        await (await _opened.Task.WaitAsync(cancellationToken)).StageAsync(expectedOctets, cancellationToken);

    public async ValueTask DeleteAsync(AccountId account, CancellationToken cancellationToken) =>
        await (await _opened.Task.WaitAsync(cancellationToken)).DeleteAsync(account, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        GiveUp();
        if (_opened.Task.IsCompletedSuccessfully)
        {
            await (await _opened.Task).DisposeAsync();
        }
    }
}
