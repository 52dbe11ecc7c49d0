using Postroom.Store.Engine;

namespace Postroom.Store.Memory;

/// <summary>Bytes on their way in, in memory.</summary>
internal sealed class MemoryBlobStage(MemoryPace pace, MemoryFaults faults) : IBlobStage
{
    private readonly MemoryStream _bytes = new();
    private bool _isComplete;

    public long Length => _bytes.Length;

    internal byte[] ToArray() => _isComplete ? _bytes.ToArray() : throw new InvalidOperationException("The stage is not complete.");

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await pace.StepAsync().ConfigureAwait(false);
        if (faults.IsFull)
        {
            throw new StoreUnavailableException("No space is left.") { IsFull = true };
        }

        _bytes.Write(bytes.Span);
    }

    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        await pace.StepAsync().ConfigureAwait(false);
        _isComplete = true;
    }

    public async ValueTask<int> ReadAsync(long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        await pace.StepAsync().ConfigureAwait(false);
        ReadOnlySpan<byte> rest = offset >= _bytes.Length ? [] : _bytes.GetBuffer().AsSpan((int)offset, (int)(_bytes.Length - offset));
        rest = rest[..Math.Min(rest.Length, destination.Length)];
        rest.CopyTo(destination.Span);
        return rest.Length;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
