namespace Postroom.Security;

/// <summary>Another source of accounts, which checks their passwords itself: LDAP. The host implements it.</summary>
/// <remarks>It is asked about names that have no account here, and about accounts that are marked as its own (<see cref="PasswordSet.IsOfDirectory"/>); about others never.</remarks>
public interface IPasswordDirectory
{
    /// <summary>Is this the person's password?</summary>
    /// <param name="loginName">Prepared by <see cref="LoginName"/>.</param>
    /// <param name="account">Their account, or null where there is none of that name yet.</param>
    /// <param name="password">In UTF-8, prepared (RFC 4513 §5.1.1 wants that). Not empty.</param>
    /// <param name="cancellationToken">The client has gone.</param>
    ValueTask<DirectoryVerdict> CheckAsync(string loginName, AccountCredentials? account, ReadOnlyMemory<byte> password, CancellationToken cancellationToken);

    /// <summary>May the account be logged in to at all? Asked when it was proven by something that is kept here, such as an application password.</summary>
    ValueTask<DirectoryVerdict> FindAsync(AccountCredentials account, CancellationToken cancellationToken);
}
