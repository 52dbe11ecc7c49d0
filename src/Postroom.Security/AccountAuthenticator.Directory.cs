namespace Postroom.Security;

/// <content>Accounts of another directory.</content>
public sealed partial class AccountAuthenticator
{
    /// <summary>Forgets what was proven of an account: its next login is checked anew, at the directory too.</summary>
    public void Forget(Guid accountId) => _proven.Forget(accountId);

    // Stands for the directory in the cache of proven logins; with no password it says that the directory lets the account log in at all.
    private static ReadOnlySpan<byte> AgainstDirectory => "LDAP"u8;

    private bool WasRightElsewhere(LoginAttempt attempt, byte[] password) =>
        _directory is not null && attempt is { Account: { } account, Passwords.IsOfDirectory: true } && _proven.Contains(account.AccountId, AgainstDirectory, password);

    // After a password was computed, right or not: an account that is only there looks like one that is nowhere.
    private async ValueTask<bool> IsRightElsewhereAsync(LoginAttempt attempt, byte[] password, CancellationToken cancellationToken)
    {
        if (_directory is null || attempt.AskedFor.Length == 0 || attempt is { Account: not null, Passwords.IsOfDirectory: false })
            return false;
        DirectoryVerdict verdict = await AskAsync(
            attempt, directory => directory.CheckAsync(attempt.AskedFor, attempt.Account, password, cancellationToken)).ConfigureAwait(false);
        attempt.IsOf(verdict.Name, verdict.Account);
        if (verdict.Account is not { } account)
            return false;
        _proven.Add(account.AccountId, AgainstDirectory, password);
        _proven.Add(account.AccountId, AgainstDirectory, []);
        return true;
    }

    // Whatever it was proven by: who is disabled in the directory, or gone from it, stays out.
    private async ValueTask<bool> MayLogInAsync(LoginAttempt attempt, AccountCredentials account, CancellationToken cancellationToken)
    {
        if (_directory is null || !attempt.Passwords.IsOfDirectory || _proven.Contains(account.AccountId, AgainstDirectory, []))
            return true;
        DirectoryVerdict verdict = await AskAsync(attempt, directory => directory.FindAsync(account, cancellationToken)).ConfigureAwait(false);
        if (verdict.Account is null)
            return false;
        _proven.Add(account.AccountId, AgainstDirectory, []);
        return true;
    }

    private async ValueTask<DirectoryVerdict> AskAsync(LoginAttempt attempt, Func<IPasswordDirectory, ValueTask<DirectoryVerdict>> ask)
    {
        long began = _time.GetTimestamp();
        DirectoryVerdict verdict = await ask(_directory!).ConfigureAwait(false);
        attempt.Spent += _time.GetElapsedTime(began);
        attempt.IsUnchecked = verdict.IsAway;
        return verdict;
    }
}
