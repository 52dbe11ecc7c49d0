using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>Finds UIDs in a snapshot; in ascending order each costs next to nothing.</summary>
internal struct SnapshotCursor(MailboxSnapshot snapshot)
{
    private MessageChunk? _chunk;
    private int _index; // behind the last that was found

    /// <summary>Where <paramref name="uid"/> stands; false when it is not there (any more).</summary>
    internal bool TryFind(uint uid, out MessageChunk chunk, out int index)
    {
        ReadOnlySpan<uint> uids = _chunk is null ? [] : _chunk.Columns.Uids;
        if ((uint)_index >= (uint)uids.Length || uids[_index] != uid)
        {
            return TryFindAfresh(uid, out chunk, out index);
        }

        (chunk, index) = (_chunk!, _index++);
        return true;
    }

    private bool TryFindAfresh(uint uid, out MessageChunk chunk, out int index)
    {
        if (_chunk is null || uid < _chunk.Columns.Uids[0] || uid > _chunk.Columns.Uids[^1])
        {
            int at = snapshot.ChunkFrom(uid);
            if (at == snapshot.Chunks.Length)
            {
                (chunk, index) = (null!, 0);
                return false;
            }

            _chunk = snapshot.Chunks[at];
        }

        chunk = _chunk;
        int found = chunk.Columns.Uids.BinarySearch(uid);
        index = found < 0 ? ~found : found;
        _index = found < 0 ? index : index + 1;
        return found >= 0;
    }
}
