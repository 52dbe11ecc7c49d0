using System.Buffers;
using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>BODY[section]&lt;partial&gt;, BODY.PEEK and the RFC822 items (RFC 3501 §6.4.5): octets of the message as it was sent.</summary>
/// <remarks>The part index says where they lie; nothing is parsed. A header of ordinary size comes from its row, all else from the message's bytes.</remarks>
internal sealed class SectionFetchItem : IFetchItem
{
    private readonly byte[] _label;
    private readonly SectionText _text;
    private readonly uint[] _part;
    private readonly Partial? _partial;
    private readonly HeaderFieldFilter? _fields;
    private readonly ArrayBufferWriter<byte> _scratch = new();

    private SectionFetchItem(byte[] label, SectionSpec section, Partial? partial, bool setsSeen)
    {
        (_label, _text, _partial, SetsSeen) = (label, section.Text, partial, setsSeen);
        _part = section.Part.Span.ToArray();
        if (_text is SectionText.HeaderFields or SectionText.HeaderFieldsNot)
        {
            _fields = new HeaderFieldFilter(section.Fields, isNot: _text == SectionText.HeaderFieldsNot);
        }
    }

    public bool SetsSeen { get; }

    public FetchNeeds Needs => IsTopHeader ? FetchNeeds.Header | FetchNeeds.Blob
        : _part.Length == 0 && _text == SectionText.Whole ? FetchNeeds.Blob
        : FetchNeeds.Derived | FetchNeeds.Blob;

    private bool IsTopHeader => _part.Length == 0 && _text is SectionText.Header or SectionText.HeaderFields or SectionText.HeaderFieldsNot;

    /// <summary>For BODY[...] and BODY.PEEK[...].</summary>
    public static IFetchItem Of(BodySectionItem section)
    {
        var label = new ArrayBufferWriter<byte>();
        var writer = new ImapWriter(label);
        writer.WriteRaw("BODY"u8);
        section.Section.Write(ref writer);
        if (section.Partial is { } partial)
        {
            writer.WriteRaw((byte)'<'); // the answer names the first octet only
            writer.WriteNumber(partial.Offset);
            writer.WriteRaw((byte)'>');
        }

        return new SectionFetchItem(label.WrittenSpan.ToArray(), section.Section, section.Partial, !section.Peek);
    }

    /// <summary>For RFC822, RFC822.HEADER and RFC822.TEXT, which answer under their own names.</summary>
    public static IFetchItem Of(string name, SectionText text, bool setsSeen) =>
        new SectionFetchItem(System.Text.Encoding.ASCII.GetBytes(name), new SectionSpec(default, text), null, setsSeen);

    public BlobRange? Locate(FetchMessage message)
    {
        if (IsTopHeader)
        {
            var header = new HeaderBlock(message.Header.Span);
            return header.IsKept ? null : InSection(0, header.Length);
        }

        if (_part.Length == 0 && _text == SectionText.Whole)
        {
            return Cut(0, message.Size);
        }

        PartIndex parts = new DerivedMessage(message.Derived.Span).Parts;
        return SectionPlace.Find(parts, message.Size, _part, _text) is (long offset, long length) ? InSection(offset, length) : null;
    }

    public void Write(FetchMessage message, IBufferWriter<byte> output)
    {
        output.Write(_label);
        if (Locate(message) is { } range)
        {
            if (range.IsLoaded)
            {
                _scratch.ResetWrittenCount();
                _fields!.Write(message.Loaded, _scratch);
                WriteLiteral(_scratch.WrittenSpan, output);
            }

            return; // otherwise the octets are streamed behind the label
        }

        if (!IsTopHeader)
        {
            output.Write(" NIL"u8); // there is no such part
            return;
        }

        var header = new HeaderBlock(message.Header.Span);
        if (_fields is null)
        {
            WriteLiteral(header.Octets, output);
            return;
        }

        _scratch.ResetWrittenCount();
        _fields.Write(header, _scratch);
        WriteLiteral(_scratch.WrittenSpan, output);
    }

    private void WriteLiteral(ReadOnlySpan<byte> octets, IBufferWriter<byte> output)
    {
        if (_partial is { } partial)
        {
            octets = octets[(int)Math.Min(partial.Offset, (ulong)octets.Length)..];
            octets = octets[..(int)Math.Min(partial.Count, (ulong)octets.Length)];
        }

        var writer = new ImapWriter(output);
        writer.WriteSpace();
        writer.WriteLiteral(octets);
    }

    // All is streamed as it stands, but for HEADER.FIELDS: they are picked out of the header, which must be read first.
    private BlobRange InSection(long offset, long length) => _fields is null ? Cut(offset, length) : BlobRange.InMemory(offset, length);

    private BlobRange Cut(long offset, long length)
    {
        if (_partial is { } partial)
        {
            long skipped = (long)Math.Min(partial.Offset, (ulong)length);
            offset += skipped;
            length = (long)Math.Min(partial.Count, (ulong)(length - skipped));
        }

        return BlobRange.AsLiteral(offset, length);
    }
}
