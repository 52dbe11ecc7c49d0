namespace Postroom.Mime;

/// <summary>Message identifiers in Message-ID, In-Reply-To and References (RFC 5322 §3.6.4).</summary>
public static class MessageIds
{
    /// <summary>All identifiers of a raw (folded) value in order, without angle brackets, quotes of the left side undone.</summary>
    /// <remarks>
    /// RFC 5256 §3 compares them so: &lt;"a"@b&gt; and &lt;a@b&gt; are the same. Phrases and comments between are skipped; one
    /// without an @ counts too, since broken mailers send such and answer them. At most <paramref name="max"/> are read.
    /// </remarks>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Parse(ReadOnlyMemory<byte> field, int max = 10_000)
    {
        if (field.IsEmpty)
            return [];
        var ids = new List<ReadOnlyMemory<byte>>();
        var tokens = new HeaderTokenizer(field.Span);
        while (ids.Count < max)
        {
            tokens.SkipCommentsAndSpace();
            if (tokens.IsAtEnd)
                break;
            if (tokens.Next == '"')
            {
                tokens.ReadQuoted();
            }
            else if (tokens.Next == '<')
            {
                tokens.Position++;
                ReadOnlyMemory<byte> id = ReadId(field, ref tokens);
                if (!id.IsEmpty)
                    ids.Add(id);
            }
            else
            {
                tokens.Position++;
            }
        }
        return ids;
    }

    private static ReadOnlyMemory<byte> ReadId(ReadOnlyMemory<byte> field, ref HeaderTokenizer tokens)
    {
        if (tokens.Next != '"')
        {
            ReadOnlyMemory<byte> plain = field[tokens.ReadUpTo((byte)'>')];
            return HeaderText.WithoutWhiteSpace(plain);
        }
        ReadOnlyMemory<byte> left = HeaderTokenizer.Unescape(field[tokens.ReadQuoted()]);
        ReadOnlyMemory<byte> right = HeaderText.WithoutWhiteSpace(field[tokens.ReadUpTo((byte)'>')]);
        byte[] joined = new byte[left.Length + right.Length];
        left.CopyTo(joined);
        right.CopyTo(joined.AsMemory(left.Length));
        return joined;
    }
}
