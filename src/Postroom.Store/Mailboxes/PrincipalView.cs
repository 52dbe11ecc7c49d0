
namespace Postroom.Store;

/// <summary>A mailbox as one principal sees it: the shared set of flags, with their own in place of those that are private (INVARIANTS 13).</summary>
/// <remarks>A chunk of which nothing changed for this principal stays the same object, as in the mailbox itself.</remarks>
internal sealed class PrincipalView
{
    private readonly MailboxSnapshot _shared;
    private readonly MailboxPrincipal _principal;
    private readonly Overlay _overlay;

    internal PrincipalView(MailboxSnapshot shared, MailboxPrincipal principal, Overlay overlay, PrincipalView? before = null)
    {
        (_shared, _principal, _overlay) = (shared, principal, overlay);
        var chunks = new MessageChunk[shared.Chunks.Length];
        int at = 0;
        for (int i = 0; i < chunks.Length; i++)
        {
            MessageChunk chunk = shared.Chunks[i];
            while (at < before?._shared.Chunks.Length && before._shared.Chunks[at].Columns.Uids[0] < chunk.Columns.Uids[0])
            {
                at++;
            }

            chunks[i] = at < before?._shared.Chunks.Length && ReferenceEquals(before._shared.Chunks[at], chunk) && IsSame(before, chunk)
                ? before.Snapshot.Chunks[at]
                : Merge(chunk);
        }

        Snapshot = new MailboxSnapshot(
            InfoOf(shared.Info, principal), ChunkList.Of(chunks, before?.Snapshot.Chunks), shared.MoreKeywordNumbers, shared);
    }

    internal MailboxSnapshot Snapshot { get; }

    /// <summary>The mailbox's row as the principal sees it.</summary>
    internal static MailboxInfo InfoOf(MailboxInfo info, MailboxPrincipal principal) => info with
    {
        HighestModSeq = Math.Max(info.HighestModSeq, Math.Max(principal.HighestModSeq, principal.Since)),
        Unseen = info.HasPrivateSeen ? info.Messages - principal.Seen : info.Unseen,
        FirstUnseen = info.HasPrivateSeen ? principal.FirstUnseen : info.FirstUnseen,
    };

    private bool IsSame(PrincipalView before, MessageChunk chunk)
    {
        if (before._principal.Since != _principal.Since || before._shared.Info.PrivateFlags != _shared.Info.PrivateFlags)
        {
            return false;
        }

        if (ReferenceEquals(before._overlay, _overlay))
        {
            return true;
        }

        uint last = uint.MaxValue;
        foreach (uint uid in chunk.Columns.Uids)
        {
            uint page = Overlay.PageOf(uid);
            if (page != last && !ReferenceEquals(_overlay.Pages.Find(page)?.Value, before._overlay.Pages.Find(page)?.Value))
            {
                return false;
            }

            last = page;
        }

        return true;
    }

    private MessageChunk Merge(MessageChunk chunk)
    {
        ulong own = (ulong)_shared.Info.PrivateFlags;
        ulong[] flags = chunk.Flags.ToArray();
        long[] modSeqs = chunk.ModSeqs.ToArray();
        for (int i = 0; i < flags.Length; i++)
        {
            (ulong bits, long modSeq) = _overlay.Find(chunk.Columns.Uids[i]);
            flags[i] = (flags[i] & ~own) | (bits & own);
            modSeqs[i] = Math.Max(Math.Max(modSeqs[i], modSeq), _principal.Since);
        }

        return new MessageChunk(chunk.Columns, flags, modSeqs);
    }
}
