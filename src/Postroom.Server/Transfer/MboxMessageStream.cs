namespace Postroom.Server;

/// <summary>One message of an mbox, read front to back, with the quoting of "From " lines undone (mboxrd: one ">" taken from each ">From ", ">>From " ...).</summary>
internal sealed class MboxMessageStream : Stream
{
    private readonly FileStream _file;
    private readonly byte[] _buffer = new byte[64 * 1024];
    private long _left;
    private int _from;
    private int _to;
    private bool _atLineStart = true;
    private int _quotes; // ">" at the start of a line, read and not yet handed on

    public MboxMessageStream(string file, long start, long end)
    {
        _file = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan) { Position = start };
        _left = end - start;
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        int written = 0;
        while (written < buffer.Length)
        {
            if (_atLineStart)
            {
                while (Peek(0) == '>')
                {
                    _from++;
                    _quotes++;
                }

                if (_quotes > 0 && Peek(0) == 'F' && Peek(1) == 'r' && Peek(2) == 'o' && Peek(3) == 'm' && Peek(4) == ' ')
                {
                    _quotes--;
                }

                _atLineStart = false;
            }

            if (_quotes > 0)
            {
                int quotes = Math.Min(_quotes, buffer.Length - written);
                buffer.Slice(written, quotes).Fill((byte)'>');
                _quotes -= quotes;
                written += quotes;
                continue;
            }

            if (Peek(0) < 0)
            {
                break;
            }

            ReadOnlySpan<byte> rest = _buffer.AsSpan(_from, Math.Min(_to - _from, buffer.Length - written));
            int lf = rest.IndexOf((byte)'\n');
            int taken = lf < 0 ? rest.Length : lf + 1;
            rest[..taken].CopyTo(buffer[written..]);
            written += taken;
            _from += taken;
            _atLineStart = lf >= 0;
        }

        return written;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _file.Dispose();
        base.Dispose(disposing);
    }

    // The octet so far ahead, -1 behind the end; what is read ahead is moved to the buffer's front first.
    private int Peek(int ahead)
    {
        if (_from + ahead >= _to && _left > 0)
        {
            _buffer.AsSpan(_from, _to - _from).CopyTo(_buffer);
            (_from, _to) = (0, _to - _from);
            while (_to <= ahead && _left > 0)
            {
                int read = _file.Read(_buffer, _to, (int)Math.Min(_buffer.Length - _to, _left));
                if (read == 0)
                {
                    _left = 0;
                }

                _to += read;
                _left -= read;
            }
        }

        return _from + ahead < _to ? _buffer[_from + ahead] : -1;
    }
}
