using System.Globalization;
using System.Text;

namespace Postroom.Peers;

/// <summary>Octets as a person can read them in a failure.</summary>
public static class Printable
{
    public static string Quote(ReadOnlySpan<byte> octets) => "\"" + Escape(octets).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";

    /// <summary>Printable ASCII as it stands, the rest as \r \n \t or \xNN; cut after <paramref name="most"/> octets.</summary>
    public static string Escape(ReadOnlySpan<byte> octets, int most = 4000)
    {
        var text = new StringBuilder();
        foreach (byte b in octets[..Math.Min(most, octets.Length)])
        {
            _ = b switch
            {
                (byte)'\r' => text.Append("\\r"),
                (byte)'\n' => text.Append("\\n"),
                (byte)'\t' => text.Append("\\t"),
                (byte)'\\' => text.Append("\\\\"),
                >= 0x20 and < 0x7f => text.Append((char)b),
                _ => text.Append(CultureInfo.InvariantCulture, $"\\x{b:x2}"),
            };
        }
        if (octets.Length > most)
            text.Append(CultureInfo.InvariantCulture, $"... ({octets.Length} octets)");
        return text.ToString();
    }
}
