using System.Text;

namespace Postroom.Imap.Server;

/// <summary>CHARSET of SEARCH (RFC 3501 §6.4.4).</summary>
internal static class SearchCharsets
{
    /// <summary>What is always taken; others are too, where the system has them.</summary>
    internal static BadCharsetCode BadCharset { get; } = new([new OctetString("US-ASCII"u8), new OctetString("UTF-8"u8)]);

    static SearchCharsets() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>The charset as the system calls it; without one the strings are UTF-8, of which US-ASCII is a part.</summary>
    internal static bool TryFind(string? name, out string charset)
    {
        charset = "utf-8";
        if (name is null || name.Equals("UTF-8", StringComparison.OrdinalIgnoreCase) || name.Equals("US-ASCII", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        try
        {
            charset = Encoding.GetEncoding(name).WebName;
            return true;
        }
        catch (ArgumentException)
        {
            return false; // the framework has no question that does not throw
        }
    }
}
