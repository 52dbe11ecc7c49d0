using System.Buffers.Binary;

namespace Postroom.Store;

/// <summary>The text form our 128-bit identities share: a letter and 26 characters of base 32 (RFC 8474 §4: at most 255 of A-Z a-z 0-9 _ -).</summary>
/// <remarks>They are Guids, not UInt128s: of a type that has one of those inside, no method can be compiled before the program runs.</remarks>
internal static class ObjectIdText
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz"; // Crockford's: no i, l, o, u; sorts as the number does

    internal const int Length = 27;
    private const int Octets = 16;

    internal static Guid Random()
    {
        Span<byte> bytes = stackalloc byte[Octets];
        RandomOctets.Fill(bytes);
        return new Guid(bytes, bigEndian: true);
    }

    internal static string Format(char kind, Guid value) => string.Create(Length, (kind, value), static (text, state) =>
    {
        text[0] = state.kind;
        Span<byte> bytes = stackalloc byte[Octets];
        state.value.TryWriteBytes(bytes, bigEndian: true, out _);
        ulong high = BinaryPrimitives.ReadUInt64BigEndian(bytes), low = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        for (int i = Length - 1; i > 0; i--)
        {
            text[i] = Alphabet[(int)(low & 31)];
            low = (low >> 5) | (high << 59);
            high >>= 5;
        }
    });

    internal static bool TryParse(char kind, ReadOnlySpan<char> text, out Guid value)
    {
        value = default;
        if (text.Length != Length || text[0] != kind || text[1] > '7') // 26 digits hold 130 bits: the first may be 0 to 7
        {
            return false;
        }

        ulong high = 0, low = 0;
        foreach (char c in text[1..])
        {
            int digit = Alphabet.IndexOf(c, StringComparison.Ordinal);
            if (digit < 0)
            {
                return false;
            }

            high = (high << 5) | (low >> 59);
            low = (low << 5) | (uint)digit;
        }

        Span<byte> bytes = stackalloc byte[Octets];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, high);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], low);
        value = new Guid(bytes, bigEndian: true);
        return true;
    }
}
