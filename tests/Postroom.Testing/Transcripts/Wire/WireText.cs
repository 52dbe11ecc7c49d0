using System.Text;

namespace Postroom.Testing.Transcripts;

/// <summary>Between a script's text and the octets on the wire, which are held as Latin-1 strings.</summary>
internal static class WireText
{
    /// <summary>A script is UTF-8: its é is two octets.</summary>
    public static string FromScript(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    public static byte[] ToBytes(string wire) => Encoding.Latin1.GetBytes(wire);

    /// <summary>For the eye: UTF-8 where it is, control octets as escapes.</summary>
    public static string ForPrint(string wire)
    {
        string text = Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(wire));
        var printed = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            if (c is '\t' or '\n' || c >= ' ' && c != 127)
                printed.Append(c);
            else if (c != '\r')
                printed.Append("\\x").Append(((int)c).ToString("x2", System.Globalization.CultureInfo.InvariantCulture));
        }

        return printed.ToString();
    }
}
