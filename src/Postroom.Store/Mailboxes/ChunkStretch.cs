using Postroom.Store.Engine;

namespace Postroom.Store;

/// <summary>Where the chunk rows of a mailbox lie, from one UID up to the next stretch. A prepared commit adds one, and its rows are the mailbox's (docs/store.md).</summary>
/// <param name="First">The first UID.</param>
/// <param name="Rows">Major of the rows' keys: no mailbox's own, except in a mailbox's first stretch.</param>
/// <param name="Shift">So much lower are the UIDs in the rows, their keys included: they were written before the UIDs were given out.</param>
/// <param name="ModSeq">No message here has a lower MODSEQ: that too was given out later.</param>
internal readonly record struct ChunkStretch(uint First, long Rows, uint Shift, long ModSeq)
{
    /// <summary>The key of the rows of the chunk that begins with <paramref name="uid"/>.</summary>
    internal RowKey KeyOf(uint uid) => new(Rows, uid - Shift);
}
