using Postroom.Security;
using Postroom.Store.Engine;

namespace Postroom.Server.Tests;

/// <summary>The doors open before the store does: who logs in meanwhile waits for it.</summary>
public sealed class StoreOpeningTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("postroom-opening-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_login_waits_until_the_store_is_open()
    {
        await using ServerStore store = Take();
        Task<AccountCredentials?> login = Credentials(store).FindAsync("nobody", CancellationToken.None).AsTask();
        Assert.False(login.IsCompleted);

        store.OpenEngine();

        Assert.Null(await login);
    }

    [Fact]
    public async Task A_login_that_waits_can_be_cancelled()
    {
        await using ServerStore store = Take();
        using var gone = new CancellationTokenSource();
        Task<AccountCredentials?> login = Credentials(store).FindAsync("nobody", gone.Token).AsTask();

        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => login);
    }

    [Fact]
    public async Task Where_it_is_never_opened_who_waits_is_told_and_the_folder_is_free_again()
    {
        ServerStore store = Take();
        Task<AccountCredentials?> login = Credentials(store).FindAsync("nobody", CancellationToken.None).AsTask();
        Assert.Throws<ConfigurationException>(Take);

        await store.DisposeAsync();

        await Assert.ThrowsAsync<StoreUnavailableException>(() => login);
        await using ServerStore next = Take();
        next.OpenEngine();
        Assert.Empty(next.Engine.Accounts.All());
    }

    [Fact]
    public async Task Where_it_cannot_be_opened_who_waits_is_told()
    {
        ServerStore store = Take();
        Task<AccountCredentials?> login = Credentials(store).FindAsync("nobody", CancellationToken.None).AsTask();
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "data", "server.db"));

        Assert.Throws<ConfigurationException>(store.OpenEngine);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => login);
        await store.DisposeAsync();
    }

    private static DirectoryCredentials Credentials(ServerStore store) =>
        new(store, ConfigurationLoader.Load(null, []), new ConsoleLog(TextWriter.Null, TimeProvider.System));

    private ServerStore Take() => ServerStore.Take(
        Path.Combine(_folder.FullName, "data"), create: true, ConfigurationLoader.Load(null, []), new ConsoleLog(TextWriter.Null, TimeProvider.System));
}
