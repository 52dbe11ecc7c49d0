namespace Postroom.Imap.Server;

/// <summary>What a sequence set or UID set means in one view: ranges of its messages, in order, none twice.</summary>
/// <remarks>Bound to the view as it was when the command began, so that numbers go on meaning what they meant (INVARIANTS 8).</remarks>
public sealed class MessageSelection
{
    private readonly List<NumberRange> _ranges; // of sequence numbers

    internal MessageSelection(ViewMessages messages, List<NumberRange> ranges)
    {
        (Messages, _ranges) = (messages, ranges);
        foreach (NumberRange range in ranges)
        {
            Count += (int)range.Count;
        }
    }

    /// <summary>How many messages.</summary>
    public int Count { get; }

    /// <summary>No message.</summary>
    public bool IsEmpty => Count == 0;

    internal ViewMessages Messages { get; }

    /// <summary>The first one's UID; there is one.</summary>
    internal Uid Lowest => new(Messages.UidAt((int)_ranges[0].First));

    /// <summary>Ranges of sequence numbers, lowest first.</summary>
    public IReadOnlyList<NumberRange> SequenceRanges => _ranges;

    /// <summary>The messages' UIDs; a range may span UIDs that no message has any more.</summary>
    public UidSet ToUidSet()
    {
        var uids = new UidSetBuilder();
        foreach (NumberRange range in _ranges)
        {
            uids.Add(new(Messages.UidAt((int)range.First)), new(Messages.UidAt((int)range.Last)));
        }

        return uids.ToUidSet();
    }

    /// <summary>The <paramref name="first"/>th to the <paramref name="last"/>th of these, counted from 1; those that are not there are left out.</summary>
    internal MessageSelection Places(long first, long last) => new(Messages, [.. RangePlaces.Between(_ranges, first, last)]);

    /// <summary>True if the message with this sequence number is among these.</summary>
    internal bool Contains(int sequence)
    {
        int low = 0, high = _ranges.Count - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            if (_ranges[middle].Last < sequence)
            {
                low = middle + 1;
            }
            else if (_ranges[middle].First > sequence)
            {
                high = middle - 1;
            }
            else
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True if a message of <paramref name="uids"/> is among these.</summary>
    public bool Overlaps(UidSet uids)
    {
        foreach (NumberRange range in uids.Ranges)
        {
            int first = Messages.CountBelow(range.First) + 1, last = Messages.CountBelow((ulong)range.Last + 1);
            foreach (NumberRange own in _ranges)
            {
                if (first <= last && first <= own.Last && last >= own.First)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Those that <paramref name="set"/> names by sequence number; null if it names one that is not there (RFC 3501 §9, sequence-set).</summary>
    internal static MessageSelection? BySequence(ViewMessages messages, SequenceSet set) =>
        set.LargestNumber > messages.Count || (set.HasStar && messages.Count == 0)
            ? null
            : new(messages, [.. set.Resolve((uint)messages.Count)]);

    /// <summary>Those that <paramref name="uids"/> names; what is not there is left out.</summary>
    internal static MessageSelection ByUid(ViewMessages messages, UidSet uids)
    {
        List<NumberRange> ranges = [];
        foreach (NumberRange range in uids.Ranges)
        {
            int first = messages.CountBelow(range.First) + 1, last = messages.CountBelow((ulong)range.Last + 1);
            if (first > last)
            {
                continue;
            }

            if (ranges.Count > 0 && ranges[^1].Last + 1 == first)
            {
                ranges[^1] = ranges[^1] with { Last = (uint)last };
            }
            else
            {
                ranges.Add(new((uint)first, (uint)last));
            }
        }

        return new(messages, ranges);
    }
}
