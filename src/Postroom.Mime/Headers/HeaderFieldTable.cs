using System.Text;

namespace Postroom.Mime;

/// <summary>All fields of a header block in order, so that HEADER.FIELDS is cut without parsing again.</summary>
public sealed class HeaderFieldTable
{
    private readonly HeaderField[] _fields;

    private HeaderFieldTable(ReadOnlyMemory<byte> header, HeaderField[] fields)
    {
        Header = header;
        _fields = fields;
    }

    /// <summary>The block that the positions count in.</summary>
    public ReadOnlyMemory<byte> Header { get; }

    /// <summary>The fields, lines that are none included.</summary>
    public ReadOnlySpan<HeaderField> All => _fields;

    /// <summary>Reads a header block.</summary>
    public static HeaderFieldTable Of(ReadOnlyMemory<byte> header)
    {
        var fields = new List<HeaderField>(32);
        var reader = new HeaderFieldReader(header.Span);
        while (reader.MoveNext())
            fields.Add(reader.Current);
        return new HeaderFieldTable(header, [.. fields]);
    }

    /// <summary>The value of the first field of that name, without case, still folded; false if there is none.</summary>
    public bool TryFind(ReadOnlySpan<byte> name, out ReadOnlyMemory<byte> value)
    {
        foreach (HeaderField field in _fields)
        {
            if (field.NameLength != name.Length || !Ascii.EqualsIgnoreCase(field.NameIn(Header.Span), name))
                continue;
            value = field.ValueIn(Header);
            return true;
        }
        value = default;
        return false;
    }
}
