using Postroom.Store.Engine;

namespace Postroom.Store;

/// <summary>A message whose bytes have come in and were parsed, on its way to one or more mailboxes: named by an AddMessage change.</summary>
/// <remarks>Nothing of it is visible or durable before a commit. Dispose it when every commit that names it was answered.</remarks>
public sealed class StagedMessage : IAsyncDisposable
{
    internal StagedMessage(
        IBlobStage bytes, ReadOnlyMemory<byte> derivedRow, ReadOnlyMemory<byte> headerRow, IReadOnlyList<ulong> threadKeys, ReadOnlyMemory<byte> originalRow = default) =>
        (Bytes, DerivedRow, HeaderRow, ThreadKeys, OriginalRow) = (bytes, derivedRow, headerRow, threadKeys, originalRow);

    /// <summary>The bytes as they were sent.</summary>
    public IBlobStage Bytes { get; }

    /// <summary>RFC822.SIZE, in octets.</summary>
    public long Length => Bytes.Length;

    /// <summary>What its header is written in; the headers of its parts do not count.</summary>
    public HeaderOctets Header { get; init; }

    /// <summary>The row for <see cref="StoreTable.Derived"/>.</summary>
    internal ReadOnlyMemory<byte> DerivedRow { get; }

    /// <summary>The row for <see cref="StoreTable.Header"/>.</summary>
    internal ReadOnlyMemory<byte> HeaderRow { get; }

    /// <summary>Hashes of its own Message-ID and then of those it refers to, nearest last: what threads are found by.</summary>
    internal IReadOnlyList<ulong> ThreadKeys { get; }

    /// <summary>The row for <see cref="StoreTable.Original"/>; empty for a message that is stored as it came.</summary>
    internal ReadOnlyMemory<byte> OriginalRow { get; }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Bytes.DisposeAsync();
}
