using System.Text;

namespace Postroom.Mime;

internal static class TransferEncodings
{
    /// <summary>The encoding's word in a field value; comments and parameters that some mailers add are left out.</summary>
    public static ReadOnlyMemory<byte> ReadName(ReadOnlyMemory<byte> field)
    {
        var tokens = new HeaderTokenizer(field.Span);
        tokens.SkipCommentsAndSpace();
        return field[tokens.Next == '"' ? tokens.ReadQuoted() : tokens.ReadAtom()];
    }

    public static TransferEncoding Find(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty || Is(name, "7bit"u8) || Is(name, "7-bit"u8))
            return TransferEncoding.SevenBit;
        if (Is(name, "8bit"u8) || Is(name, "8-bit"u8))
            return TransferEncoding.EightBit;
        if (Is(name, "binary"u8))
            return TransferEncoding.Binary;
        if (Is(name, "quoted-printable"u8))
            return TransferEncoding.QuotedPrintable;
        if (Is(name, "base64"u8))
            return TransferEncoding.Base64;
        return Is(name, "x-uuencode"u8) || Is(name, "uuencode"u8) || Is(name, "x-uue"u8) ? TransferEncoding.UuEncode : TransferEncoding.Unknown;
    }

    private static bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> wanted) => Ascii.EqualsIgnoreCase(name, wanted);
}
