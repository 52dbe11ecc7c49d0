using System.Buffers;
using System.Text;

namespace Postroom.Imap;

/// <summary>Mailbox names in RFC 3501's modified UTF-7 (§5.1.3). One spelling for each name: anything else is refused.</summary>
public static class ModifiedUtf7
{
    private static ReadOnlySpan<byte> Alphabet => "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,"u8;

    /// <summary>Decodes; false for anything that is not the canonical spelling (8-bit octets, controls, bad or superfluous base64).</summary>
    public static bool TryDecode(ReadOnlySpan<byte> encoded, out string text)
    {
        text = "";
        char[] rented = ArrayPool<char>.Shared.Rent(encoded.Length + 1);
        try
        {
            int length = 0;
            for (int i = 0; i < encoded.Length; i++)
            {
                byte octet = encoded[i];
                if (octet is < 0x20 or > 0x7E)
                {
                    return false;
                }

                if (octet != (byte)'&')
                {
                    rented[length++] = (char)octet;
                    continue;
                }

                int shift = encoded[(i + 1)..].IndexOf((byte)'-');
                if (shift < 0 || !TryDecodeShift(encoded.Slice(i + 1, shift), rented, ref length))
                {
                    return false;
                }

                i += shift + 1;
                if (shift > 0 && i + 1 < encoded.Length && encoded[i + 1] == (byte)'&'
                    && i + 2 < encoded.Length && encoded[i + 2] != (byte)'-')
                {
                    return false; // "&AOQ-&AOQ-": two shifts where one would do ("superfluous shifts are not permitted")
                }
            }

            text = new string(rented, 0, length);
            return HasOnlyWholeCharacters(text);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(rented);
        }
    }

    /// <summary>Encodes well-formed text; nothing else comes out of <see cref="MailboxName"/>.</summary>
    public static void Encode(ReadOnlySpan<char> text, IBufferWriter<byte> output)
    {
        Span<byte> buffer = output.GetSpan(MaxEncodedLength(text.Length));
        output.Advance(Encode(text, buffer));
    }

    /// <summary>At most so many octets come of so many UTF-16 units.</summary>
    public static int MaxEncodedLength(int chars) => (chars * 5) + 2; // every other character shifted: & + 3 + -

    /// <summary>Encodes into <paramref name="output"/>, which has <see cref="MaxEncodedLength"/> octets of room; returns how many were used.</summary>
    public static int Encode(ReadOnlySpan<char> text, Span<byte> output)
    {
        int written = 0;
        for (int i = 0; i < text.Length;)
        {
            char c = text[i];
            if (c is >= ' ' and <= '~')
            {
                output[written++] = (byte)c;
                if (c == '&')
                {
                    output[written++] = (byte)'-';
                }

                i++;
                continue;
            }

            output[written++] = (byte)'&';
            uint bits = 0;
            int count = 0;
            for (; i < text.Length && text[i] is < ' ' or > '~'; i++)
            {
                bits = (bits << 16) | text[i];
                count += 16;
                while (count >= 6)
                {
                    count -= 6;
                    output[written++] = Alphabet[(int)(bits >> count) & 63];
                }
            }

            if (count > 0)
            {
                output[written++] = Alphabet[(int)(bits << (6 - count)) & 63];
            }

            output[written++] = (byte)'-';
        }

        return written;
    }

    private static bool TryDecodeShift(ReadOnlySpan<byte> base64, Span<char> output, ref int length)
    {
        if (base64.IsEmpty)
        {
            output[length++] = '&'; // "&-"
            return true;
        }

        uint bits = 0;
        int count = 0;
        foreach (byte octet in base64)
        {
            int value = Alphabet.IndexOf(octet);
            if (value < 0)
            {
                return false;
            }

            bits = (bits << 6) | (uint)value;
            count += 6;
            if (count >= 16)
            {
                count -= 16;
                char c = (char)(bits >> count);
                if (c is >= ' ' and <= '~')
                {
                    return false; // printable US-ASCII stands for itself
                }

                output[length++] = c;
            }
        }

        return count < 6 && (bits & ((1u << count) - 1)) == 0; // no left-over octet, padding bits zero
    }

    // Half a surrogate pair is no character, and would not survive UTF-8.
    private static bool HasOnlyWholeCharacters(string text)
    {
        ReadOnlySpan<char> rest = text;
        while (!rest.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out int used) != OperationStatus.Done)
            {
                return false;
            }

            rest = rest[used..];
        }

        return true;
    }
}
