using Postroom.Imap;

namespace Postroom.Store;

/// <summary>SEARCH over one mailbox: what holds is asked chunk by chunk, from the cheapest condition to the dearest.</summary>
public static class MailboxSearch
{
    /// <summary>The messages that <paramref name="query"/> holds for, of those the mailbox has now.</summary>
    /// <remarks>Whole or not at all: a time limit ends it by <paramref name="cancellationToken"/>, never with a part of the answer.</remarks>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public static async ValueTask<UidSet> RunAsync(Mailbox mailbox, MailboxQuery query, CancellationToken cancellationToken)
    {
        MailboxSnapshot snapshot = mailbox.Snapshot;
        SearchCondition condition = new SearchCompiler(query, snapshot).Compile(query.Keys);
        var found = new UidSetBuilder();
        foreach (MessageChunk messages in snapshot.Chunks)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var chunk = new SearchChunk(mailbox, snapshot, messages);
            ChunkMask matched = await condition.MatchAsync(chunk, ChunkMask.First(messages.Count), cancellationToken).ConfigureAwait(false);
            for (int i = matched.Next(0); i < messages.Count; i = matched.Next(i + 1))
            {
                found.Add(new Uid(messages.Columns.Uids[i]));
            }
        }

        return found.ToUidSet();
    }
}
