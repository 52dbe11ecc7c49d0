using System.Buffers;

namespace Postroom.Imap.Server;

/// <summary>Passes octets on with every NUL as 0x80: literals hold none (CHAR8, RFC 3501 §9; INVARIANTS 17).</summary>
internal sealed class NulGuard(IBufferWriter<byte> output) : IBufferWriter<byte>
{
    internal const byte Shown = 0x80;

    private Memory<byte> _given;

    public void Advance(int count)
    {
        _given.Span[..count].Replace((byte)0, Shown);
        _given = _given[count..];
        output.Advance(count);
    }

    public Memory<byte> GetMemory(int sizeHint = 0) => _given = output.GetMemory(sizeHint);

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
}
