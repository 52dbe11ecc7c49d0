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

    /// <summary>Changes an account's credentials in one step: costlier verifiers of a password that was seen, the day of an application
    /// password's last use.</summary>
    /// <param name="accountId">Which.</param>
    /// <param name="change">Given what is there now, says what shall be, or null to leave it. Short: other changes wait for it.</param>
    /// <remarks>A login goes on whether or not it could be done: an implementation logs what hinders it, and does not throw. The default does nothing.</remarks>
    ValueTask ChangeAsync(Guid accountId, Func<IReadOnlyList<string>, IReadOnlyList<string>?> change) => ValueTask.CompletedTask;
}
