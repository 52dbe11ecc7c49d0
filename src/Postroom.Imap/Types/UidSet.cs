using System.Collections;
using System.Globalization;
using System.Text;

namespace Postroom.Imap;

/// <summary>UIDs as sorted ranges that neither touch nor overlap: a million in a row cost eight octets.</summary>
/// <remarks>Never changes. Union, intersection and difference take time in the number of ranges, <see cref="Contains"/> its logarithm.</remarks>
public sealed class UidSet : IEquatable<UidSet>, IEnumerable<Uid>
{
    private readonly NumberRange[] _ranges;

    private UidSet(NumberRange[] ranges) => _ranges = ranges;

    /// <summary>No UID.</summary>
    public static UidSet Empty { get; } = new([]);

    /// <summary>No UID is in it.</summary>
    public bool IsEmpty => _ranges.Length == 0;

    /// <summary>How many UIDs: up to 2^32-1.</summary>
    public long Count
    {
        get
        {
            long count = 0;
            foreach (NumberRange range in _ranges)
            {
                count += range.Count;
            }

            return count;
        }
    }

    /// <summary>The ranges, lowest first.</summary>
    public ReadOnlySpan<NumberRange> Ranges => _ranges;

    /// <summary>The lowest UID.</summary>
    /// <exception cref="InvalidOperationException">The set is empty.</exception>
    public Uid Min => IsEmpty ? throw new InvalidOperationException("The set is empty.") : new Uid(_ranges[0].First);

    /// <summary>The highest UID.</summary>
    /// <exception cref="InvalidOperationException">The set is empty.</exception>
    public Uid Max => IsEmpty ? throw new InvalidOperationException("The set is empty.") : new Uid(_ranges[^1].Last);

    /// <summary>One UID.</summary>
    public static UidSet Of(Uid uid) => Range(uid, uid);

    /// <summary>All from <paramref name="first"/> to <paramref name="last"/>.</summary>
    /// <exception cref="ArgumentException"><paramref name="first"/> is above <paramref name="last"/>.</exception>
    public static UidSet Range(Uid first, Uid last) =>
        first <= last ? new([new(first.Value, last.Value)]) : throw new ArgumentException("The first is above the last.", nameof(first));

    /// <summary>From ranges in any order, overlapping or not.</summary>
    /// <exception cref="ArgumentException">A range holds 0 or ends before it begins.</exception>
    public static UidSet From(ReadOnlySpan<NumberRange> ranges)
    {
        foreach (NumberRange range in ranges)
        {
            if (range.First == 0 || range.Last < range.First)
            {
                throw new ArgumentException("A range of UIDs starts at 1 or above and does not end before.", nameof(ranges));
            }
        }

        return FromSorted(Normalize(ranges.ToArray()));
    }

    /// <summary>From UIDs in any order.</summary>
    public static UidSet From(IEnumerable<Uid> uids)
    {
        var builder = new UidSetBuilder();
        foreach (Uid uid in uids)
        {
            builder.Add(uid);
        }

        return builder.ToUidSet();
    }

    /// <summary>Reads a uid-set (RFC 9051 §9): no "*", any order.</summary>
    /// <exception cref="ImapSyntaxException">It is none.</exception>
    public static UidSet Parse(string text)
    {
        var reader = new ImapReader(Encoding.UTF8.GetBytes(text));
        UidSet set = reader.ReadUidSet();
        reader.ReadEnd();
        return set;
    }

    /// <summary>True if <paramref name="uid"/> is in it.</summary>
    public bool Contains(Uid uid)
    {
        int low = 0;
        int high = _ranges.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            if (uid.Value < _ranges[middle].First)
            {
                high = middle - 1;
            }
            else if (uid.Value > _ranges[middle].Last)
            {
                low = middle + 1;
            }
            else
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The lowest in it that is not below <paramref name="uid"/>; null when there is none.</summary>
    public Uid? FirstFrom(uint uid)
    {
        int low = 0, high = _ranges.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = _ranges[middle].Last < uid ? (middle + 1, high) : (low, middle);
        }

        return low == _ranges.Length ? null : new Uid(Math.Max(uid, _ranges[low].First));
    }

    /// <summary>What is in either.</summary>
    public UidSet Union(UidSet other)
    {
        if (IsEmpty || other.IsEmpty)
        {
            return IsEmpty ? other : this;
        }

        var merged = new List<NumberRange>(_ranges.Length + other._ranges.Length);
        int left = 0;
        int right = 0;
        while (left < _ranges.Length || right < other._ranges.Length)
        {
            bool takeLeft = right == other._ranges.Length
                || (left < _ranges.Length && _ranges[left].First <= other._ranges[right].First);
            Append(merged, takeLeft ? _ranges[left++] : other._ranges[right++]);
        }

        return new(merged.ToArray());
    }

    /// <summary>What is in both.</summary>
    public UidSet Intersect(UidSet other)
    {
        var common = new List<NumberRange>();
        for (int left = 0, right = 0; left < _ranges.Length && right < other._ranges.Length;)
        {
            uint first = Math.Max(_ranges[left].First, other._ranges[right].First);
            uint last = Math.Min(_ranges[left].Last, other._ranges[right].Last);
            if (first <= last)
            {
                common.Add(new(first, last));
            }

            if (_ranges[left].Last < other._ranges[right].Last)
            {
                left++;
            }
            else
            {
                right++;
            }
        }

        return FromSorted(common.ToArray());
    }

    /// <summary>What is in this one and not in <paramref name="other"/>.</summary>
    public UidSet Except(UidSet other)
    {
        if (IsEmpty || other.IsEmpty)
        {
            return this;
        }

        var left = new List<NumberRange>(_ranges.Length);
        int without = 0;
        foreach (NumberRange range in _ranges)
        {
            ulong from = range.First; // 64 bits: one past 4,294,967,295 must not wrap round
            while (without < other._ranges.Length && other._ranges[without].Last < from)
            {
                without++;
            }

            for (int i = without; i < other._ranges.Length && other._ranges[i].First <= range.Last; i++)
            {
                if (other._ranges[i].First > from)
                {
                    left.Add(new((uint)from, other._ranges[i].First - 1));
                }

                from = Math.Max(from, (ulong)other._ranges[i].Last + 1);
            }

            if (from <= range.Last)
            {
                left.Add(new((uint)from, range.Last));
            }
        }

        return FromSorted(left.ToArray());
    }

    /// <summary>The UIDs, lowest first.</summary>
    public IEnumerator<Uid> GetEnumerator()
    {
        foreach (NumberRange range in _ranges)
        {
            for (ulong value = range.First; value <= range.Last; value++)
            {
                yield return new Uid((uint)value);
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Same UIDs.</summary>
    public bool Equals(UidSet? other) => other is not null && _ranges.AsSpan().SequenceEqual(other._ranges);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as UidSet);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (NumberRange range in _ranges)
        {
            hash.Add(range);
        }

        return hash.ToHashCode();
    }

    /// <summary>As a uid-set stands on the wire; "" if it is empty.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (NumberRange range in _ranges)
        {
            text.Append(text.Length > 0 ? "," : "").Append(CultureInfo.InvariantCulture, $"{range.First}");
            if (range.Last != range.First)
            {
                text.Append(CultureInfo.InvariantCulture, $":{range.Last}");
            }
        }

        return text.ToString();
    }

    internal static UidSet FromSorted(NumberRange[] ranges) => ranges.Length == 0 ? Empty : new(ranges);

    /// <summary>Sorts (in place) and merges what touches or overlaps.</summary>
    internal static NumberRange[] Normalize(Span<NumberRange> ranges)
    {
        bool sorted = true;
        for (int i = 1; i < ranges.Length && sorted; i++)
        {
            sorted = ranges[i - 1].First <= ranges[i].First;
        }

        if (!sorted)
        {
            ranges.Sort(static (left, right) => left.First.CompareTo(right.First));
        }

        var merged = new List<NumberRange>(ranges.Length);
        foreach (NumberRange range in ranges)
        {
            Append(merged, range);
        }

        return merged.ToArray();
    }

    // range.First is not below the First of what is there already.
    private static void Append(List<NumberRange> merged, NumberRange range)
    {
        if (merged.Count > 0 && range.First <= (ulong)merged[^1].Last + 1)
        {
            merged[^1] = merged[^1] with { Last = Math.Max(merged[^1].Last, range.Last) };
        }
        else
        {
            merged.Add(range);
        }
    }
}
