using Postroom.Imap;
using Postroom.Store.Engine;

namespace Postroom.Store.State;

internal sealed partial class CommitDraft
{
    // So many chunks may still be made while everyone waits: some 3 ms.
    private const int MostBehind = 64;

    /// <summary>Chunks whose rows were written by earlier commits.</summary>
    internal List<MessageChunk> StoredChunks { get; } = [];

    // A number that no mailbox has and none will get: what is stored under it belongs to nobody until a mailbox names it.
    private RowsReserved Reserve()
    {
        long key = _state.Counters.Mailbox + 1;
        _state = _state with { Counters = _state.Counters with { Mailbox = key } };
        return new RowsReserved(key);
    }

    private RowsPrepared Prepare(PrepareRows prepare)
    {
        foreach (RowWrite row in prepare.Rows)
        {
            Write(row.Table, row.Key, row.Value);
        }

        return new RowsPrepared();
    }

    // COPY and MOVE as CopyAsync does them, with the copies made before. What changed in the source since then is made anew here, if it is little.
    private async ValueTask<Outcome?> PublishAsync(PublishCopy publish)
    {
        (CopyMessages copy, PreparedCopy prepared) = (publish.Copy, publish.Prepared);
        if (await OpenForCopyAsync(copy).ConfigureAwait(false) is not var (source, target))
        {
            return null;
        }

        prepared.IsShared = source.Principals.Count + target.Principals.Count > 0;
        if (prepared.IsShared)
        {
            return Refuse(RefusalReason.Busy, "The mailbox was shared meanwhile.");
        }

        MailboxSnapshot from = source.Current();
        prepared.IsBehind = !publish.IsLast && prepared.CountBehind(from, target.Keywords) > MostBehind;
        if (prepared.IsBehind)
        {
            return Refuse(RefusalReason.Busy, "The mailbox is being changed.");
        }

        var emptied = new List<uint>();
        if (!prepared.TryRefresh(from, target.Keywords, emptied))
        {
            return Refuse(RefusalReason.Limit, "The mailbox has too many keywords.");
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
        if (copy.IsMove)
        {
            TakeOut(source, uids);
        }

        if (!target.TryAppend(prepared, StoredChunks, out UidSet given))
        {
            return Refuse(RefusalReason.Limit, "The mailbox has not so many UIDs left.");
        }

        Durability = Durability.Synced;

        return new MessagesCopied(target.Current().Info.UidValidity, uids, given);
    }
}
