using Postroom.Security;
using Postroom.Store;
using Postroom.Store.Engine;

namespace Postroom.Server;

/// <summary>Logins against the account directory, once it is there: who comes while the server starts waits for it.</summary>
internal sealed class DirectoryCredentials(ServerStore store, PostroomSettings settings, ConsoleLog log) : ICredentialStore
{
    private readonly IReadOnlyList<string> _proxies = settings.Get(PostroomSettings.AuthProxies);

    public async ValueTask<AccountCredentials?> FindAsync(string loginName, CancellationToken cancellationToken)
    {
        await store.WhenOpenAsync(cancellationToken);
        return store.FindPrepared(loginName) is { } account
            ? new AccountCredentials(account.Id.Value, account.Name, account.Credentials, account.IsDisabled)
            : null;
    }

    public ValueTask<bool> MayActAsAsync(AccountCredentials account, AccountCredentials other, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_proxies.Any(name => store.FindAccount(name)?.Id.Value == account.AccountId));

    public async ValueTask ChangeAsync(Guid accountId, Func<IReadOnlyList<string>, IReadOnlyList<string>?> change)
    {
        try
        {
            await store.Engine.Accounts.UpdateAsync(
                new AccountId(accountId),
                now => change(now.Credentials) is { } credentials ? now with { Credentials = credentials, Version = now.Version + 1 } : null,
                CancellationToken.None);
        }
        catch (StoreUnavailableException e)
        {
            log.Unavailable("What a login showed of its password was not noted", e); // a full or failing disk keeps nobody out
        }
    }
}
