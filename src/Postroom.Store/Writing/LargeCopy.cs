using Postroom.Imap;
using Postroom.Store.State;

namespace Postroom.Store.Writing;

/// <summary>A COPY, MOVE or RENAME INBOX of very many messages, or a MOVE out of all parts of a large mailbox: rows are written in small commits that go behind what people wait for and that nobody sees, then one shows them (INVARIANTS 20).</summary>
internal sealed class LargeCopy(AccountCore core, Commit commit, Principal actor, StoreOptions options, TimeProvider time)
{
    private readonly PreparedRows _rows = new(core, actor, options);
    private readonly RenameMailbox? _rename = commit.Changes[0] as RenameMailbox; // its target is made by the commit that shows the copies
    private readonly bool _isForeign = Rights.IsForeign(actor, core.Id);
    private CopyMessages _copy = commit.Changes[0] as CopyMessages ?? new CopyMessages(default, CommitDraft.Everything, default, IsMove: true);
    private PreparedCopy? _prepared;
    private PreparedRemoval? _removal;

    /// <summary>True for a commit that may be so large; its messages are counted later.</summary>
    internal static bool MayBe(Commit commit, AccountState state, StoreOptions options)
    {
        MailboxInfo? source = commit.Changes switch
        {
            [CopyMessages copy] when copy.Uids.Count >= (copy.IsMove ? LargeExpunge.LeastChunks(options) : options.LargeCopyMessages) => state.Mailboxes.Find(copy.Source),
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
        Preparation preparation = core.BeginPreparation();
        try
        {
            source = await core.OpenMailboxAsync(_copy.Source, _isForeign ? actor.Account : null).ConfigureAwait(false);
            target = _rename is null ? await core.OpenMailboxAsync(_copy.Target, null).ConfigureAwait(false) : null;
            if (source is null || (target is null && _rename is null) || !IsAllowed(source.Snapshot.Info, target?.Snapshot.Info))
            {
                return await core.EnqueueAsync(commit, actor, cancellationToken).ConfigureAwait(false);
            }

            return CommitLimits.Refusal(core.State, Grown(source.Snapshot), options) is { } refusal
                ? new CommitResult(refusal)
                : await RunAsync(source, target, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            core.EndPreparation(preparation);
            foreach (LoadedMailbox? mailbox in new[] { source, target })
            {
                if (mailbox is not null)
                {
                    core.Release(mailbox);
                }
            }
        }
    }

    // What will be refused is not prepared: the writer says why not before it makes anything.
    private bool IsAllowed(MailboxInfo source, MailboxInfo? target) =>
        Allow(source, CommitDraft.RightToCopy(_copy.IsMove)) && (target is null || Allow(target, Right.Lookup | Right.Insert));

    private bool Allow(MailboxInfo mailbox, Right wanted) => (Rights.Of(actor, core.Id, mailbox) & wanted) == wanted;

    private bool HasManyCopies(MailboxSnapshot source, MailboxInfo? target)
    {
        int count = source.CountOf(_copy.Uids);
        long there = target is null || (_copy.IsMove && _copy.Source == _copy.Target) ? 0 : target.Messages;
        return count >= options.LargeCopyMessages && count + there <= options.MaxMailboxMessages;
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
        // Within one mailbox few copies must not be taken for what is to go: there nothing but all of it is prepared.
        bool areMany = HasManyCopies(source.Snapshot, target?.Snapshot.Info);
        bool leavesMuch = _copy.IsMove && (areMany || _copy.Source != _copy.Target) && LargeExpunge.IsLarge(Shared(source), _copy.Uids, onlyDeleted: false, options);
        if (!areMany && !leavesMuch)
        {
            return await core.EnqueueAsync(commit, actor, cancellationToken).ConfigureAwait(false);
        }

        CommitResult reserved = await _rows.ReserveAsync(cancellationToken).ConfigureAwait(false);
        if (!reserved.IsDone)
        {
            return reserved;
        }

        (long forCopies, long forRest) = reserved.Only<RowsReserved>();
        _prepared = areMany ? new PreparedCopy(_copy.Uids, forCopies, time.GetLocalNow().ToUnixTimeSeconds()) : null;
        _removal = leavesMuch ? new PreparedRemoval(_copy.Uids, onlyDeleted: false, forRest) : null;
        try
        {
            CommitResult result = await ShowAsync(source, target, cancellationToken).ConfigureAwait(false);
            await ForgetAsync(result.IsDone).ConfigureAwait(false);
            return result;
        }
        catch (OperationCanceledException)
        {
            await ForgetAsync(isShown: false).ConfigureAwait(false);
            throw;
        }
    }

    private async ValueTask ForgetAsync(bool isShown)
    {
        if (_prepared is not null && !isShown)
        {
            await _rows.ForgetAsync(_prepared.Rows, _prepared.Chunks).ConfigureAwait(false);
        }

        if (_removal is not null && !(isShown && _removal.IsUsed))
        {
            await _rows.ForgetAsync(_removal.Rows, _removal.Chunks).ConfigureAwait(false);
        }
    }

    private async Task<CommitResult> ShowAsync(LoadedMailbox source, LoadedMailbox? target, CancellationToken cancellationToken)
    {
        for (int round = 1; ; round++)
        {
            if (await PrepareAsync(source, target?.Snapshot, cancellationToken).ConfigureAwait(false) is { } refused)
            {
                return refused;
            }

            Commit publish = commit with { Changes = [Publish(source, isLast: round == PreparedRows.MostRounds)] };
            CommitResult result = await core.EnqueueAsync(publish, actor, cancellationToken).ConfigureAwait(false);
            if (result.IsDone || !(_prepared?.IsBehind == true || _removal?.IsBehind == true))
            {
                return result;
            }
        }
    }

    private async ValueTask<CommitResult?> PrepareAsync(LoadedMailbox source, MailboxSnapshot? target, CancellationToken cancellationToken)
    {
        var emptied = new List<uint>();
        if (_removal is not null)
        {
            _removal.Refresh(Shared(source), emptied);
            if (await _rows.StoreAsync(_removal.Rows, _removal.Chunks, emptied, cancellationToken).ConfigureAwait(false) is { } refused)
            {
                return refused;
            }
        }

        emptied.Clear();
        KeywordTable keywords = target is null
            ? new KeywordTable([], options.MaxKeywords, static () => [])
            : new MailboxDraft(target, 0, 0, options.MaxKeywords).Keywords;
        CopyTerms terms = CommitDraft.TermsOf(actor, core.Id, target?.Info.Find(actor.Account), target?.Info.PrivateFlags ?? FlagBits.None);
        return _prepared?.TryRefresh(source.Snapshot, keywords, terms, emptied) == true
            ? await _rows.StoreAsync(_prepared.Rows, _prepared.Chunks, emptied, cancellationToken).ConfigureAwait(false)
            : null; // too many keywords are told by the commit that shows it
    }

    private Change Publish(LoadedMailbox source, bool isLast)
    {
        var publish = new PublishCopy(_copy, _prepared, isLast) { Removal = _removal, View = _isForeign ? source : null };
        return _rename is null ? publish : new PublishRename(_rename, publish);
    }

    // The mailbox itself, where the source is one principal's view of it.
    private static MailboxSnapshot Shared(LoadedMailbox source) => (source.Shared ?? source).Snapshot;
}
