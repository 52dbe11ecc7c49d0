namespace Postroom.Store;

/// <summary>SEARCH over one mailbox: what holds is asked chunk by chunk, from the cheapest condition to the dearest.</summary>
public static class MailboxSearch
{
    private const int ChunksAtOnce = 16; // then others have their turn: keys that memory answers never wait

    /// <summary>The messages that <paramref name="query"/> holds for, of those the mailbox has now.</summary>
    /// <remarks>Whole or not at all: a time limit ends it by <paramref name="cancellationToken"/>, never with a part of the answer.</remarks>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public static async ValueTask<SearchResult> RunAsync(Mailbox mailbox, MailboxQuery query, CancellationToken cancellationToken)
    {
        MailboxSnapshot snapshot = mailbox.Snapshot;
        SearchCondition condition = new SearchCompiler(query, snapshot).Compile(query.Keys);
        var result = new SearchResult();
        for (int i = 0; i < snapshot.Chunks.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (i % ChunksAtOnce == ChunksAtOnce - 1)
            {
                query.Looked?.Invoke(snapshot.CountBefore(i), snapshot.Count);
                await Task.Yield();
            }

            MessageChunk messages = snapshot.Chunks[i];
            using var chunk = new SearchChunk(mailbox, snapshot, messages, query);
            result.Add(messages, await condition.MatchAsync(chunk, ChunkMask.First(messages.Count), cancellationToken).ConfigureAwait(false));
        }

        return result.Complete(mailbox.Snapshot);
    }
}
