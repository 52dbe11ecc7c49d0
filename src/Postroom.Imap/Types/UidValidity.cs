using System.Globalization;

namespace Postroom.Imap;

/// <summary>A mailbox's unique identifier validity value: while it stays the same, so do its UIDs (RFC 9051 §2.3.1.1).</summary>
/// <remarks>1 to 4,294,967,295.</remarks>
public readonly record struct UidValidity : IComparable<UidValidity>
{
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="value"/> is 0, which is no UIDVALIDITY.</exception>
    public UidValidity(uint value) => Value = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value));

    /// <summary>The number on the wire.</summary>
    public uint Value { get; }

    /// <summary>Orders by number.</summary>
    public int CompareTo(UidValidity other) => Value.CompareTo(other.Value);

    /// <summary>The number in decimal, as on the wire.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Orders by number.</summary>
    public static bool operator <(UidValidity left, UidValidity right) => left.Value < right.Value;

    /// <summary>Orders by number.</summary>
    public static bool operator >(UidValidity left, UidValidity right) => left.Value > right.Value;

    /// <summary>Orders by number.</summary>
    public static bool operator <=(UidValidity left, UidValidity right) => left.Value <= right.Value;

    /// <summary>Orders by number.</summary>
    public static bool operator >=(UidValidity left, UidValidity right) => left.Value >= right.Value;
}
