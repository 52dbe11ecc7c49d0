using Postroom.Imap;
using Postroom.Store.Engine;

namespace Postroom.Store.State;

internal sealed partial class CommitDraft
{
    // So many chunks may still be made while everyone waits: some 3 ms.
    private const int MostBehind = 64;

    /// <summary>Chunks whose rows were written by earlier commits.</summary>
    internal List<MessageChunk> StoredChunks { get; } = [];

    // Numbers that no mailbox has and none will get: what is stored under them belongs to nobody until a mailbox names them.
    private RowsReserved Reserve()
    {
        long key = _state.Counters.Mailbox + 1;
        _state = _state with { Counters = _state.Counters with { Mailbox = key + 1 } };
        return new RowsReserved(key, key + 1);
    }

    private RowsPrepared Prepare(PrepareRows prepare)
    {
        foreach (RowWrite row in prepare.Rows)
        {
            Write(row.Table, row.Key, row.Value);
        }

        return new RowsPrepared();
    }

    // COPY and MOVE as CopyAsync does them, with what is large of it made before. What changed in the source since then is made anew here, if it is little.
    private async ValueTask<Outcome?> PublishAsync(PublishCopy publish)
    {
        CopyMessages copy = publish.Copy;
        if (await OpenForCopyAsync(copy).ConfigureAwait(false) is not var (source, target))
        {
            return null;
        }

        MailboxSnapshot from = publish.View?.Snapshot ?? source.Current(); // it stands alone in its group: what was shown last is what is
        if (publish.Removal is { } removal && !IsReady(removal, source.Current(), publish.IsLast))
        {
            return null;
        }

        if (publish.Prepared is not { } prepared)
        {
            return CopyEach(copy, source, target, publish.Removal);
        }

        return Show(prepared, from, target, publish.IsLast, uids =>
        {
            if (copy.IsMove)
            {
                TakeOut(source, uids, publish.Removal);
            }
        });
    }

    private async ValueTask<Outcome?> PublishAsync(PublishKept publish) =>
        await OpenAsync(publish.Mailbox, Right.Insert, RefusalReason.TryCreate).ConfigureAwait(false) is { } target && HasRoom(target, publish.From.Count)
            ? Show(publish.Prepared, publish.From, target, publish.IsLast, static _ => { })
            : null;

    private MessagesCopied? Show(PreparedCopy prepared, MailboxSnapshot from, MailboxDraft target, bool isLast, Action<UidSet> takeOut)
    {
        prepared.IsBehind = !isLast && prepared.CountBehind(from, target.Keywords, TermsIn(target)) > MostBehind;
        if (prepared.IsBehind)
        {
            Refuse(RefusalReason.Busy, "The mailbox is being changed.");
            return null;
        }

        var emptied = new List<uint>();
        if (!prepared.TryRefresh(from, target.Keywords, TermsIn(target), emptied))
        {
            Refuse(RefusalReason.Limit, "The mailbox has too many keywords.");
            return null;
        }

        foreach (uint first in emptied)
        {
            Write(StoreTable.ChunkState, new RowKey(prepared.Rows, first), null);
            Write(StoreTable.ChunkFixed, new RowKey(prepared.Rows, first), null);
        }

        var copied = new UidSetBuilder();
        foreach (PreparedChunk chunk in prepared.Chunks)
        {
            MailboxSnapshot.AddUids(copied, chunk.SourceUids);
            NamedEmails.AddRange(chunk.Chunk.Columns.Emails);
        }

        // Before the copies come: within one mailbox what is left must not be joined with a chunk whose rows are written already.
        UidSet uids = copied.ToUidSet();
        takeOut(uids);
        if (!target.TryAppend(prepared, ActorIn(target), StoredChunks, out UidSet given))
        {
            Refuse(RefusalReason.Limit, "The mailbox has not so many UIDs left.");
            return null;
        }

        Durability = Durability.Synced;

        return new MessagesCopied(target.UidValidity, uids, given);
    }

    private void TakeOut(MailboxDraft source, UidSet uids, PreparedRemoval? removal)
    {
        if (removal is null)
        {
            TakeOut(source, uids);
        }
        else
        {
            TakeOut(source, removal);
        }
    }
}
