using System.Globalization;

namespace Postroom.Imap;

/// <summary>When a message arrived, with its zone: to the second (RFC 9051 §2.3.3, date-time).</summary>
/// <remarks>Years 1 to 9999, zones -1400 to +1400 in whole minutes.</remarks>
public readonly record struct InternalDate
{
    /// <summary>Cuts off what is below a second.</summary>
    public InternalDate(DateTimeOffset value) => Value = new(value.Ticks - (value.Ticks % TimeSpan.TicksPerSecond), value.Offset);

    /// <summary>The moment, in its own zone.</summary>
    public DateTimeOffset Value { get; }

    /// <summary>The same moment in the same zone: 12:00 +0000 and 13:00 +0100 are two INTERNALDATEs.</summary>
    public bool Equals(InternalDate other) => Value.EqualsExact(other.Value);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Value.Ticks, Value.Offset);

    /// <summary>As on the wire, without the quotes.</summary>
    public override string ToString()
    {
        TimeSpan zone = Value.Offset;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Value:dd-MMM-yyyy HH:mm:ss} {(zone < TimeSpan.Zero ? '-' : '+')}{zone.Duration():hhmm}");
    }
}
