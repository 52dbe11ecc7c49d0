namespace Postroom.Store.Engine;

/// <summary>The accounts of this server by name. Reads are answered from memory.</summary>
public interface IAccountDirectory
{
    /// <summary>The account whose name or alias is <paramref name="name"/> (already prepared: RFC 4013), or null.</summary>
    AccountRecord? Find(string name);

    /// <summary>The account with this identity, or null.</summary>
    AccountRecord? Find(AccountId id);

    /// <summary>All accounts, by name.</summary>
    IReadOnlyList<AccountRecord> All();

    /// <summary>Adds an account, or replaces the record with the same <see cref="AccountRecord.Id"/>; durable when it completes.</summary>
    /// <returns>False when another account has the name, or one of the aliases.</returns>
    /// <exception cref="ArgumentException">A name is new here and cannot be one (<see cref="AccountName.Demand"/>).</exception>
    ValueTask<bool> SaveAsync(AccountRecord account, CancellationToken cancellationToken);

    /// <summary>Changes an account's record in one step, so that no other change is lost; durable when it completes.</summary>
    /// <param name="id">Which.</param>
    /// <param name="change">Given the record as it is now, gives what it shall be, or null to leave it. Short: other changes wait for it.</param>
    /// <param name="cancellationToken">Gives up before anything was done.</param>
    /// <returns>False when the account is not here any more, or as <see cref="SaveAsync"/>.</returns>
    /// <exception cref="ArgumentException">As <see cref="SaveAsync"/>.</exception>
    ValueTask<bool> UpdateAsync(AccountId id, Func<AccountRecord, AccountRecord?> change, CancellationToken cancellationToken);

    /// <summary>Takes the account off the directory; its storage stays until <see cref="IStoreEngine.DeleteAsync"/>.</summary>
    ValueTask RemoveAsync(AccountId id, CancellationToken cancellationToken);

    /// <summary>The accounts in which <paramref name="principal"/> has rights on a mailbox, and at times one in which it has none any more. Which rights, the mailboxes themselves tell.</summary>
    IReadOnlyList<AccountId> SharedWith(AccountId principal);

    /// <summary>Notes that <paramref name="principal"/> has rights in the account, or forgets it; durable when it completes. Nothing for an account that is not here.</summary>
    /// <exception cref="StoreUnavailableException">It cannot be written now.</exception>
    ValueTask NoteSharedAsync(AccountId owner, AccountId principal, bool isShared);

    /// <summary>The account's marks; all 0 for one that was never opened.</summary>
    AccountMarks Marks(AccountId id);

    /// <summary>Raises the account's marks to at least <paramref name="marks"/>, each by itself; durable when it completes. Nothing for an account that is not here.</summary>
    /// <exception cref="StoreUnavailableException">They cannot be written now.</exception>
    ValueTask RaiseMarksAsync(AccountId id, AccountMarks marks);

    /// <summary>The same, durable within some seconds, together with those of other accounts: nobody waits.</summary>
    void RaiseMarksSoon(AccountId id, AccountMarks marks);
}
