using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>FETCH (CHANGEDSINCE): only what changed; whole chunks that did not are passed over (RFC 7162 §3.1.4.1).</summary>
internal sealed class ChangedSinceModifier : IFetchModifier
{
    public IFetchItem Adds { get; } = new ModSeqItem();

    public async ValueTask<MessageSelection> ApplyAsync(
        CommandOption option, FetchRequest fetch, MessageSelection selection, ImapSession session, CancellationToken cancellationToken)
    {
        await session.BecomeCondStoreAwareAsync(cancellationToken);
        return Narrow(selection, session.View!.Mailbox.Snapshot, ((ChangedSince)option).ModSeq);
    }

    /// <summary>Those of <paramref name="selection"/> whose MODSEQ is above <paramref name="since"/>; what is expunged is not among them.</summary>
    internal static MessageSelection Narrow(MessageSelection selection, MailboxSnapshot now, ModSeq since)
    {
        List<NumberRange> changed = [];
        ChunkList chunks = now.Chunks;
        for (int c = chunks.NextAbove((long)since.Value, 0); c < chunks.Length; c = chunks.NextAbove((long)since.Value, c + 1))
        {
            AddChanged(chunks[c], selection, (long)since.Value, changed);
        }

        return new(selection.Messages, changed);
    }

    private static void AddChanged(MessageChunk chunk, MessageSelection selection, long since, List<NumberRange> changed)
    {
        ReadOnlySpan<uint> uids = chunk.Columns.Uids;
        ReadOnlySpan<long> modSeqs = chunk.ModSeqs;
        for (int i = 0; i < uids.Length; i++)
        {
            if (modSeqs[i] <= since || selection.Messages.Find(uids[i]) is not (> 0 and var sequence) || !selection.Contains(sequence))
            {
                continue;
            }

            if (changed.Count > 0 && changed[^1].Last + 1 == sequence)
            {
                changed[^1] = changed[^1] with { Last = (uint)sequence };
            }
            else
            {
                changed.Add(new((uint)sequence, (uint)sequence));
            }
        }
    }
}
