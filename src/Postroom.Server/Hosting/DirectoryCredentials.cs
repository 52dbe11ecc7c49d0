using Postroom.Security;
using Postroom.Store.Engine;

namespace Postroom.Server;

/// <summary>Logins against the account directory.</summary>
internal sealed class DirectoryCredentials(IAccountDirectory accounts) : ICredentialStore
{
    public ValueTask<AccountCredentials?> FindAsync(string loginName, CancellationToken cancellationToken) =>
        ValueTask.FromResult(accounts.Find(loginName) is { } account
            ? new AccountCredentials(account.Id.Value, account.Name, account.Credentials, account.IsDisabled)
            : null);
}
