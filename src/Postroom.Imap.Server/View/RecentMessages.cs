namespace Postroom.Imap.Server;

/// <summary>The messages that are \Recent to this session: ranges of UIDs it claimed (RFC 3501 §2.3.2, INVARIANTS 10).</summary>
internal sealed class RecentMessages
{
    private readonly List<NumberRange> _ranges = [];

    /// <summary>From <paramref name="first"/> to <paramref name="last"/> they are this session's; ranges come in ascending order.</summary>
    internal void Add(uint first, uint last)
    {
        if (first > last)
        {
            return;
        }

        if (_ranges.Count > 0 && _ranges[^1].Last >= first - 1)
        {
            _ranges[^1] = _ranges[^1] with { Last = Math.Max(_ranges[^1].Last, last) };
        }
        else
        {
            _ranges.Add(new(first, last));
        }
    }

    internal bool Contains(uint uid)
    {
        for (int i = _ranges.Count - 1; i >= 0; i--) // the newest are asked for most
        {
            if (uid >= _ranges[i].First)
            {
                return uid <= _ranges[i].Last;
            }
        }

        return false;
    }

    internal int CountIn(ViewMessages messages)
    {
        int count = 0;
        foreach (NumberRange range in _ranges)
        {
            count += messages.CountBelow((ulong)range.Last + 1) - messages.CountBelow(range.First);
        }

        return count;
    }
}
