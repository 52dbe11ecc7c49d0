namespace Postroom.Imap.Server;

/// <summary>Comes by the messages of a selection in the order in which they are printed. A copy of it is a second walk from there.</summary>
/// <param name="selection">Which messages.</param>
/// <param name="isLastFirst">From the highest UID down.</param>
internal struct SelectionWalk(MessageSelection selection, bool isLastFirst)
{
    private int _range; // so many are passed
    private int _done; // messages of the next one

    /// <summary>All are passed.</summary>
    internal readonly bool IsAtEnd => _range == selection.SequenceRanges.Count;

    /// <summary>The next messages, as many as there is room for; gives how many, fewer at the end.</summary>
    internal int Take(Span<int> sequences, Span<uint> uids)
    {
        int taken = 0;
        while (!IsAtEnd && taken < sequences.Length)
        {
            NumberRange range = selection.SequenceRanges[isLastFirst ? selection.SequenceRanges.Count - 1 - _range : _range];
            int count = (int)Math.Min(sequences.Length - taken, range.Count - _done);
            int first = (int)(isLastFirst ? range.Last - _done - count + 1 : range.First + _done);
            Copy(first, sequences.Slice(taken, count), uids.Slice(taken, count));
            taken += count;
            _done += count;
            if (_done == range.Count)
            {
                (_range, _done) = (_range + 1, 0);
            }
        }

        return taken;
    }

    private readonly void Copy(int first, Span<int> sequences, Span<uint> uids)
    {
        for (int i = 0; i < sequences.Length; i++)
        {
            sequences[i] = first + i;
        }

        selection.Messages.CopyUids(first, uids);
        if (isLastFirst)
        {
            sequences.Reverse();
            uids.Reverse();
        }
    }
}
