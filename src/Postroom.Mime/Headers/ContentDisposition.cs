namespace Postroom.Mime;

/// <summary>A Content-Disposition field (RFC 2183): inline, attachment or another word, and its parameters.</summary>
public sealed class ContentDisposition
{
    private ContentDisposition(ReadOnlyMemory<byte> type, MimeParameters parameters)
    {
        Type = type;
        Parameters = parameters;
    }

    /// <summary>The disposition as written; never empty.</summary>
    public ReadOnlyMemory<byte> Type { get; }

    /// <summary>The parameters as written.</summary>
    public MimeParameters Parameters { get; }

    /// <summary>The decoded filename parameter; null if there is none.</summary>
    public string? FileName => Parameters.Decode("filename"u8);

    /// <summary>Reads a field's value; null if it does not start with a word.</summary>
    public static ContentDisposition? Parse(ReadOnlyMemory<byte> field, MimeLimits? limits = null)
    {
        var tokens = new HeaderTokenizer(field.Span);
        tokens.SkipCommentsAndSpace();
        ReadOnlyMemory<byte> type = field[tokens.ReadAtom()];
        return type.IsEmpty ? null : new ContentDisposition(type, MimeParameters.Parse(field, tokens.Position, limits ?? MimeLimits.Default));
    }
}
