namespace Postroom.Mime;

/// <content>What is done with a leaf's octets while they go by: their decoded size is counted, a sink may want them.</content>
public sealed partial class MimeParser
{
    private Base64Decoder? _base64;
    private QuotedPrintableDecoder? _quotedPrintable;
    private UuDecoder? _uu;
    private TransferDecoder? _decoder; // Of the current leaf; null when the size needs no look at the octets.
    private int _heldOctets; // A line ending (or a CR) not handed on yet: a delimiter may follow, and then it is the delimiter's.
    private bool _heldIsCr;
    private long _decodedSize;

    private void StartBody(MimePart part)
    {
        _decoder = part.Encoding switch
        {
            TransferEncoding.Base64 => _base64 ??= new Base64Decoder(),
            TransferEncoding.QuotedPrintable => _quotedPrintable ??= new QuotedPrintableDecoder(),
            TransferEncoding.UuEncode => _uu ??= new UuDecoder(),
            _ => null,
        };
        _decoder?.Reset();
        _decodedSize = 0;
        _heldOctets = 0;
    }

    private void FeedBody(ReadOnlySpan<byte> octets)
    {
        if (_decoder is null && _sink is null)
            return;
        MimePart part = _open[^1];
        if (part.Kind != MimePartKind.Leaf)
            return; // Preamble or epilogue.
        if (_delimiters.Count == 0)
        {
            ReleaseHeld(part);
            Emit(part, octets);
            return;
        }

        if (_heldIsCr && _heldOctets == 1 && octets[0] == '\n')
        {
            _heldOctets = 2;
            octets = octets[1..];
            if (octets.IsEmpty)
                return;
        }
        ReleaseHeld(part);
        _heldOctets = octets.EndsWith("\r\n"u8) ? 2 : octets[^1] is (byte)'\n' or (byte)'\r' ? 1 : 0;
        _heldIsCr = _heldOctets > 0 && octets[^_heldOctets] == '\r';
        Emit(part, octets[..^_heldOctets]);
    }

    private void ReleaseHeld(MimePart part)
    {
        if (_heldOctets == 0)
            return;
        Emit(part, _heldOctets == 2 ? "\r\n"u8 : _heldIsCr ? "\r"u8 : "\n"u8);
        _heldOctets = 0;
    }

    private void Emit(MimePart part, ReadOnlySpan<byte> octets)
    {
        if (octets.IsEmpty)
            return;
        if (_decoder is not null)
            _decodedSize += _decoder.Decode(octets, output: null);
        _sink?.Body(part, octets);
    }

    private void EndBody(MimePart part, bool dropLineEnding)
    {
        // A CR alone is no line ending: it stays the body's.
        if (!dropLineEnding || (_heldOctets == 1 && _heldIsCr))
            ReleaseHeld(part);
        _heldOctets = 0;
        part.DecodedSize = _decoder is null ? part.BodyLength : _decodedSize + _decoder.Finish(output: null);
        _decoder = null;
    }
}
