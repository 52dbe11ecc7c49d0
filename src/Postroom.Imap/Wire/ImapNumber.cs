namespace Postroom.Imap;

/// <summary>Decimal numbers that never wrap round: a number too large is an error (limits: 20 digits, and the caller's maximum).</summary>
internal static class ImapNumber
{
    public const ulong MaxNumber = uint.MaxValue;
    public const ulong MaxNumber64 = long.MaxValue;
    public const int MaxDigits = 20;

    // number = 1*DIGIT; digits holds nothing else.
    public static bool TryParse(ReadOnlySpan<byte> digits, ulong max, out ulong value)
    {
        value = 0;
        if (digits.IsEmpty || digits.Length > MaxDigits)
        {
            return false;
        }

        ulong result = 0;
        foreach (byte digit in digits)
        {
            ulong next = digit - (ulong)'0';
            if (next > 9 || result > (max - next) / 10)
            {
                return false;
            }

            result = (result * 10) + next;
        }

        value = result;
        return true;
    }
}
