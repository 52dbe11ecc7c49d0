using System.Globalization;

namespace Postroom.Imap;

/// <summary>A message's place in the mailbox as a session sees it, counted from 1 (RFC 9051 §2.3.1.2).</summary>
/// <remarks>1 to 4,294,967,295. EXPUNGE moves the numbers above it down.</remarks>
public readonly record struct SequenceNumber : IComparable<SequenceNumber>
{
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="value"/> is 0, which no message has.</exception>
    public SequenceNumber(uint value) => Value = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value));

    /// <summary>The number on the wire.</summary>
    public uint Value { get; }

    /// <summary>Orders by number.</summary>
    public int CompareTo(SequenceNumber other) => Value.CompareTo(other.Value);

    /// <summary>The number in decimal, as on the wire.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Orders by number.</summary>
    public static bool operator <(SequenceNumber left, SequenceNumber right) => left.Value < right.Value;

    /// <summary>Orders by number.</summary>
    public static bool operator >(SequenceNumber left, SequenceNumber right) => left.Value > right.Value;

    /// <summary>Orders by number.</summary>
    public static bool operator <=(SequenceNumber left, SequenceNumber right) => left.Value <= right.Value;

    /// <summary>Orders by number.</summary>
    public static bool operator >=(SequenceNumber left, SequenceNumber right) => left.Value >= right.Value;
}
