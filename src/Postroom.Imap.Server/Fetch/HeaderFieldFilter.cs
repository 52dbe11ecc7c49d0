using System.Buffers;
using System.Text;
using Postroom.Mime;
using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>HEADER.FIELDS and HEADER.FIELDS.NOT: which lines of a header are given (RFC 3501 §6.4.5).</summary>
internal sealed class HeaderFieldFilter
{
    private readonly byte[][] _names;
    private readonly bool _isNot;

    public HeaderFieldFilter(ValueList<OctetString> names, bool isNot)
    {
        _names = [.. names.ToArray().Select(name => name.Span.ToArray())];
        _isNot = isNot;
    }

    /// <summary>Appends the fields that pass, with all their lines, and the header's empty line if it has one.</summary>
    public void Write(HeaderBlock header, IBufferWriter<byte> output)
    {
        ReadOnlySpan<byte> octets = header.Octets;
        foreach ((Range range, int nameLength) in header)
        {
            ReadOnlySpan<byte> field = octets[range];
            if (Passes(field[..nameLength]))
            {
                output.Write(field);
            }
        }

        WriteEmptyLine(octets, output);
    }

    /// <summary>The same from a header that is not kept in a row.</summary>
    public void Write(ReadOnlyMemory<byte> header, IBufferWriter<byte> output)
    {
        foreach (HeaderField field in HeaderFieldTable.Of(header).All)
        {
            if (Passes(field.NameIn(header.Span)))
            {
                output.Write(header.Span.Slice(field.Start, field.Length));
            }
        }

        WriteEmptyLine(header.Span, output);
    }

    // "the blank line is included in all header fetches, except in the case of a message which has no body and no blank line" (RFC 3501 §6.4.5)
    private static void WriteEmptyLine(ReadOnlySpan<byte> header, IBufferWriter<byte> output)
    {
        if (header.EndsWith("\n\r\n"u8) || header.EndsWith("\n\n"u8) || header.SequenceEqual("\r\n"u8) || header.SequenceEqual("\n"u8))
        {
            output.Write("\r\n"u8);
        }
    }

    private bool Passes(ReadOnlySpan<byte> name)
    {
        foreach (byte[] wanted in _names)
        {
            if (wanted.Length == name.Length && Ascii.EqualsIgnoreCase(wanted, name))
            {
                return !_isNot;
            }
        }

        return _isNot;
    }
}
