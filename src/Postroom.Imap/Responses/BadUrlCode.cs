namespace Postroom.Imap;

/// <summary>BADURL (RFC 4469 §4.1).</summary>
/// <param name="Url">The first URL that nothing could be read from, as it was sent. What a code cannot hold goes out percent-encoded.</param>
public sealed record BadUrlCode(OctetString Url) : ResponseCode("BADURL")
{
    private const string HexDigits = "0123456789ABCDEF";

    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        writer.WriteRaw("BADURL "u8);
        writer.WriteRaw(Url.Length == 0 ? "\"\""u8 : ""u8);
        foreach (byte octet in Url.Span)
        {
            if (octet is >= (byte)' ' and < 0x7F and not (byte)']')
            {
                writer.WriteRaw(octet);
            }
            else
            {
                writer.WriteRaw([(byte)'%', (byte)HexDigits[octet >> 4], (byte)HexDigits[octet & 15]]);
            }
        }
    }

    // "BADURL" SP url-resp-text; url-resp-text = 1*<any TEXT-CHAR except "]">
    internal static BadUrlCode ReadUrl(ref ImapReader reader)
    {
        reader.ReadSpace();
        int end = reader.Rest.IndexOfAny("]\r\n\0"u8);
        if (end <= 0 || reader.Rest[end] != (byte)']')
        {
            throw reader.Wanted("a URL and \"]\"");
        }

        OctetString url = reader.Rest[..end];
        reader.Rewind(reader.Position + end);
        return new(url);
    }
}
