namespace Postroom.Store.Engine;

/// <summary>Bytes on their way in: written once, front to back, then committed to one or more accounts or thrown away.</summary>
/// <remarks>At most 1 MiB of it is in memory, whatever its size: the rest is spooled to a file beside the accounts. One caller at a time.</remarks>
public interface IBlobStage : IAsyncDisposable
{
    /// <summary>Octets written so far.</summary>
    long Length { get; }

    /// <summary>Appends <paramref name="bytes"/>.</summary>
    /// <exception cref="StoreUnavailableException">The disk is full or failed.</exception>
    ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>No more bytes will come. Afterwards it can be read and committed.</summary>
    ValueTask CompleteAsync(CancellationToken cancellationToken);

    /// <summary>Copies octets from <paramref name="offset"/> on into <paramref name="destination"/>; fewer than its length only at the end.</summary>
    ValueTask<int> ReadAsync(long offset, Memory<byte> destination, CancellationToken cancellationToken);
}
