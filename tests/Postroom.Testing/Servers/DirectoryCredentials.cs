using Postroom.Security;
using Postroom.Store.Engine;

namespace Postroom.Testing;

/// <summary>The accounts of an engine, as logins see them.</summary>
public sealed class DirectoryCredentials(IAccountDirectory accounts) : ICredentialStore
{
    /// <inheritdoc/>
    public ValueTask<AccountCredentials?> FindAsync(string loginName, CancellationToken cancellationToken) =>
        ValueTask.FromResult(accounts.Find(loginName) is { } account
            ? new AccountCredentials(account.Id.Value, account.Name, account.Credentials, account.IsDisabled)
            : null);
}
