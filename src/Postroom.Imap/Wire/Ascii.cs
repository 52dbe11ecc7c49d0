using System.Text;

namespace Postroom.Imap;

/// <summary>Comparisons that know ASCII letters only: IMAP's names have no other case (RFC 9051 §9, note 1).</summary>
internal static class Ascii
{
    public static bool EqualsIgnoreCase(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) =>
        System.Text.Ascii.EqualsIgnoreCase(left, right) || (left.Length == right.Length && EqualsIgnoreCaseAnyOctets(left, right));

    public static byte ToUpper(byte octet) => octet is >= (byte)'a' and <= (byte)'z' ? (byte)(octet - 32) : octet;

    public static bool IsDigit(byte octet) => octet is >= (byte)'0' and <= (byte)'9';

    /// <summary>For error messages: printable, short, and nothing a terminal or a client could stumble over.</summary>
    public static string Printable(ReadOnlySpan<byte> octets)
    {
        const int longest = 40;
        var text = new StringBuilder(longest + 3);
        foreach (byte octet in octets[..Math.Min(octets.Length, longest)])
        {
            text.Append(octet is >= 0x20 and < 0x7F and not (byte)'[' and not (byte)']' ? (char)octet : '?');
        }

        return octets.Length > longest ? text.Append("...").ToString() : text.ToString();
    }

    // The framework's comparison answers false as soon as an octet is not ASCII, even an equal one.
    private static bool EqualsIgnoreCaseAnyOctets(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        for (int i = 0; i < left.Length; i++)
        {
            if (ToUpper(left[i]) != ToUpper(right[i]))
            {
                return false;
            }
        }

        return true;
    }
}
