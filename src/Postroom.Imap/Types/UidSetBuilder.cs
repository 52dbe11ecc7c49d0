using System.Runtime.InteropServices;

namespace Postroom.Imap;

/// <summary>Collects UIDs into a <see cref="UidSet"/>; cheapest when they come in ascending order. Not for several threads.</summary>
public sealed class UidSetBuilder
{
    private readonly List<NumberRange> _ranges = [];

    /// <summary>Adds one UID, in any order, again or not.</summary>
    public void Add(Uid uid) => Add(uid, uid);

    /// <summary>Adds all from <paramref name="first"/> to <paramref name="last"/>.</summary>
    /// <exception cref="ArgumentException"><paramref name="first"/> is 0 or above <paramref name="last"/>.</exception>
    public void Add(Uid first, Uid last)
    {
        if (first.Value == 0 || first > last)
        {
            throw new ArgumentException("The first is above the last, or no UID.", nameof(first));
        }

        Span<NumberRange> ranges = CollectionsMarshal.AsSpan(_ranges);
        if (!ranges.IsEmpty && first.Value >= ranges[^1].First && first.Value <= (ulong)ranges[^1].Last + 1)
        {
            ranges[^1] = ranges[^1] with { Last = Math.Max(ranges[^1].Last, last.Value) };
        }
        else
        {
            _ranges.Add(new(first.Value, last.Value));
        }
    }

    /// <summary>What was added so far. The builder may go on.</summary>
    public UidSet ToUidSet() => UidSet.FromSorted(UidSet.Normalize(CollectionsMarshal.AsSpan(_ranges)));
}
