using Postroom.Mime;

namespace Postroom.Imap.Server;

/// <summary>CHARSET of SEARCH (RFC 3501 §6.4.4): those that mail itself is decoded by.</summary>
internal static class SearchCharsets
{
    /// <summary>What every client may count on; the others are those of <see cref="MailCharset"/>.</summary>
    internal static BadCharsetCode BadCharset { get; } = new([new OctetString("US-ASCII"u8), new OctetString("UTF-8"u8)]);

    /// <summary>The charset of the strings; without one they are UTF-8, of which US-ASCII is a part.</summary>
    internal static bool TryFind(string? name, out string charset)
    {
        charset = name ?? "UTF-8";
        return MailCharset.IsKnown(charset);
    }
}
