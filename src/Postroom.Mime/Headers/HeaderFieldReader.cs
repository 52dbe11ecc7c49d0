namespace Postroom.Mime;

/// <summary>Goes through the fields of a header block (RFC 5322 §2.2), up to the blank line or the end.</summary>
/// <remarks>A line without a colon is a field without a name, as in Dovecot: it does not end the header.</remarks>
public ref struct HeaderFieldReader
{
    private readonly ReadOnlySpan<byte> _header;
    private int _next;

    /// <summary>A reader at the start of <paramref name="header"/>.</summary>
    public HeaderFieldReader(ReadOnlySpan<byte> header) => _header = header;

    /// <summary>The field that <see cref="MoveNext"/> found.</summary>
    public HeaderField Current { get; private set; }

    /// <summary>Goes to the next field; false at the end.</summary>
    public bool MoveNext()
    {
        ReadOnlySpan<byte> rest = _header[_next..];
        if (rest.IsEmpty || rest[0] == '\n' || rest.StartsWith("\r\n"u8))
            return false;

        int end = EndOfLine(rest, 0);
        ReadOnlySpan<byte> first = rest[..end];
        while (end < rest.Length && rest[end] is (byte)' ' or (byte)'\t')
            end = EndOfLine(rest, end);

        int colon = first[0] is (byte)' ' or (byte)'\t' ? -1 : first.IndexOf((byte)':');
        int nameLength = Math.Max(colon, 0);
        while (nameLength > 0 && first[nameLength - 1] is (byte)' ' or (byte)'\t')
            nameLength--;
        Current = new HeaderField(_next, end, nameLength, _next + colon + 1);
        _next += end;
        return true;
    }

    private static int EndOfLine(ReadOnlySpan<byte> text, int from)
    {
        int lineFeed = text[from..].IndexOf((byte)'\n');
        return lineFeed < 0 ? text.Length : from + lineFeed + 1;
    }
}
