namespace Postroom.Imap.Server;

/// <summary>UIDs of a view by sequence number; those that stand side by side cost next to nothing.</summary>
internal struct ViewCursor(ViewMessages messages)
{
    private ViewChunk _chunk;
    private int _before; // messages before the chunk
    private int _count;

    /// <summary>As <see cref="ViewMessages.UidAt"/>.</summary>
    internal uint UidAt(int sequence)
    {
        if ((uint)(sequence - 1 - _before) >= (uint)_count)
        {
            _chunk = messages.ChunkAt(sequence, out _before);
            _count = _chunk.Count;
        }

        return _chunk.Uids[sequence - 1 - _before];
    }
}
