using System.Buffers.Binary;

namespace Postroom.Security;

/// <summary>A certificate's number (RFC 5280 §4.1.2.2), in a form that takes little room and is quickly compared.</summary>
internal readonly record struct SerialNumber(ulong High, ulong Middle, ulong Low) : IComparable<SerialNumber>
{
    private const int MaxOctets = 24; // the RFC has 20

    /// <summary>Of the octets of an INTEGER; false for one that is longer than any may be.</summary>
    /// <remarks>Zeros before it do not count: systems differ in whether they show the one that keeps a number from being negative.</remarks>
    public static bool TryRead(ReadOnlySpan<byte> integer, out SerialNumber serial)
    {
        serial = default;
        integer = integer.TrimStart((byte)0);
        if (integer.Length > MaxOctets)
            return false;
        Span<byte> padded = stackalloc byte[MaxOctets];
        padded.Clear();
        integer.CopyTo(padded[(MaxOctets - integer.Length)..]);
        serial = new(
            BinaryPrimitives.ReadUInt64BigEndian(padded), BinaryPrimitives.ReadUInt64BigEndian(padded[8..]), BinaryPrimitives.ReadUInt64BigEndian(padded[16..]));
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(SerialNumber other) =>
        High != other.High ? High.CompareTo(other.High) : Middle != other.Middle ? Middle.CompareTo(other.Middle) : Low.CompareTo(other.Low);
}
