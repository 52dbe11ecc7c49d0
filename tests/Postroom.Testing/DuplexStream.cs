using System.IO.Pipelines;

namespace Postroom.Testing;

/// <summary>A connection inside this process: what goes in at one end comes out at the other.</summary>
public sealed class DuplexStream : Stream
{
    private readonly Stream _incoming;
    private readonly Stream _outgoing;
    private readonly PipeWriter _output;
    private volatile bool _isDisposed;

    private DuplexStream(PipeReader input, PipeWriter output)
    {
        _output = output;
        _incoming = input.AsStream();
        _outgoing = output.AsStream();
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Both ends. Disposing of one is what the other reads as the end of the stream.</summary>
    public static (DuplexStream Client, DuplexStream Server) CreatePair()
    {
        var up = new Pipe();
        var down = new Pipe();
        return (new DuplexStream(down.Reader, up.Writer), new DuplexStream(up.Reader, down.Writer));
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => _incoming.Read(buffer, offset, count);

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await _incoming.ReadAsync(buffer, cancellationToken);
        }
        catch (InvalidOperationException) when (_isDisposed)
        {
            throw new ObjectDisposedException(nameof(DuplexStream)); // as a socket says it; a pipe has words of its own
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => _outgoing.Write(buffer, offset, count);

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        FlushResult flushed = await _output.WriteAsync(buffer, cancellationToken);
        if (flushed.IsCompleted)
            throw new IOException("The other end has closed the connection.");
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _isDisposed = true;
        if (disposing)
        {
            _outgoing.Dispose();
            _incoming.Dispose();
        }

        base.Dispose(disposing);
    }
}
