using System.Globalization;

namespace Postroom.Imap;

/// <summary>A modification sequence: every change to an account gets a higher one (RFC 7162 §3.1).</summary>
/// <remarks>0 to 2^63-1. No message has 0; it stands for "before everything" (mod-sequence-valzer, RFC 7162 §7).</remarks>
public readonly record struct ModSeq : IComparable<ModSeq>
{
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="value"/> is over 2^63-1.</exception>
    public ModSeq(ulong value) => Value = value <= long.MaxValue ? value : throw new ArgumentOutOfRangeException(nameof(value));

    /// <summary>Before every change.</summary>
    public static ModSeq Zero => default;

    /// <summary>The number on the wire.</summary>
    public ulong Value { get; }

    /// <summary>Orders by number.</summary>
    public int CompareTo(ModSeq other) => Value.CompareTo(other.Value);

    /// <summary>The number in decimal, as on the wire.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Orders by number.</summary>
    public static bool operator <(ModSeq left, ModSeq right) => left.Value < right.Value;

    /// <summary>Orders by number.</summary>
    public static bool operator >(ModSeq left, ModSeq right) => left.Value > right.Value;

    /// <summary>Orders by number.</summary>
    public static bool operator <=(ModSeq left, ModSeq right) => left.Value <= right.Value;

    /// <summary>Orders by number.</summary>
    public static bool operator >=(ModSeq left, ModSeq right) => left.Value >= right.Value;
}
