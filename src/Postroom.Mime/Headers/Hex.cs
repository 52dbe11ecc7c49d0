namespace Postroom.Mime;

internal static class Hex
{
    /// <summary>Two hexadecimal digits, either case.</summary>
    public static bool TryRead(byte high, byte low, out byte octet)
    {
        int value = (Digit(high) << 4) | Digit(low);
        octet = (byte)value;
        return value >= 0;
    }

    // -1 keeps its sign through the shift and the or.
    private static int Digit(byte digit) => digit switch
    {
        >= (byte)'0' and <= (byte)'9' => digit - '0',
        >= (byte)'A' and <= (byte)'F' => digit - 'A' + 10,
        >= (byte)'a' and <= (byte)'f' => digit - 'a' + 10,
        _ => -1,
    };
}
