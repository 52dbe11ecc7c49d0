using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>Finds UIDs in a snapshot; in ascending order each costs next to nothing.</summary>
internal struct SnapshotCursor(MailboxSnapshot snapshot)
{
    private int _chunk;
    private int _index;

    /// <summary>Where <paramref name="uid"/> stands; false when it is not there (any more).</summary>
    internal bool TryFind(uint uid, out MessageChunk chunk, out int index)
    {
        if (_chunk >= snapshot.Chunks.Length || snapshot.Chunks[_chunk].Columns.Uids[^1] < uid)
        {
            _chunk = snapshot.ChunkFrom(uid);
            _index = 0;
        }

        if (_chunk >= snapshot.Chunks.Length)
        {
            (chunk, index) = (null!, 0);
            return false;
        }

        chunk = snapshot.Chunks[_chunk];
        ReadOnlySpan<uint> uids = chunk.Columns.Uids;
        if (_index < uids.Length && uids[_index] == uid)
        {
            index = _index++;
            return true;
        }

        int found = uids.BinarySearch(uid);
        index = found < 0 ? ~found : found;
        _index = found < 0 ? index : index + 1;
        return found >= 0;
    }
}
