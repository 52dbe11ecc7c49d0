using System.Buffers;

namespace Postroom.Imap.Server;

/// <summary>FETCH's PREVIEW (RFC 8970 §3). Made anew each time, from at most 128 KiB of the message: the same octets give the same text.</summary>
/// <param name="isLazy">LAZY: NIL where more than a few kilobytes would have to be read (§4.1).</param>
internal sealed class PreviewFetchItem(bool isLazy) : IFetchItem
{
    private const int LazyOctets = 16 << 10; // four times a usual message: lists of them are as quick as with their headers

    public FetchNeeds Needs => FetchNeeds.Derived | FetchNeeds.Blob;

    public BlobRange? Locate(FetchMessage message)
    {
        (long offset, long length) = PreviewSource.Of(message.Derived.Span).Range;
        return length == 0 || IsLeftOut(length) ? null : BlobRange.InMemory(offset, length, keepsNul: true);
    }

    public void Write(FetchMessage message, IBufferWriter<byte> output)
    {
        var writer = new ImapWriter(output, message.Session.Dialect);
        writer.WriteRaw("PREVIEW "u8);
        PreviewSource source = PreviewSource.Of(message.Derived.Span);
        if (IsLeftOut(source.Range.Length))
        {
            writer.WriteNil();
        }
        else
        {
            writer.WriteString(source.Make(message.Loaded.Span));
        }
    }

    private bool IsLeftOut(long octets) => isLazy && octets > LazyOctets;
}
