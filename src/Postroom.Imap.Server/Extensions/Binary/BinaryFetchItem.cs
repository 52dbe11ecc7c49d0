using System.Buffers;
using Postroom.Mime;

namespace Postroom.Imap.Server;

/// <summary>FETCH's BINARY[part]&lt;partial&gt; and BINARY.PEEK: a part once its transfer encoding is undone (RFC 3516 §4.2).</summary>
internal sealed class BinaryFetchItem : IRefusingItem
{
    private readonly byte[] _label;
    private readonly uint[] _part;
    private readonly Partial? _partial;

    internal BinaryFetchItem(BinaryItem item)
    {
        (_part, _partial, SetsSeen) = (item.Part.Span.ToArray(), item.Partial, !item.Peek);
        var label = new ArrayBufferWriter<byte>();
        var writer = new ImapWriter(label);
        writer.WriteRaw("BINARY"u8);
        new SectionSpec(item.Part).Write(ref writer);
        if (item.Partial is { } partial)
        {
            writer.WriteRaw((byte)'<'); // the answer names the first octet only
            writer.WriteNumber(partial.Offset);
            writer.WriteRaw((byte)'>');
        }

        _label = label.WrittenSpan.ToArray();
    }

    public FetchNeeds Needs => FetchNeeds.Derived | FetchNeeds.Blob;

    public bool SetsSeen { get; }

    public CommandResult? Refuse(FetchMessage message) =>
        BinarySection.TryFind(message, _part, out BinarySection section) && section.Encoding == TransferEncoding.Unknown ? BinarySection.Unknown : null;

    public BlobRange? Locate(FetchMessage message)
    {
        if (!BinarySection.TryFind(message, _part, out BinarySection section) || section.Encoding == TransferEncoding.Unknown)
        {
            return null;
        }

        long skipped = (long)Math.Min(_partial?.Offset ?? 0, (ulong)section.Size);
        long sent = (long)Math.Min(_partial?.Count ?? ulong.MaxValue, (ulong)(section.Size - skipped));
        return section.IsEncoded && sent > 0
            ? BlobRange.AsDecoded(section.Offset, section.Length, section.Encoding, skipped, sent)
            : BlobRange.AsLiteral(section.Offset + (section.IsEncoded ? 0 : skipped), sent, keepsNul: true);
    }

    public void Write(FetchMessage message, IBufferWriter<byte> output)
    {
        output.Write(_label);
        if (!BinarySection.TryFind(message, _part, out _))
        {
            output.Write(" NIL"u8);
        }
    }
}
