using Postroom.Imap;
using Postroom.Store.State;

namespace Postroom.Store.Writing;

/// <summary>A COPY, MOVE or RENAME INBOX of very many messages: rows are written in small commits that go behind what people wait for and that nobody sees, then one shows them (INVARIANTS 20).</summary>
internal sealed class LargeCopy(AccountCore core, Commit commit, Principal actor, StoreOptions options, TimeProvider time)
{
    private readonly PreparedRows _rows = new(core, actor, options);
    private readonly RenameMailbox? _rename = commit.Changes[0] as RenameMailbox; // its target is made by the commit that shows the copies
    private CopyMessages _copy = commit.Changes[0] as CopyMessages ?? new CopyMessages(default, CommitDraft.Everything, default, IsMove: true);

    /// <summary>True for a commit that may be so large; its messages are counted later.</summary>
    internal static bool MayBe(Commit commit, AccountState state, StoreOptions options)
    {
        MailboxInfo? source = commit.Changes switch
        {
            [CopyMessages copy] when copy.Uids.Count >= options.LargeCopyMessages => state.Mailboxes.Find(copy.Source),
            [RenameMailbox { From.IsInbox: true } rename] when state.Mailboxes.Find(rename.To) is null => state.Mailboxes.Find(rename.From),
            _ => null,
        };
        return source?.Messages >= options.LargeCopyMessages;
    }

    internal async Task<CommitResult> RunAsync(CancellationToken cancellationToken)
    {
        _copy = _rename is null ? _copy : _copy with { Source = core.State.Mailboxes.Find(MailboxName.Inbox)!.Id };
        LoadedMailbox? source = null;
        LoadedMailbox? target = null;
        core.BeginPreparation();
        try
        {
            source = await core.OpenMailboxAsync(_copy.Source, null).ConfigureAwait(false);
            target = _rename is null ? await core.OpenMailboxAsync(_copy.Target, null).ConfigureAwait(false) : null;
            if (source is null || (target is null && _rename is null) || !IsPossible(source.Snapshot, target?.Snapshot.Info))
            {
                return await core.EnqueueAsync(commit, actor, cancellationToken).ConfigureAwait(false);
            }

            return CommitLimits.Refusal(core.State, Grown(source.Snapshot), options) is { } refusal
                ? new CommitResult(refusal)
                : await RunAsync(source, target, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            core.EndPreparation();
            foreach (LoadedMailbox? mailbox in new[] { source, target })
            {
                if (mailbox is not null)
                {
                    core.Release(mailbox);
                }
            }
        }
    }

    // What is small after all, or will be refused, is not prepared: the writer does it, or says why not before it makes anything.
    // In a shared mailbox each principal has flags of their own.
    private bool IsPossible(MailboxSnapshot source, MailboxInfo? target)
    {
        int count = source.CountOf(_copy.Uids);
        long there = target is null || (_copy.IsMove && _copy.Source == _copy.Target) ? 0 : target.Messages;
        return count >= options.LargeCopyMessages
            && !Rights.IsForeign(actor, core.Id)
            && source.Info.Principals.Count + (target?.Principals.Count ?? 0) == 0
            && count + there <= options.MaxMailboxMessages;
    }

    // The account as it will be; asked again when the copy is shown.
    private AccountState Grown(MailboxSnapshot source)
    {
        AccountState state = core.State;
        if (_copy.IsMove)
        {
            return state;
        }

        long octets = 0;
        foreach (MessageSlice slice in source.Slices(_copy.Uids))
        {
            foreach (long size in source.Chunks[slice.Chunk].Columns.Sizes.Slice(slice.Start, slice.Length))
            {
                octets += size;
            }
        }

        return state with { UsedOctets = state.UsedOctets + octets, UsedMessages = state.UsedMessages + source.CountOf(_copy.Uids) };
    }

    private async Task<CommitResult> RunAsync(LoadedMailbox source, LoadedMailbox? target, CancellationToken cancellationToken)
    {
        CommitResult reserved = await _rows.ReserveAsync(cancellationToken).ConfigureAwait(false);
        if (!reserved.IsDone)
        {
            return reserved;
        }

        var prepared = new PreparedCopy(_copy.Uids, reserved.Only<RowsReserved>().Rows, time.GetLocalNow().ToUnixTimeSeconds());
        CommitResult result;
        try
        {
            result = await ShowAsync(prepared, source, target, cancellationToken).ConfigureAwait(false);
            if (!result.IsDone)
            {
                await _rows.ForgetAsync(prepared.Rows, prepared.Chunks).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            await _rows.ForgetAsync(prepared.Rows, prepared.Chunks).ConfigureAwait(false);
            throw;
        }

        return prepared.IsShared ? await core.EnqueueAsync(commit, actor, cancellationToken).ConfigureAwait(false) : result;
    }

    private async Task<CommitResult> ShowAsync(PreparedCopy prepared, LoadedMailbox source, LoadedMailbox? target, CancellationToken cancellationToken)
    {
        for (int round = 1; ; round++)
        {
            KeywordTable keywords = target is null
                ? new KeywordTable([], options.MaxKeywords, static () => [])
                : new MailboxDraft(target.Snapshot, 0, 0, options.MaxKeywords).Keywords;
            var emptied = new List<uint>();
            if (prepared.TryRefresh(source.Snapshot, keywords, emptied)
                && await _rows.StoreAsync(prepared.Rows, prepared.Chunks, emptied, cancellationToken).ConfigureAwait(false) is { } refused)
            {
                return refused;
            }

            Commit publish = commit with { Changes = [Publish(prepared, isLast: round == PreparedRows.MostRounds)] };
            CommitResult result = await core.EnqueueAsync(publish, actor, cancellationToken).ConfigureAwait(false);
            if (result.IsDone || !prepared.IsBehind)
            {
                return result;
            }
        }
    }

    private Change Publish(PreparedCopy prepared, bool isLast) =>
        _rename is null ? new PublishCopy(_copy, prepared, isLast) : new PublishRename(_rename, prepared, isLast);
}
