namespace Postroom.Mime;

/// <summary>Content-Language (RFC 3282 §2): language tags with commas between them.</summary>
internal static class ContentLanguage
{
    public static IReadOnlyList<ReadOnlyMemory<byte>> Parse(ReadOnlyMemory<byte> field, MimeLimits limits)
    {
        if (field.IsEmpty)
            return [];
        var tags = new List<ReadOnlyMemory<byte>>();
        var tokens = new HeaderTokenizer(field.Span);
        while (!tokens.IsAtEnd && tags.Count < limits.Parameters)
        {
            tokens.SkipCommentsAndSpace();
            Range tag = tokens.ReadAtom();
            if (!tokens.Slice(tag).IsEmpty)
                tags.Add(field[tag]);
            else if (!tokens.IsAtEnd)
                tokens.Position++;
        }
        return tags;
    }
}
