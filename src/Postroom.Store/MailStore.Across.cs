using Postroom.Store.Writing;

namespace Postroom.Store;

public sealed partial class MailStore
{
    /// <summary>Copies messages into another account, all of them or none: bytes are copied, EMAILID, THREADID, INTERNALDATE and flags (by name) stay (INVARIANTS 5).</summary>
    /// <remarks>
    /// The copies are on disk, and appear at once, before anything is expunged. When it ends in between, <see cref="CopyAcross.Key"/> resumes it; a MOVE that
    /// is refused after its copies appeared (the source cannot be written) is such a case: the messages are in both.
    /// </remarks>
    /// <returns>With <see cref="MessagesCopied"/> as its only outcome, or refused.</returns>
    /// <exception cref="ArgumentException">The two accounts were opened by different principals.</exception>
    /// <exception cref="Engine.StoreUnavailableException">A message cannot be read or staged now; nothing was copied.</exception>
    public Task<CommitResult> CopyAcrossAsync(CopyAcross copy, CancellationToken cancellationToken)
    {
        if (copy.Source.Actor != copy.Target.Actor)
        {
            throw new ArgumentException("The accounts were opened by different principals.", nameof(copy));
        }

        return copy.Source.Owner == copy.Target.Owner
            ? copy.Source.CommitAsync(new Commit(new CopyMessages(copy.From, copy.Uids, copy.To, copy.IsMove)) { IdempotencyKey = copy.Key }, cancellationToken)
            : new AcrossCopy(this, copy).RunAsync(cancellationToken);
    }
}
