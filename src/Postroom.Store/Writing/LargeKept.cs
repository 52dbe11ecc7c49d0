using Postroom.Store.State;

namespace Postroom.Store.Writing;

/// <summary>Very many copies from another account, whose emails are kept already: their chunk rows are written in small commits, then one shows them (INVARIANTS 20).</summary>
/// <param name="core">The account that gets them.</param>
/// <param name="actor">Who copies.</param>
/// <param name="mailbox">Where to.</param>
/// <param name="from">The messages as they were in the other account, with the emails of this one.</param>
/// <param name="options">The store's.</param>
internal sealed class LargeKept(AccountCore core, Principal actor, MailboxId mailbox, MailboxSnapshot from, StoreOptions options)
{
    private readonly PreparedRows _rows = new(core, actor, options);

    internal async Task<CommitResult> RunAsync(Guid key, long saveDate, CancellationToken cancellationToken)
    {
        if (await core.OpenMailboxAsync(mailbox, null).ConfigureAwait(false) is not { } target)
        {
            return new CommitResult(new StoreRefusal(RefusalReason.TryCreate, "There is no such mailbox."));
        }

        try
        {
            CommitResult reserved = await _rows.ReserveAsync(cancellationToken).ConfigureAwait(false);
            return reserved.IsDone
                ? await ShowAsync(target, new PreparedCopy(CommitDraft.Everything, reserved.Only<RowsReserved>().Copies, saveDate), key, cancellationToken).ConfigureAwait(false)
                : reserved;
        }
        finally
        {
            core.Release(target);
        }
    }

    private async Task<CommitResult> ShowAsync(LoadedMailbox target, PreparedCopy prepared, Guid key, CancellationToken cancellationToken)
    {
        try
        {
            CommitResult result = await ShowInRoundsAsync(target, prepared, key, cancellationToken).ConfigureAwait(false);
            if (!result.IsDone)
            {
                await _rows.ForgetAsync(prepared.Rows, prepared.Chunks).ConfigureAwait(false);
            }

            return result;
        }
        catch (OperationCanceledException)
        {
            await _rows.ForgetAsync(prepared.Rows, prepared.Chunks).ConfigureAwait(false);
            throw;
        }
    }

    private async Task<CommitResult> ShowInRoundsAsync(LoadedMailbox target, PreparedCopy prepared, Guid key, CancellationToken cancellationToken)
    {
        for (int round = 1; ; round++)
        {
            MailboxInfo there = target.Snapshot.Info;
            KeywordTable keywords = new MailboxDraft(target.Snapshot, 0, 0, options.MaxKeywords).Keywords;
            CopyTerms terms = CommitDraft.TermsOf(actor, core.Id, there.Find(actor.Account), there.PrivateFlags);
            var emptied = new List<uint>();
            if (prepared.TryRefresh(from, keywords, terms, emptied)
                && await _rows.StoreAsync(prepared.Rows, prepared.Chunks, emptied, cancellationToken).ConfigureAwait(false) is { } refused)
            {
                return refused;
            }

            var publish = new Commit(new PublishKept(mailbox, from, prepared, IsLast: round == PreparedRows.MostRounds)) { IdempotencyKey = key };
            CommitResult result = await core.EnqueueAsync(publish, actor, cancellationToken).ConfigureAwait(false);
            if (result.IsDone || !prepared.IsBehind)
            {
                return result;
            }
        }
    }
}
