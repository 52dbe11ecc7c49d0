using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Postroom.Mime;

/// <summary>Decodes a charset over spans of any size: a character may be cut anywhere.</summary>
/// <remarks>Without a known charset: UTF-8 up to the first octet that is not, windows-1252 from there on.</remarks>
public sealed class CharsetDecoder
{
    private readonly byte[] _cut = new byte[4]; // The start of a UTF-8 sequence whose rest is still to come.
    private Decoder? _decoder;
    private int _cutOctets;

    internal CharsetDecoder(Encoding? encoding) => _decoder = encoding?.GetDecoder();

    /// <summary>Takes the next octets and writes the text they give; <paramref name="isLast"/> ends it and gives what was held back.</summary>
    public void Decode(ReadOnlySpan<byte> octets, bool isLast, IBufferWriter<char> output)
    {
        while (_decoder is null && _cutOctets > 0 && !octets.IsEmpty)
        {
            _cut[_cutOctets++] = octets[0];
            octets = octets[1..];
            ReadOnlySpan<byte> cut = _cut.AsSpan(0, _cutOctets);
            _cutOctets = 0;
            Guess(cut, isLast: false, output);
        }
        if (_decoder is null)
            Guess(octets, isLast, output);
        else
            Convert(_decoder, octets, isLast, output);
    }

    private void Guess(ReadOnlySpan<byte> octets, bool isLast, IBufferWriter<char> output)
    {
        while (!octets.IsEmpty)
        {
            Span<char> room = output.GetSpan(Math.Min(octets.Length, 32 * 1024) + 2);
            OperationStatus status = Utf8.ToUtf16(octets, room, out int read, out int written, replaceInvalidSequences: false, isFinalBlock: false);
            output.Advance(written);
            octets = octets[read..];
            if (status == OperationStatus.InvalidData)
            {
                GiveUpOnUtf8(octets, isLast, output);
                return;
            }
            if (status == OperationStatus.NeedMoreData)
            {
                octets.CopyTo(_cut);
                _cutOctets = octets.Length;
                break;
            }
        }
        if (isLast && _cutOctets > 0)
        {
            int cut = _cutOctets;
            _cutOctets = 0;
            GiveUpOnUtf8(_cut.AsSpan(0, cut), isLast, output);
        }
    }

    private void GiveUpOnUtf8(ReadOnlySpan<byte> octets, bool isLast, IBufferWriter<char> output)
    {
        _decoder = MailCharset.Windows1252.GetDecoder();
        Convert(_decoder, octets, isLast, output);
    }

    private static void Convert(Decoder decoder, ReadOnlySpan<byte> octets, bool isLast, IBufferWriter<char> output)
    {
        bool completed = false;
        while (!completed && !octets.IsEmpty)
        {
            Span<char> room = output.GetSpan(Math.Min(octets.Length, 16 * 1024) + 64);
            decoder.Convert(octets, room, flush: false, out int read, out int written, out completed);
            output.Advance(written);
            octets = octets[read..];
        }
        if (isLast)
            output.Advance(decoder.GetChars([], output.GetSpan(64), flush: true));
    }
}
