using Postroom.Imap;
using Postroom.Store.State;

namespace Postroom.Store.Writing;

/// <summary>An EXPUNGE all over a large mailbox: what stays is written in small commits that go behind what people wait for and that nobody sees, then one commit shows it (INVARIANTS 20).</summary>
internal sealed class LargeExpunge(AccountCore core, Commit commit, Principal actor, StoreOptions options)
{
    private readonly PreparedRows _rows = new(core, actor, options);
    private readonly ExpungeMessages _expunge = (ExpungeMessages)commit.Changes[0];

    private UidSet Uids => _expunge.Uids ?? CommitDraft.Everything;

    /// <summary>True for a commit that may have to write so much anew; its chunks are counted later.</summary>
    internal static bool MayBe(Commit commit, AccountState state, StoreOptions options) =>
        commit.Changes is [ExpungeMessages { MustExist: false } expunge]
        && state.Mailboxes.Find(expunge.Mailbox) is { IsSelectable: true } info
        && info.Messages >= options.LargeCopyMessages
        && Math.Min(expunge.Uids?.Count ?? long.MaxValue, expunge.OnlyDeleted ? info.Deleted : info.Messages) >= LeastChunks(options);

    /// <summary>True when so many chunks would be written anew that others would feel it.</summary>
    internal static bool IsLarge(MailboxSnapshot now, UidSet uids, bool onlyDeleted, StoreOptions options) =>
        now.Count >= options.LargeCopyMessages
        && PreparedRemoval.CountParts(now, uids, onlyDeleted, CommitDraft.LeastGivenUp(options)) >= LeastChunks(options);

    internal async Task<CommitResult> RunAsync(CancellationToken cancellationToken)
    {
        LoadedMailbox? mailbox = null;
        Preparation preparation = core.BeginPreparation();
        try
        {
            mailbox = await core.OpenMailboxAsync(_expunge.Mailbox, null).ConfigureAwait(false);
            return mailbox is not null && IsAllowed(mailbox.Snapshot.Info) && IsLarge(mailbox.Snapshot, Uids, _expunge.OnlyDeleted, options)
                ? await RunAsync(mailbox, cancellationToken).ConfigureAwait(false)
                : await core.EnqueueAsync(commit, actor, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            core.EndPreparation(preparation);
            if (mailbox is not null)
            {
                core.Release(mailbox);
            }
        }
    }

    internal static int LeastChunks(StoreOptions options) => Math.Max(1, options.LargeCopyMessages / ChunkColumns.Capacity);

    // What will be refused is not prepared.
    private bool IsAllowed(MailboxInfo info) => CommitDraft.RightToExpunge(_expunge) is var needed && (Rights.Of(actor, core.Id, info) & needed) == needed;

    private async Task<CommitResult> RunAsync(LoadedMailbox mailbox, CancellationToken cancellationToken)
    {
        CommitResult reserved = await _rows.ReserveAsync(cancellationToken).ConfigureAwait(false);
        if (!reserved.IsDone)
        {
            return reserved;
        }

        var prepared = new PreparedRemoval(Uids, _expunge.OnlyDeleted, reserved.Only<RowsReserved>().Rest);
        try
        {
            CommitResult result = await ShowAsync(prepared, mailbox, cancellationToken).ConfigureAwait(false);
            if (!result.IsDone || !prepared.IsUsed)
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

    private async Task<CommitResult> ShowAsync(PreparedRemoval prepared, LoadedMailbox mailbox, CancellationToken cancellationToken)
    {
        for (int round = 1; ; round++)
        {
            var emptied = new List<uint>();
            prepared.Refresh(mailbox.Snapshot, emptied);
            if (await _rows.StoreAsync(prepared.Rows, prepared.Chunks, emptied, cancellationToken).ConfigureAwait(false) is { } refused)
            {
                return refused;
            }

            Commit publish = commit with { Changes = [new PublishExpunge(_expunge, prepared, IsLast: round == PreparedRows.MostRounds)] };
            CommitResult result = await core.EnqueueAsync(publish, actor, cancellationToken).ConfigureAwait(false);
            if (result.IsDone || !prepared.IsBehind)
            {
                return result;
            }
        }
    }
}
