using System.Text;

namespace Postroom.Peers.Tests.Reading;

/// <summary>Charsets by their names, as the platform knows them.</summary>
internal static class Charsets
{
    static Charsets() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>Throws for what is no UTF-8.</summary>
    public static Encoding StrictUtf8 { get; } = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static bool IsKnown(string charset)
    {
        try
        {
            return Encoding.GetEncoding(charset) is not null;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>The text of octets (each a character); one whose charset nobody knows is read as one without.</summary>
    public static string Decode(string charset, string octets) =>
        IsKnown(charset) ? Encoding.GetEncoding(charset).GetString(Encoding.Latin1.GetBytes(octets)) : FieldReading.Eight(octets);
}
