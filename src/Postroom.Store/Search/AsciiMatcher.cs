using System.Buffers;

namespace Postroom.Store;

/// <summary>Looks for an ASCII text in octets that are ASCII, without case and without decoding: what <see cref="TextMatcher"/> would find in their text.</summary>
internal sealed class AsciiMatcher
{
    private readonly byte[] _needle;
    private readonly int _at;
    private readonly SearchValues<byte> _either;
    private byte[] _unfolded = [];

    private AsciiMatcher(byte[] needle)
    {
        _needle = needle;
        // What is no letter is seldom in a header, so it is looked for first.
        _at = Math.Max(0, Array.FindIndex(needle, static octet => !char.IsAsciiLetter((char)octet)));
        _either = SearchValues.Create((byte)char.ToLowerInvariant((char)needle[_at]), (byte)char.ToUpperInvariant((char)needle[_at]));
    }

    /// <summary>Null when the text is none that octets can be compared with.</summary>
    public static AsciiMatcher? For(string needle) =>
        needle.Length > 0 && System.Text.Ascii.IsValid(needle) ? new AsciiMatcher(System.Text.Encoding.ASCII.GetBytes(needle)) : null;

    /// <summary>Whether a raw header value contains the text; null when it must be decoded to know (encoded words, octets beyond ASCII).</summary>
    public bool? IsIn(ReadOnlySpan<byte> value)
    {
        if (!System.Text.Ascii.IsValid(value) || value.IndexOf("=?"u8) >= 0)
        {
            return null;
        }

        return Contains(value.IndexOfAny((byte)'\r', (byte)'\n') < 0 ? value : Unfold(value));
    }

    /// <summary>Lets go of the memory that a long value has taken.</summary>
    public void Trim() => _unfolded = _unfolded.Length > 4096 ? [] : _unfolded;

    private bool Contains(ReadOnlySpan<byte> text)
    {
        for (int last = text.Length - _needle.Length, start = 0; start <= last; start++)
        {
            int found = text[(start + _at)..(last + _at + 1)].IndexOfAny(_either);
            if (found < 0)
            {
                return false;
            }

            start += found;
            if (System.Text.Ascii.EqualsIgnoreCase(text.Slice(start, _needle.Length), _needle))
            {
                return true;
            }
        }

        return false;
    }

    // Line ends go, the white space behind them stays (RFC 5322 §2.2.3).
    private ReadOnlySpan<byte> Unfold(ReadOnlySpan<byte> value)
    {
        if (_unfolded.Length < value.Length)
        {
            _unfolded = new byte[Math.Max(256, value.Length * 2)];
        }

        int length = 0;
        while (!value.IsEmpty)
        {
            int end = value.IndexOfAny((byte)'\r', (byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? value : value[..end];
            line.CopyTo(_unfolded.AsSpan(length));
            length += line.Length;
            value = end < 0 ? [] : value[(end + 1)..];
        }

        return _unfolded.AsSpan(0, length);
    }
}
