namespace Postroom.Net.Tests;

/// <summary>Gives its input in pieces of the given sizes, one a read, and keeps what is written.</summary>
internal sealed class ScriptedStream(byte[] input, Func<int> nextPiece) : Stream
{
    private int _position;

    public MemoryStream Written { get; } = new();

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count)
    {
        if (count == 0)
            return 0;
        count = Math.Min(Math.Min(count, Math.Max(1, nextPiece())), input.Length - _position);
        input.AsSpan(_position, count).CopyTo(buffer.AsSpan(offset));
        _position += count;
        return count;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        byte[] piece = new byte[buffer.Length];
        if (_position % 17 == 0)
            await Task.Yield(); // some reads complete at once, some do not
        int count = Read(piece, 0, piece.Length);
        piece.AsSpan(0, count).CopyTo(buffer.Span);
        return count;
    }

    public override void Write(byte[] buffer, int offset, int count) => Written.Write(buffer, offset, count);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Written.Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
