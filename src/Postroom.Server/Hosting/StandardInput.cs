namespace Postroom.Server;

/// <summary>Standard input whose reads can be given up: a console's or a pipe's block a thread until something comes.</summary>
/// <remarks>What a read that was given up still brings is the next one's. A read of no octets waits for some to come.</remarks>
internal sealed class StandardInput(Stream inner) : Stream
{
    private readonly byte[] _buffer = new byte[64 << 10];
    private readonly CancellationTokenSource _closed = new();
    private ReadOnlyMemory<byte> _left;
    private Task<int>? _reading;

    public override bool CanRead => true;

    public override bool CanWrite => false;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_left.IsEmpty)
        {
            _reading ??= inner.ReadAsync(_buffer, CancellationToken.None).AsTask();
            using var given = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closed.Token);
            int count;
            try
            {
                count = await _reading.WaitAsync(given.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new ObjectDisposedException(nameof(StandardInput));
            }

            if (count == 0)
            {
                return 0; // and so will every read that follows
            }

            (_left, _reading) = (_buffer.AsMemory(0, count), null);
        }

        int taken = Math.Min(buffer.Length, _left.Length);
        _left[..taken].CopyTo(buffer);
        _left = _left[taken..];
        return taken;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("It is read asynchronously only.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
        // Nothing is written here.
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    // The read that still waits holds the real one; it ends with the process.
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _closed.Cancel();
        }

        base.Dispose(disposing);
    }
}
