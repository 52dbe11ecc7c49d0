using System.Buffers;

namespace Postroom.Mime;

/// <summary>Undoes a transfer encoding, fed in spans of any size. Broken input decodes to something; nothing makes it fail.</summary>
public abstract class TransferDecoder
{
    private protected TransferDecoder()
    {
    }

    /// <summary>A decoder for one body; what is unknown goes through as it is.</summary>
    public static TransferDecoder Create(TransferEncoding encoding) => encoding switch
    {
        TransferEncoding.Base64 => new Base64Decoder(),
        TransferEncoding.QuotedPrintable => new QuotedPrintableDecoder(),
        TransferEncoding.UuEncode => new UuDecoder(),
        _ => new IdentityDecoder(),
    };

    /// <summary>Takes the next octets, writes what they give to <paramref name="output"/> (null: only counts) and says how many octets that is.</summary>
    public abstract long Decode(ReadOnlySpan<byte> input, IBufferWriter<byte>? output);

    /// <summary>Ends the body: gives what was held back. The decoder is then as new.</summary>
    public abstract long Finish(IBufferWriter<byte>? output);

    internal abstract void Reset();
}
