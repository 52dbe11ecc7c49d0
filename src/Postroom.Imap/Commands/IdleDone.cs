namespace Postroom.Imap;

/// <summary>The line that ends IDLE (RFC 9051 §6.3.13, RFC 2177).</summary>
public static class IdleDone
{
    /// <summary>True if <paramref name="line"/>, without CRLF, is DONE in any case.</summary>
    public static bool Matches(ReadOnlySpan<byte> line) => Ascii.EqualsIgnoreCase(line, "DONE"u8);

    /// <summary>Writes the line, with its CRLF.</summary>
    public static void Write(ref ImapWriter writer) => writer.WriteRaw("DONE\r\n"u8);
}
