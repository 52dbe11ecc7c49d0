using System.Security.Cryptography;

namespace Postroom.Store;

/// <summary>The text form our 128-bit identities share: a letter and 26 characters of base 32 (RFC 8474 §4: at most 255 of A-Z a-z 0-9 _ -).</summary>
internal static class ObjectIdText
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz"; // Crockford's: no i, l, o, u; sorts as the number does

    internal const int Length = 27;

    internal static UInt128 Random()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    internal static string Format(char kind, UInt128 value) => string.Create(Length, (kind, value), static (text, state) =>
    {
        text[0] = state.kind;
        UInt128 rest = state.value;
        for (int i = Length - 1; i > 0; i--)
        {
            text[i] = Alphabet[(int)(rest & 31)];
            rest >>= 5;
        }
    });

    internal static bool TryParse(char kind, ReadOnlySpan<char> text, out UInt128 value)
    {
        value = 0;
        if (text.Length != Length || text[0] != kind || text[1] > '7') // 26 digits hold 130 bits: the first may be 0 to 7
        {
            return false;
        }

        foreach (char c in text[1..])
        {
            int digit = Alphabet.IndexOf(c, StringComparison.Ordinal);
            if (digit < 0)
            {
                return false;
            }

            value = (value << 5) | (uint)digit;
        }

        return true;
    }
}
