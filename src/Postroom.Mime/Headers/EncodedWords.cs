using System.Buffers;
using System.Text;

namespace Postroom.Mime;

/// <summary>Decodes encoded words (RFC 2047), =?charset?Q?text?= and =?charset?B?text?=, to text for search and sorting.</summary>
public static class EncodedWords
{
    /// <summary>The text of a raw value: unfolded, encoded words decoded, other octets as UTF-8 (RFC 6532) or, where they are not, windows-1252.</summary>
    /// <remarks>
    /// White space between two encoded words goes; words of the same charset are joined before their charset is decoded, as
    /// mailers cut within a character. What is not quite an encoded word stays as it is.
    /// </remarks>
    public static string Decode(ReadOnlySpan<byte> value)
    {
        if (value.IndexOf("=?"u8) < 0 && value.IndexOfAny((byte)'\r', (byte)'\n') < 0)
            return MailCharset.Guess(value);
        var text = new StringBuilder(value.Length);
        var octets = new ArrayBufferWriter<byte>(Math.Max(value.Length, 1)); // Decoded words whose charset is still to be undone.
        string? charset = null;
        while (!value.IsEmpty)
        {
            int start = value.IndexOf("=?"u8);
            ReadOnlySpan<byte> plain = start < 0 ? value : value[..start];
            Word word = default;
            while (start >= 0 && !TryReadWord(value[start..], out word))
            {
                // Not one: look on behind these two octets. Malformed words end at the next "=?", so this stays linear.
                int next = value[(start + 2)..].IndexOf("=?"u8);
                start = next < 0 ? -1 : start + 2 + next;
                plain = start < 0 ? value : value[..start];
            }

            bool isBetweenWords = charset is not null && start >= 0 && plain.IndexOfAnyExcept(HeaderText.WhiteSpace) < 0;
            string? nextCharset = start < 0 ? null : Encoding.Latin1.GetString(word.Charset);
            if (charset is not null && !(isBetweenWords && string.Equals(charset, nextCharset, StringComparison.OrdinalIgnoreCase)))
                FlushWords(text, octets, ref charset);
            if (!isBetweenWords)
                AppendPlain(text, plain);
            if (start < 0)
                break;
            charset = nextCharset;
            word.DecodeTo(octets);
            value = value[(start + word.Length)..];
        }
        FlushWords(text, octets, ref charset);
        return text.ToString();
    }

    private static void FlushWords(StringBuilder text, ArrayBufferWriter<byte> octets, ref string? charset)
    {
        if (charset is not null)
            text.Append(MailCharset.Decode(charset, octets.WrittenSpan));
        octets.ResetWrittenCount();
        charset = null;
    }

    private static void AppendPlain(StringBuilder text, ReadOnlySpan<byte> plain)
    {
        if (plain.IsEmpty)
            return;
        string decoded = MailCharset.Guess(plain);
        text.Append(decoded.AsSpan().IndexOfAny('\r', '\n') < 0 ? decoded : decoded.Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal));
    }

    // encoded-word = "=?" charset ["*" language] "?" encoding "?" encoded-text "?=" (RFC 2047 §2, RFC 2231 §5)
    private static bool TryReadWord(ReadOnlySpan<byte> text, out Word word)
    {
        word = default;
        ReadOnlySpan<byte> rest = text[2..];
        int charsetEnd = rest[..Math.Min(rest.Length, 80)].IndexOf((byte)'?');
        if (charsetEnd < 1 || rest.Length < charsetEnd + 4 || rest[charsetEnd + 2] != '?')
            return false;
        ReadOnlySpan<byte> charset = rest[..charsetEnd];
        byte encoding = (byte)(rest[charsetEnd + 1] | 0x20);
        if (encoding is not ((byte)'q' or (byte)'b') || charset.IndexOfAny(HeaderText.WhiteSpace) >= 0)
            return false;
        int language = charset.IndexOf((byte)'*');
        if (language == 0)
            return false;
        ReadOnlySpan<byte> encoded = rest[(charsetEnd + 3)..];
        int end = encoded.IndexOf((byte)'?');
        // A question mark may not stand in the text, but some mailers leave it in Q.
        while (encoding == 'q' && end >= 0 && end + 1 < encoded.Length && encoded[end + 1] != '=' && !IsWordStart(encoded, end))
        {
            int more = encoded[(end + 1)..].IndexOf((byte)'?');
            end = more < 0 ? -1 : end + 1 + more;
        }
        if (end < 0 || end + 1 >= encoded.Length || encoded[end + 1] != '=' || IsWordStart(encoded, end))
            return false;
        word = new Word
        {
            Charset = language > 0 ? charset[..language] : charset,
            Encoded = encoded[..end],
            IsBase64 = encoding == 'b',
            Length = 2 + charsetEnd + 3 + end + 2,
        };
        return true;
    }

    // The question mark of a following "=?": what came before it was no whole word.
    private static bool IsWordStart(ReadOnlySpan<byte> encoded, int question) =>
        question > 0 && encoded[question - 1] == '=' && question + 1 < encoded.Length && encoded[question + 1] != '=';

    private ref struct Word
    {
        public ReadOnlySpan<byte> Charset;
        public ReadOnlySpan<byte> Encoded;
        public bool IsBase64;
        public int Length;

        public readonly void DecodeTo(ArrayBufferWriter<byte> output)
        {
            if (IsBase64)
            {
                var base64 = new Base64Decoder();
                base64.Decode(Encoded, output);
                base64.Finish(output);
                return;
            }
            for (int i = 0; i < Encoded.Length; i++)
            {
                byte octet = Encoded[i];
                if (octet == '_')
                {
                    octet = (byte)' '; // RFC 2047 §4.2 (2): whatever the charset.
                }
                else if (octet == '=' && i + 2 < Encoded.Length && Hex.TryRead(Encoded[i + 1], Encoded[i + 2], out byte decoded))
                {
                    octet = decoded;
                    i += 2;
                }
                else if (octet is (byte)'\r' or (byte)'\n')
                {
                    continue; // Folded within the word, against the rules.
                }
                output.Write([octet]);
            }
        }
    }
}
