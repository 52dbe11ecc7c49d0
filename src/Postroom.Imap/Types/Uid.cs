using System.Globalization;

namespace Postroom.Imap;

/// <summary>A message's unique identifier within one mailbox and UIDVALIDITY (RFC 9051 §2.3.1.1).</summary>
/// <remarks>1 to 4,294,967,295. Each arrival gets a higher one; gaps are normal; none is ever given out twice.</remarks>
public readonly record struct Uid : IComparable<Uid>
{
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="value"/> is 0, which no message has.</exception>
    public Uid(uint value) => Value = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value));

    /// <summary>The number on the wire.</summary>
    public uint Value { get; }

    /// <summary>Orders by number.</summary>
    public int CompareTo(Uid other) => Value.CompareTo(other.Value);

    /// <summary>The number in decimal, as on the wire.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Orders by number.</summary>
    public static bool operator <(Uid left, Uid right) => left.Value < right.Value;

    /// <summary>Orders by number.</summary>
    public static bool operator >(Uid left, Uid right) => left.Value > right.Value;

    /// <summary>Orders by number.</summary>
    public static bool operator <=(Uid left, Uid right) => left.Value <= right.Value;

    /// <summary>Orders by number.</summary>
    public static bool operator >=(Uid left, Uid right) => left.Value >= right.Value;
}
