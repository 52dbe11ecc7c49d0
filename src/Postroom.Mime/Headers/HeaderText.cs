using System.Buffers;

namespace Postroom.Mime;

/// <summary>Undoes what transport did to a field's value.</summary>
public static class HeaderText
{
    private static readonly SearchValues<byte> LineOctets = SearchValues.Create("\r\n"u8);

    /// <summary>Undoes folding (RFC 5322 §2.2.3): line endings go, the white space behind them stays. The same memory if there is none.</summary>
    public static ReadOnlyMemory<byte> Unfold(ReadOnlyMemory<byte> value) => Without(value, LineOctets);

    internal static ReadOnlyMemory<byte> WithoutWhiteSpace(ReadOnlyMemory<byte> value) => Without(value, WhiteSpace);

    internal static bool IsWhiteSpace(byte octet) => octet is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';

    internal static readonly SearchValues<byte> WhiteSpace = SearchValues.Create(" \t\r\n"u8);

    private static ReadOnlyMemory<byte> Without(ReadOnlyMemory<byte> value, SearchValues<byte> unwanted)
    {
        ReadOnlySpan<byte> rest = value.Span;
        int at = rest.IndexOfAny(unwanted);
        if (at < 0)
            return value;
        byte[] kept = new byte[rest.Length];
        int length = 0;
        while (at >= 0)
        {
            rest[..at].CopyTo(kept.AsSpan(length));
            length += at;
            rest = rest[(at + 1)..];
            at = rest.IndexOfAny(unwanted);
        }
        rest.CopyTo(kept.AsSpan(length));
        return kept.AsMemory(0, length + rest.Length);
    }
}
