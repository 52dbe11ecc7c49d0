using System.Buffers;
using Postroom.Mime;

namespace Postroom.Imap.Server;

/// <summary>FETCH's BINARY.SIZE[part]: how many octets BINARY would give, from the row (RFC 3516 §4.2). 0 for a part that is not there.</summary>
internal sealed class BinarySizeFetchItem : IRefusingItem
{
    private readonly byte[] _label;
    private readonly uint[] _part;

    internal BinarySizeFetchItem(BinarySizeItem item)
    {
        _part = item.Part.Span.ToArray();
        var label = new ArrayBufferWriter<byte>();
        var writer = new ImapWriter(label);
        item.Write(ref writer);
        writer.WriteSpace();
        _label = label.WrittenSpan.ToArray();
    }

    public FetchNeeds Needs => FetchNeeds.Derived;

    public CommandResult? Refuse(FetchMessage message) =>
        BinarySection.TryFind(message, _part, out BinarySection section) && section.Encoding == TransferEncoding.Unknown ? BinarySection.Unknown : null;

    public void Write(FetchMessage message, IBufferWriter<byte> output) =>
        ResponseLines.WriteNamed(output, _label, BinarySection.TryFind(message, _part, out BinarySection section) ? section.Size : 0);
}
