namespace Postroom.Store.Engine;

/// <summary>What one write of an account makes durable at once: everything or nothing.</summary>
public sealed class CommitGroup
{
    /// <summary>One more than the group before: an engine refuses any other (a second writer, a lost fence).</summary>
    public required long Sequence { get; init; }

    /// <summary>What must be reached before <see cref="IAccountEngine.CommitAsync"/> completes: the strictest of what is in it.</summary>
    public required Durability Durability { get; init; }

    /// <summary>Rows, in the order they are to be applied. A table and key stands at most once.</summary>
    public required IReadOnlyList<RowWrite> Rows { get; init; }

    /// <summary>Message bytes that come with it.</summary>
    public IReadOnlyList<BlobWrite> Blobs { get; init; } = [];

    /// <summary>Emails whose bytes nobody needs any more; their space is reclaimed later.</summary>
    public IReadOnlyList<EmailKey> RemovedBlobs { get; init; } = [];
}
