using System.IO.Compression;

namespace Postroom.Net;

/// <summary>Raw deflate in both directions (RFC 4978 §4). A flush is a sync flush: all that was written can be read at once.</summary>
internal sealed class DeflateLayer : Stream
{
    private readonly DeflateTransport _transport;
    private readonly DeflateStream _inflate;
    private readonly DeflateStream _deflate;
    private bool _mayHoldMore; // inflated and not given yet

    /// <summary>Above <paramref name="inner"/>, of which <paramref name="early"/> was read already.</summary>
    public DeflateLayer(Stream inner, ReadOnlyMemory<byte> early)
    {
        Inner = inner;
        _mayHoldMore = !early.IsEmpty;
        _transport = new DeflateTransport(inner, early);
        _inflate = new DeflateStream(_transport, CompressionMode.Decompress, leaveOpen: true);
        _deflate = new DeflateStream(_transport, CompressionLevel.Fastest, leaveOpen: true);
    }

    /// <summary>What is below.</summary>
    public Stream Inner { get; }

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => _inflate.Read(buffer, offset, count);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty && _mayHoldMore)
            return 0; // the end of a command may be in the inflater already: nothing need come for it
        try
        {
            int count = await _inflate.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            _mayHoldMore = count > 0 && count == buffer.Length;
            return count;
        }
        catch (InvalidDataException bad)
        {
            throw new IOException("The peer's compressed data is damaged.", bad);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => _deflate.Write(buffer, offset, count);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        _deflate.WriteAsync(buffer, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        _deflate.WriteAsync(buffer, offset, count, cancellationToken);

    public override void Flush() => _deflate.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => _deflate.FlushAsync(cancellationToken);

    /// <summary>Ends it, the stream below stays open: our compressed octets end with the last flush, the peer's with its flush behind what was read last.</summary>
    /// <returns>What came behind that.</returns>
    public async ValueTask<ReadOnlyMemory<byte>> EndAsync(CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> behind = await _transport.ReadBehindFlushAsync(cancellationToken).ConfigureAwait(false);
        CloseBoth();
        return behind;
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Inner.Dispose(); // the transport first: that ends what is pending
            CloseBoth();
        }

        base.Dispose(disposing);
    }

    // The deflater's last block is not sent: nobody waits for it.
    private void CloseBoth()
    {
        _transport.IsOver = true;
        _inflate.Dispose();
        _deflate.Dispose();
        _transport.Dispose();
    }
}
