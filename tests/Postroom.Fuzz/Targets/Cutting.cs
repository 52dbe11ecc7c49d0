namespace Postroom.Fuzz.Targets;

/// <summary>Octets cut into pieces.</summary>
internal static class Cutting
{
    /// <summary>Hands them out piece by piece, each in an array of its own: nobody may keep what is not theirs.</summary>
    public static void Feed(ReadOnlySpan<byte> octets, Func<int> size, Action<byte[]> take)
    {
        while (!octets.IsEmpty)
        {
            int count = Math.Min(Math.Max(size(), 1), octets.Length);
            byte[] piece = octets[..count].ToArray();
            take(piece);
            Array.Fill(piece, (byte)0xEE);
            octets = octets[count..];
        }
    }
}
