namespace Postroom.Net;

/// <summary>What a <see cref="DeflateLayer"/>'s two sides see of the stream below: input never beyond a flush of the peer's, output until it is over.</summary>
/// <remarks>A peer that ends its compression flushes, and goes on in plain behind it, maybe in the same packet: an inflater would have swallowed that.</remarks>
internal sealed class DeflateTransport(Stream inner, ReadOnlyMemory<byte> early) : Stream
{
    private const int LongestFlush = 8; // octets of a flush that may still be missing: the end of a block, and four
    private const int FlushOctets = 4; // 00 00 FF FF: an empty stored block, which every sync flush ends with (RFC 1951 §3.2.4)

    private int _flushed; // octets of a flush that were given last
    private ReadOnlyMemory<byte> _kept = early; // came with the last read, stands behind a flush; or before compression began

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The layer has ended: nothing more is written, whatever a deflater still has to say.</summary>
    public bool IsOver { get; set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_kept.IsEmpty)
        {
            int again = UpToFlush(_kept.Span[..Math.Min(_kept.Length, buffer.Length)]);
            _kept[..again].CopyTo(buffer);
            _kept = _kept[again..];
            return again;
        }

        int count = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        int given = UpToFlush(buffer.Span[..count]);
        if (given < count)
            _kept = buffer[given..count].ToArray();
        return given;
    }

    /// <summary>What the peer sent behind the flush after all that was inflated. Waits for the rest of that flush where some of it is missing.</summary>
    /// <remarks>Of a peer that did not flush but ended its stream, or flushed in another way, all that comes now is behind it.</remarks>
    public async ValueTask<ReadOnlyMemory<byte>> ReadBehindFlushAsync(CancellationToken cancellationToken)
    {
        if (_flushed == FlushOctets)
            return _kept;
        var came = new byte[LongestFlush];
        int count = 0;
        while (count < came.Length && !came.AsSpan(0, count).Contains((byte)'\n'))
        {
            int read = await inner.ReadAsync(came.AsMemory(count), cancellationToken).ConfigureAwait(false);
            if (read == 0)
                break;
            int end = count + UpToFlush(came.AsSpan(count, read));
            count += read;
            if (_flushed == FlushOctets)
                return came.AsMemory(end, count - end);
        }

        return came.AsMemory(0, count);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("A connection never blocks a thread.");

    // Only a deflater that is disposed of comes here, with its last block: by then it is over.
    public override void Write(byte[] buffer, int offset, int count)
    {
        if (!IsOver)
            throw new NotSupportedException("A connection never blocks a thread.");
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        inner.WriteAsync(buffer, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        inner.WriteAsync(buffer, offset, count, cancellationToken);

    public override void Flush()
    {
        // Nothing is held back here.
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    // How many of the octets are given: all, or those up to the end of the first flush.
    private int UpToFlush(ReadOnlySpan<byte> octets)
    {
        for (int i = 0; i < octets.Length; i++)
        {
            _flushed = (_flushed, octets[i]) switch
            {
                (2, 0) => 2,
                (2 or 3, 0xFF) => _flushed + 1,
                (1, 0) => 2,
                (_, 0) => 1,
                _ => 0,
            };
            if (_flushed == FlushOctets)
                return i + 1;
        }

        return octets.Length;
    }
}
