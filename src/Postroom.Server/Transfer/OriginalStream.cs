using System.Buffers;
using Postroom.Store;

namespace Postroom.Server;

/// <summary>
/// A stored message as it is to be exported: an imported one octet for octet as it came; one that came over IMAP with LF at its line
/// ends, if each of them is CRLF, since that is how files hold mail; otherwise as it stands.
/// </summary>
internal sealed class OriginalStream : Stream
{
    private const int PieceOctets = 64 * 1024;
    private readonly Mailbox _mailbox;
    private readonly ExportedMessage _message;
    private readonly LineEndings.Restorer? _restorer;
    private readonly ArrayBufferWriter<byte> _stored = new(PieceOctets);
    private readonly ArrayBufferWriter<byte> _ready = new(PieceOctets);
    private long _at;
    private int _taken;
    private bool _isComplete;

    private OriginalStream(Mailbox mailbox, ExportedMessage message, LineEndings.Restorer? restorer) =>
        (_mailbox, _message, _restorer) = (mailbox, message, restorer);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public static async ValueTask<OriginalStream> OpenAsync(Mailbox mailbox, ExportedMessage message, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> row = message.Original;
        if (row.IsEmpty && await EndsInCrLfAsync(mailbox, message, cancellationToken) is { } lines)
        {
            row = lines;
        }

        return new OriginalStream(mailbox, message, row.IsEmpty ? null : new LineEndings.Restorer(row.Span));
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_taken == _ready.WrittenCount && !_isComplete)
        {
            _ready.ResetWrittenCount();
            _taken = 0;
            _stored.ResetWrittenCount();
            int wanted = (int)Math.Min(PieceOctets, _message.Length - _at);
            int read = wanted == 0 ? 0 : await _mailbox.ReadBlobAsync(_message.Email, _at, wanted, _stored, cancellationToken);
            if (wanted > 0 && read == 0)
            {
                throw new InvalidDataException($"Message {_message.Uid.Value} of {_mailbox.Info.Name} has fewer octets than it should.");
            }

            _at += read;
            _isComplete = wanted == 0;
            Convert();
        }

        int taken = Math.Min(buffer.Length, _ready.WrittenCount - _taken);
        _ready.WrittenMemory.Slice(_taken, taken).CopyTo(buffer);
        _taken += taken;
        return taken;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private void Convert()
    {
        if (_restorer is null)
        {
            _ready.Write(_stored.WrittenSpan);
        }
        else if (_isComplete)
        {
            _restorer.Complete(_ready);
        }
        else
        {
            _restorer.Restore(_stored.WrittenSpan, _ready);
        }
    }

    // The row that turns every CRLF into LF; null when some LF stands alone, or there are no lines.
    private static async ValueTask<byte[]?> EndsInCrLfAsync(Mailbox mailbox, ExportedMessage message, CancellationToken cancellationToken)
    {
        var piece = new ArrayBufferWriter<byte>(PieceOctets);
        long lines = 0;
        byte last = 0;
        for (long at = 0; at < message.Length;)
        {
            piece.ResetWrittenCount();
            int read = await mailbox.ReadBlobAsync(message.Email, at, (int)Math.Min(PieceOctets, message.Length - at), piece, cancellationToken);
            if (read == 0 || !CountLines(piece.WrittenSpan, ref last, ref lines))
            {
                return null;
            }

            at += read;
        }

        return lines == 0 ? null : LineEndings.AllBare(lines);
    }

    private static bool CountLines(ReadOnlySpan<byte> octets, ref byte last, ref long lines)
    {
        for (int from = 0; octets[from..].IndexOf((byte)'\n') is var next and >= 0; from += next + 1)
        {
            int lf = from + next;
            if ((lf == 0 ? last : octets[lf - 1]) != '\r')
            {
                return false;
            }

            lines++;
        }

        last = octets[^1];
        return true;
    }
}
