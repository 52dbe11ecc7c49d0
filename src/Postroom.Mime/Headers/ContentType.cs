using System.Text;

namespace Postroom.Mime;

/// <summary>A Content-Type field (RFC 2045 §5): media type, subtype and parameters, as written.</summary>
public sealed class ContentType
{
    private ReadOnlyMemory<byte>? _boundary;

    private ContentType(ReadOnlyMemory<byte> type, ReadOnlyMemory<byte> subtype, MimeParameters parameters, bool isDefault = false)
    {
        Type = type;
        Subtype = subtype;
        Parameters = parameters;
        IsDefault = isDefault;
        IsMultipart = Ascii.EqualsIgnoreCase(type.Span, "multipart"u8);
        IsEmbeddedMessage = Ascii.EqualsIgnoreCase(type.Span, "message"u8)
            && (Ascii.EqualsIgnoreCase(subtype.Span, "rfc822"u8) || Ascii.EqualsIgnoreCase(subtype.Span, "global"u8));
    }

    /// <summary>What holds without a (valid) field: text/plain; charset=us-ascii (RFC 2045 §5.2).</summary>
    public static ContentType TextPlain { get; } = Default("text"u8, "plain"u8,
        new MimeParameters([new MimeParameter("charset"u8.ToArray(), "us-ascii"u8.ToArray())], 1));

    /// <summary>What holds without a field in a multipart/digest: message/rfc822 (RFC 2046 §5.1.5).</summary>
    public static ContentType DigestDefault { get; } = Default("message"u8, "rfc822"u8, MimeParameters.None);

    /// <summary>What a part that is not taken apart is shown as.</summary>
    public static ContentType OctetStream { get; } = Default("application"u8, "octet-stream"u8, MimeParameters.None);

    /// <summary>The media type as written; never empty.</summary>
    public ReadOnlyMemory<byte> Type { get; }

    /// <summary>The subtype as written; never empty.</summary>
    public ReadOnlyMemory<byte> Subtype { get; }

    /// <summary>The parameters as written.</summary>
    public MimeParameters Parameters { get; }

    /// <summary>There was no valid field: this is what then holds.</summary>
    public bool IsDefault { get; }

    /// <summary>multipart/anything.</summary>
    public bool IsMultipart { get; }

    /// <summary>message/rfc822 or message/global.</summary>
    public bool IsEmbeddedMessage { get; }

    /// <summary>text/anything.</summary>
    public bool IsText => Ascii.EqualsIgnoreCase(Type.Span, "text"u8);

    /// <summary>The boundary of a multipart, also from RFC 2231 pieces; empty if there is none.</summary>
    /// <remarks>Trailing white space goes: it cannot be part of one (RFC 2046 §5.1.1).</remarks>
    public ReadOnlyMemory<byte> Boundary => _boundary ??= FindBoundary();

    /// <summary>Whether it is this type and subtype, without case.</summary>
    public bool Is(ReadOnlySpan<byte> type, ReadOnlySpan<byte> subtype) =>
        Ascii.EqualsIgnoreCase(Type.Span, type) && Ascii.EqualsIgnoreCase(Subtype.Span, subtype);

    /// <summary>Reads a field's value; null if it has no type "/" subtype at its start.</summary>
    public static ContentType? Parse(ReadOnlyMemory<byte> field, MimeLimits? limits = null)
    {
        var tokens = new HeaderTokenizer(field.Span);
        tokens.SkipCommentsAndSpace();
        ReadOnlyMemory<byte> type = field[ReadToken(ref tokens)];
        tokens.SkipCommentsAndSpace();
        if (type.IsEmpty || tokens.Next != '/')
            return null;
        tokens.Position++;
        tokens.SkipCommentsAndSpace();
        ReadOnlyMemory<byte> subtype = field[ReadToken(ref tokens)];
        if (subtype.IsEmpty)
            return null;
        return new ContentType(type, subtype, MimeParameters.Parse(field, tokens.Position, limits ?? MimeLimits.Default));
    }

    private static Range ReadToken(ref HeaderTokenizer tokens)
    {
        Range atom = tokens.ReadAtom();
        int end = tokens.Slice(atom).IndexOfAny("/=?"u8);
        if (end >= 0)
            tokens.Position = atom.Start.Value + end;
        return atom.Start..tokens.Position;
    }

    private static ContentType Default(ReadOnlySpan<byte> type, ReadOnlySpan<byte> subtype, MimeParameters parameters) =>
        new(type.ToArray(), subtype.ToArray(), parameters, isDefault: true);

    private ReadOnlyMemory<byte> FindBoundary()
    {
        if (!Parameters.TryFind("boundary"u8, out ReadOnlyMemory<byte> boundary))
            boundary = Parameters.Octets("boundary"u8);
        return boundary[..(boundary.Span.LastIndexOfAnyExcept(HeaderText.WhiteSpace) + 1)];
    }
}
