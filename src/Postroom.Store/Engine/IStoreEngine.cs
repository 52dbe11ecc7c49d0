namespace Postroom.Store.Engine;

/// <summary>Where mail lies: a set of accounts, each an <see cref="IAccountEngine"/>, and the directory that names them.</summary>
/// <remarks>The mail rules are not here: Store has them, once, above every engine.</remarks>
public interface IStoreEngine : IAsyncDisposable
{
    /// <summary>Names, credentials and state of the accounts.</summary>
    IAccountDirectory Accounts { get; }

    /// <summary>Opens an account, making its (empty) storage on first use. The caller opens each at most once at a time.</summary>
    /// <exception cref="StoreUnavailableException">It cannot be opened now; the message says why.</exception>
    ValueTask<IAccountEngine> OpenAsync(AccountId account, CancellationToken cancellationToken);

    /// <summary>Begins to take bytes in. <paramref name="expectedOctets"/> is what the peer announced, or null.</summary>
    ValueTask<IBlobStage> StageAsync(long? expectedOctets, CancellationToken cancellationToken);

    /// <summary>Removes an account's storage, bytes and all. It is not open.</summary>
    ValueTask DeleteAsync(AccountId account, CancellationToken cancellationToken);
}
