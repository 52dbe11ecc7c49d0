namespace Postroom.Store;

public sealed partial class MailAccount
{
    /// <summary>Frees what nobody needs any more: purges what was expunged long ago, removes emails that no mailbox names, gives space back. Runs beside everything else.</summary>
    /// <remarks>Only the server itself may; one at a time for an account.</remarks>
    /// <exception cref="UnauthorizedAccessException">The actor is not <see cref="Principal.System"/>.</exception>
    /// <exception cref="Engine.StoreUnavailableException">The storage cannot be written now; what was done stays done.</exception>
    public ValueTask<SweepResult> SweepAsync(CancellationToken cancellationToken) => Rights.Allow(Actor, Owner, Right.Administer)
        ? _store.SweepAsync(Core, cancellationToken)
        : throw new UnauthorizedAccessException("Only the server sweeps.");
}
