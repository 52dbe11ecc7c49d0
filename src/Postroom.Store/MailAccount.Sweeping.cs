namespace Postroom.Store;

public sealed partial class MailAccount
{
    /// <summary>Frees what nobody needs any more: purges what was expunged long ago, removes emails that no mailbox names, gives space back. Runs beside everything else.</summary>
    /// <remarks>Only the server itself may; one at a time for an account.</remarks>
    /// <exception cref="UnauthorizedAccessException">The actor is not <see cref="Principal.System"/>.</exception>
    /// <exception cref="Engine.StoreUnavailableException">The storage cannot be written now; what was done stays done.</exception>
    public ValueTask<SweepResult> SweepAsync(CancellationToken cancellationToken) => SweepAsync(purges: false, cancellationToken);

    /// <summary>
    /// As <see cref="SweepAsync(CancellationToken)"/>, and whatever was expunged is gone for good: it can no longer be restored, and no file holds it.
    /// What an open view still shows is kept (INVARIANTS 9, 12): <see cref="SweepResult.Kept"/> says how much.
    /// </summary>
    /// <exception cref="UnauthorizedAccessException">The actor is not <see cref="Principal.System"/>.</exception>
    /// <exception cref="Engine.StoreUnavailableException">The storage cannot be written now; what was done stays done.</exception>
    public ValueTask<SweepResult> PurgeAsync(CancellationToken cancellationToken) => SweepAsync(purges: true, cancellationToken);

    private ValueTask<SweepResult> SweepAsync(bool purges, CancellationToken cancellationToken) => Rights.Allow(Actor, Owner, Right.Administer)
        ? _store.SweepAsync(Core, purges, cancellationToken)
        : throw new UnauthorizedAccessException("Only the server sweeps.");
}
