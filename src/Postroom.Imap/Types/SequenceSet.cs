using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Postroom.Imap;

/// <summary>A set of sequence numbers or UIDs as it was sent, "*" and order kept (sequence-set, RFC 9051 §9).</summary>
/// <remarks>What it means depends on the mailbox: <see cref="Resolve"/> gives numbers, sorted and merged.</remarks>
public sealed class SequenceSet : IEquatable<SequenceSet>
{
    /// <summary>"*" as an end of a range: the largest number in use.</summary>
    internal const uint Star = 0;

    private readonly (uint From, uint To)[] _ranges;

    internal SequenceSet((uint From, uint To)[] ranges) => _ranges = ranges;

    /// <summary>"$": the result that SEARCH RETURN (SAVE) kept (RFC 9051 §6.4.4.1).</summary>
    public static SequenceSet SavedResult { get; } = new([]);

    /// <summary>"1:*": everything.</summary>
    public static SequenceSet All { get; } = new([(1, Star)]);

    /// <summary>It is "$".</summary>
    public bool IsSavedResult => _ranges.Length == 0;

    /// <summary>How many numbers and ranges it was written with.</summary>
    public int PartCount => _ranges.Length;

    /// <summary>"*" stands in it.</summary>
    public bool HasStar => Array.Exists(_ranges, static range => range.From == Star || range.To == Star);

    /// <summary>The largest number written in it; 0 if there is none ("*", "$"). Above the number of messages it deserves BAD.</summary>
    public uint LargestNumber
    {
        get
        {
            uint largest = 0;
            foreach ((uint from, uint to) in _ranges)
            {
                largest = Math.Max(largest, Math.Max(from, to));
            }

            return largest;
        }
    }

    internal ReadOnlySpan<(uint From, uint To)> Ranges => _ranges;

    /// <summary>A set of one number.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="number"/> is 0.</exception>
    public static SequenceSet Single(uint number)
    {
        ArgumentOutOfRangeException.ThrowIfZero(number);
        return new([(number, number)]);
    }

    /// <summary>A range; null is "*".</summary>
    /// <exception cref="ArgumentOutOfRangeException">A bound is 0.</exception>
    public static SequenceSet Range(uint? from, uint? to)
    {
        if (from == 0 || to == 0)
        {
            throw new ArgumentOutOfRangeException(nameof(from));
        }

        return new([(from ?? Star, to ?? Star)]);
    }

    /// <summary>The ranges of <paramref name="uids"/>.</summary>
    /// <exception cref="ArgumentException"><paramref name="uids"/> is empty: IMAP has no empty set.</exception>
    public static SequenceSet From(UidSet uids) => From(uids.Ranges);

    /// <summary>The ranges in the order given.</summary>
    /// <exception cref="ArgumentException">There are none: IMAP has no empty set.</exception>
    public static SequenceSet From(ReadOnlySpan<NumberRange> ranges)
    {
        if (ranges.IsEmpty)
        {
            throw new ArgumentException("IMAP has no empty sequence set.", nameof(ranges));
        }

        var copy = new (uint, uint)[ranges.Length];
        for (int i = 0; i < copy.Length; i++)
        {
            copy[i] = (ranges[i].First, ranges[i].Last);
        }

        return new(copy);
    }

    /// <summary>Reads the text of a set.</summary>
    /// <exception cref="ImapSyntaxException">It is none.</exception>
    public static SequenceSet Parse(string text)
    {
        var reader = new ImapReader(Encoding.UTF8.GetBytes(text));
        SequenceSet set = reader.ReadSequenceSet();
        reader.ReadEnd();
        return set;
    }

    /// <summary>The numbers it means where <paramref name="largest"/> is the largest in use: sorted, merged, none twice.</summary>
    /// <remarks>
    /// "*" is <paramref name="largest"/>, so 3291:* has the last message in it even below 3291 (RFC 9051 §9, seq-range). With
    /// <paramref name="largest"/> 0 (an empty mailbox) "*" is nobody. Numbers above are kept: whether they are an error is the caller's
    /// matter (it is for sequence numbers, not for UIDs).
    /// </remarks>
    /// <exception cref="InvalidOperationException">It is "$": only the session knows that one.</exception>
    public NumberRange[] Resolve(uint largest)
    {
        if (IsSavedResult)
        {
            throw new InvalidOperationException("\"$\" has no numbers of its own.");
        }

        var ranges = new List<NumberRange>(_ranges.Length);
        foreach ((uint from, uint to) in _ranges)
        {
            if (largest == 0 && (from == Star || to == Star))
            {
                continue;
            }

            uint first = from == Star ? largest : from;
            uint last = to == Star ? largest : to;
            ranges.Add(first <= last ? new NumberRange(first, last) : new NumberRange(last, first));
        }

        return UidSet.Normalize(CollectionsMarshal.AsSpan(ranges));
    }

    /// <summary>The UIDs it means where <paramref name="highest"/> is the highest in the mailbox, null if it is empty.</summary>
    /// <exception cref="InvalidOperationException">It is "$".</exception>
    public UidSet ResolveUids(Uid? highest) => UidSet.FromSorted(Resolve(highest?.Value ?? 0));

    /// <summary>The numbers one after the other in the order written (COPYUID pairs them by place, RFC 4315 §3); none for "*".</summary>
    public IEnumerable<uint> Enumerate()
    {
        foreach ((uint from, uint to) in _ranges)
        {
            if (from == Star || to == Star)
            {
                continue;
            }

            (uint first, uint last) = from <= to ? (from, to) : (to, from);
            for (ulong number = first; number <= last; number++)
            {
                yield return (uint)number;
            }
        }
    }

    /// <summary>Written alike.</summary>
    public bool Equals(SequenceSet? other) => other is not null && _ranges.AsSpan().SequenceEqual(other._ranges);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SequenceSet);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach ((uint from, uint to) in _ranges)
        {
            hash.Add(from);
            hash.Add(to);
        }

        return hash.ToHashCode();
    }

    /// <summary>As it stands on the wire.</summary>
    public override string ToString()
    {
        if (IsSavedResult)
        {
            return "$";
        }

        var text = new StringBuilder();
        foreach ((uint from, uint to) in _ranges)
        {
            text.Append(text.Length > 0 ? "," : "").Append(Number(from));
            if (from != to)
            {
                text.Append(':').Append(Number(to));
            }
        }

        return text.ToString();

        static string Number(uint number) => number == Star ? "*" : number.ToString(CultureInfo.InvariantCulture);
    }
}
