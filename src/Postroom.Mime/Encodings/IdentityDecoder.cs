using System.Buffers;

namespace Postroom.Mime;

/// <summary>7bit, 8bit and binary, which change nothing (RFC 2045 §6.2).</summary>
internal sealed class IdentityDecoder : TransferDecoder
{
    public override long Decode(ReadOnlySpan<byte> input, IBufferWriter<byte>? output)
    {
        output?.Write(input);
        return input.Length;
    }

    public override long Finish(IBufferWriter<byte>? output) => 0;

    internal override void Reset()
    {
    }
}
