using System.Buffers;
using System.Buffers.Text;

namespace Postroom.Mime;

/// <summary>base64 (RFC 2045 §6.8): octets outside the alphabet are ignored, padding ends a group and another may follow.</summary>
/// <remarks>What follows padding is decoded on: mailers have joined encoded pieces. A last group of two or three counts without padding too.</remarks>
internal sealed class Base64Decoder : TransferDecoder
{
    private static readonly SearchValues<byte> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8);

    private readonly byte[] _group = new byte[4]; // The characters of an unfinished group.
    private int _grouped;

    internal override void Reset() => _grouped = 0;

    public override long Decode(ReadOnlySpan<byte> input, IBufferWriter<byte>? output)
    {
        long decoded = 0;
        while (!input.IsEmpty)
        {
            int run = input.IndexOfAnyExcept(Alphabet);
            if (run < 0)
                run = input.Length;
            decoded += DecodeRun(input[..run], output);
            input = input[run..];
            int skip = 0;
            for (; skip < input.Length && !Alphabet.Contains(input[skip]); skip++)
            {
                if (input[skip] == '=')
                    decoded += Finish(output);
            }
            input = input[skip..];
        }
        return decoded;
    }

    public override long Finish(IBufferWriter<byte>? output)
    {
        int octets = _grouped switch { 2 => 1, 3 => 2, _ => 0 };
        if (octets > 0 && output is not null)
        {
            _group.AsSpan(_grouped).Fill((byte)'A');
            Span<byte> three = stackalloc byte[3];
            Base64.DecodeFromUtf8(_group, three, out _, out _);
            output.Write(three[..octets]);
        }
        _grouped = 0;
        return octets;
    }

    private long DecodeRun(ReadOnlySpan<byte> run, IBufferWriter<byte>? output)
    {
        if (output is null)
        {
            long characters = _grouped + (long)run.Length;
            _grouped = (int)(characters & 3);
            return (characters >> 2) * 3;
        }

        long decoded = 0;
        if (_grouped > 0)
        {
            int take = Math.Min(4 - _grouped, run.Length);
            run[..take].CopyTo(_group.AsSpan(_grouped));
            _grouped += take;
            run = run[take..];
            if (_grouped < 4)
                return 0;
            decoded += DecodeGroups(_group, output);
            _grouped = 0;
        }
        int whole = run.Length & ~3;
        decoded += DecodeGroups(run[..whole], output);
        run[whole..].CopyTo(_group);
        _grouped = run.Length - whole;
        return decoded;
    }

    private static int DecodeGroups(ReadOnlySpan<byte> groups, IBufferWriter<byte> output)
    {
        int total = 0;
        while (!groups.IsEmpty)
        {
            ReadOnlySpan<byte> some = groups[..Math.Min(groups.Length, 64 * 1024)];
            Span<byte> room = output.GetSpan(some.Length / 4 * 3);
            Base64.DecodeFromUtf8(some, room, out int consumed, out int written);
            output.Advance(written);
            total += written;
            groups = groups[consumed..];
        }
        return total;
    }
}
