using Postroom.Imap;
using Postroom.Store.Engine;

namespace Postroom.Store.State;

internal sealed partial class CommitDraft
{
    // EXPUNGE as ExpungeAsync does it, with what stays made before.
    private async ValueTask<Outcome?> PublishAsync(PublishExpunge publish)
    {
        if (await OpenForExpungeAsync(publish.Expunge).ConfigureAwait(false) is not { } mailbox || !IsReady(publish.Prepared, mailbox.Current(), publish.IsLast))
        {
            return null;
        }

        await LoadPrincipalsAsync(mailbox).ConfigureAwait(false);
        return new MessagesExpunged(TakeOut(mailbox, publish.Prepared));
    }

    // False, with a refusal, when so much changed since it was prepared that it has to be prepared again.
    private bool IsReady(PreparedRemoval prepared, MailboxSnapshot now, bool isLast)
    {
        prepared.IsBehind = !isLast && prepared.CountBehind(now) > MostBehind;
        if (prepared.IsBehind)
        {
            Refuse(RefusalReason.Busy, "The mailbox is being changed.");
        }

        return !prepared.IsBehind;
    }

    // What is no longer true of it is made anew here. Returns what went.
    private UidSet TakeOut(MailboxDraft mailbox, PreparedRemoval prepared)
    {
        MailboxSnapshot now = mailbox.Current();
        var emptied = new List<uint>();
        prepared.Refresh(now, emptied);
        foreach (uint first in emptied)
        {
            Write(StoreTable.ChunkState, new RowKey(prepared.Rows, first), null);
            Write(StoreTable.ChunkFixed, new RowKey(prepared.Rows, first), null);
        }

        UidSet uids = prepared.Gone;
        if (uids.IsEmpty)
        {
            return uids; // all of them went meanwhile
        }

        foreach (PreparedChunk chunk in prepared.Chunks)
        {
            NamedEmails.AddRange(chunk.Chunk.Columns.Emails); // by rows that somebody who reads them one by one may miss
            if (chunk.IsStored)
            {
                StoredChunks.Add(chunk.Chunk);
            }
        }

        long key = now.Info.Key.Value;
        _expunged.Add(key, new Taken { Uids = uids, Keywords = now.Info.Keywords, ArePartly = true });
        KeepRows(_expunged[key], now, prepared);
        ExpungedOctets += mailbox.Size;
        mailbox.Remove(prepared);
        ExpungedOctets -= mailbox.Size;
        prepared.IsUsed = true;
        Durability = Durability.Synced;
        return uids;
    }

    // Every chunk of which something goes is the record of it, with what stays.
    private void KeepRows(Taken taken, MailboxSnapshot now, PreparedRemoval prepared)
    {
        var firsts = new List<uint>();
        ChunkStretch stretch = default;
        MessageChunk? last = null;
        foreach (MessageChunk chunk in prepared.Spans.SelectMany(static span => span.Sources).Where(static source => source.Gone > 0).Select(static source => source.Chunk))
        {
            if (ReferenceEquals(chunk, last))
            {
                continue; // some of it in another span
            }

            uint first = chunk.Columns.Uids[0];
            ChunkStretch its = now.Info.StretchOf(first);
            if (firsts.Count > 0 && its != stretch)
            {
                taken.Runs.Add(new GivenUpChunks(stretch.Rows, stretch.Shift, last!.Columns.Uids[^1], [.. firsts]));
                firsts.Clear();
            }

            (stretch, last) = (its, chunk);
            firsts.Add(first);
            KeepRows(now, chunk, its.KeyOf(first));
        }

        taken.Runs.Add(new GivenUpChunks(stretch.Rows, stretch.Shift, last!.Columns.Uids[^1], [.. firsts]));
    }
}
