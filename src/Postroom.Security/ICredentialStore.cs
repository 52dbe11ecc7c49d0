namespace Postroom.Security;

/// <summary>Where credentials are kept; the host implements it over its accounts.</summary>
public interface ICredentialStore
{
    /// <summary>The account with this name or alias, or null. Asked at every login, so it should answer from memory.</summary>
    /// <param name="loginName">Prepared by <see cref="LoginName"/>: compare exactly.</param>
    /// <param name="cancellationToken">The client has gone.</param>
    ValueTask<AccountCredentials?> FindAsync(string loginName, CancellationToken cancellationToken);

    /// <summary>May <paramref name="account"/>, which has proved who it is, act as the other account? As itself it always may.</summary>
    /// <remarks>The default says no; administrators and shared accounts are the host's to know.</remarks>
    ValueTask<bool> MayActAsAsync(AccountCredentials account, AccountCredentials other, CancellationToken cancellationToken) =>
        ValueTask.FromResult(false);
}
