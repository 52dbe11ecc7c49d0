namespace Postroom.Mime;

/// <summary>Where a field stands in a header block; positions count octets from the block's start.</summary>
/// <param name="Start">The first octet of the name.</param>
/// <param name="Length">Octets up to the next field, line endings included.</param>
/// <param name="NameLength">Octets of the name; 0 for a line that is not a field (no colon).</param>
/// <param name="ValueStart">The octet behind the colon, or Start where there is none.</param>
public readonly record struct HeaderField(int Start, int Length, int NameLength, int ValueStart)
{
    /// <summary>The name as written, without the obsolete white space before the colon (RFC 5322 §4.5).</summary>
    public ReadOnlySpan<byte> NameIn(ReadOnlySpan<byte> header) => header.Slice(Start, NameLength);

    /// <summary>The value, still folded, without the white space around it.</summary>
    public ReadOnlyMemory<byte> ValueIn(ReadOnlyMemory<byte> header)
    {
        int start = ValueStart;
        int end = Start + Length;
        ReadOnlySpan<byte> octets = header.Span;
        while (start < end && HeaderText.IsWhiteSpace(octets[start]))
            start++;
        while (end > start && HeaderText.IsWhiteSpace(octets[end - 1]))
            end--;
        return header[start..end];
    }
}
