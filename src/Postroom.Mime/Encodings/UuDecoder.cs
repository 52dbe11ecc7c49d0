using System.Buffers;

namespace Postroom.Mime;

/// <summary>uuencode as POSIX has it: lines between "begin" and "end", each with its length first. Lines elsewhere are dropped.</summary>
internal sealed class UuDecoder : TransferDecoder
{
    private enum State
    {
        Before,
        Inside,
        After,
    }

    // Longer lines are none of uuencode's (61 octets): only their start counts.
    private readonly byte[] _line = new byte[128];
    private int _lineOctets;
    private State _state;

    internal override void Reset() => (_lineOctets, _state) = (0, State.Before);

    public override long Decode(ReadOnlySpan<byte> input, IBufferWriter<byte>? output)
    {
        long decoded = 0;
        while (!input.IsEmpty)
        {
            int lineFeed = input.IndexOf((byte)'\n');
            ReadOnlySpan<byte> piece = lineFeed < 0 ? input : input[..lineFeed];
            input = lineFeed < 0 ? default : input[(lineFeed + 1)..];
            int take = Math.Min(piece.Length, _line.Length - _lineOctets);
            piece[..take].CopyTo(_line.AsSpan(_lineOctets));
            _lineOctets += take;
            if (lineFeed >= 0)
                decoded += EndLine(output);
        }
        return decoded;
    }

    public override long Finish(IBufferWriter<byte>? output)
    {
        long decoded = _lineOctets > 0 ? EndLine(output) : 0;
        Reset();
        return decoded;
    }

    private int EndLine(IBufferWriter<byte>? output)
    {
        ReadOnlySpan<byte> line = _line.AsSpan(0, _lineOctets);
        _lineOctets = 0;
        if (line.EndsWith("\r"u8))
            line = line[..^1];
        if (_state == State.Before && line.StartsWith("begin "u8))
        {
            _state = State.Inside;
            return 0;
        }
        if (_state != State.Inside || line.IsEmpty)
            return 0;
        if (line.SequenceEqual("end"u8))
        {
            _state = State.After;
            return 0;
        }

        int octets = (line[0] - ' ') & 0x3F;
        output?.Write(DecodeLine(line[1..], octets, stackalloc byte[66]));
        return octets;
    }

    // Trailing spaces, which mean zero, were often cut away: what is missing is zero.
    private static ReadOnlySpan<byte> DecodeLine(ReadOnlySpan<byte> text, int octets, Span<byte> decoded)
    {
        for (int i = 0, at = 0; i < octets; i += 3, at += 4)
        {
            int group = (Value(text, at) << 18) | (Value(text, at + 1) << 12) | (Value(text, at + 2) << 6) | Value(text, at + 3);
            decoded[i] = (byte)(group >> 16);
            decoded[i + 1] = (byte)(group >> 8);
            decoded[i + 2] = (byte)group;
        }
        return decoded[..octets];
    }

    private static int Value(ReadOnlySpan<byte> text, int at) => at < text.Length ? (text[at] - ' ') & 0x3F : 0;
}
