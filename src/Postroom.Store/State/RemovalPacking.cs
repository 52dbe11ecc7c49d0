namespace Postroom.Store.State;

/// <summary>Fills spans of a <see cref="PreparedRemoval"/>: of consecutive chunks so many that what stays of them makes one.</summary>
internal sealed class RemovalPacking(MailboxSnapshot from, Func<MessageChunk, int, bool> isGone)
{
    // So that one change in a mailbox of which nearly all goes does not have all of it made anew.
    private const int MostSources = 64;

    private readonly bool[] _leftOut = new bool[ChunkColumns.Capacity];
    private readonly List<(MessageChunk Chunk, int Gone)> _sources = [];
    private readonly List<uint> _gone = [];
    private MessageChunk? _left;
    private MessageCounts _counts;

    /// <summary>Spans from one UID to another.</summary>
    internal void Pack(uint first, uint last, List<RemovalSpan> spans)
    {
        for (int c = from.ChunkFrom(first); c < from.Chunks.Length && from.Chunks[c].Columns.Uids[0] <= last; c++)
        {
            MessageChunk chunk = from.Chunks[c];
            (int start, int end) = chunk.Columns.Between(first, last);
            int stay = Look(chunk, start, end);
            if (_sources.Count == MostSources || (_sources.Count > 0 && (_left?.Count ?? 0) + stay > ChunkColumns.Capacity))
            {
                uint next = chunk.Columns.Uids[start];
                Close(first, next - 1, spans);
                first = next;
            }

            Take(chunk, start, end);
            if (stay > 0)
            {
                MessageChunk part = stay == chunk.Count ? chunk : ChunkEdit.Remove(chunk, _leftOut)!;
                _left = _left is null ? part : ChunkEdit.Join(_left, part);
            }
        }

        Close(first, last, spans);
    }

    // What of a chunk is not in what stays here: it goes, or lies in another span. Returns how many stay.
    private int Look(MessageChunk chunk, int start, int end)
    {
        Array.Fill(_leftOut, true);
        int stay = 0;
        for (int i = start; i < end; i++)
        {
            _leftOut[i] = isGone(chunk, i);
            stay += _leftOut[i] ? 0 : 1;
        }

        return stay;
    }

    private void Take(MessageChunk chunk, int start, int end)
    {
        int before = _gone.Count;
        for (int i = start; i < end; i++)
        {
            if (_leftOut[i])
            {
                _gone.Add(chunk.Columns.Uids[i]);
                _counts = _counts.With(chunk, i);
            }
        }

        _sources.Add((chunk, _gone.Count - before));
    }

    private void Close(uint first, uint last, List<RemovalSpan> spans)
    {
        PreparedChunk? left = _left is null ? null : new PreparedChunk([], [], _left, from.MoreKeywordNumbers);
        spans.Add(new RemovalSpan(first, last, [.. _sources], [.. _gone], _counts, left));
        _sources.Clear();
        _gone.Clear();
        (_left, _counts) = (null, default);
    }
}
