using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>A stretch of a view's UIDs: the store's own columns where the two agree, an array of its own where they do not.</summary>
internal readonly struct ViewChunk
{
    private readonly ChunkColumns? _columns;
    private readonly uint[]? _uids;

    internal ViewChunk(ChunkColumns columns) => _columns = columns;

    internal ViewChunk(uint[] uids) => _uids = uids;

    internal ReadOnlySpan<uint> Uids => _columns is null ? _uids : _columns.Uids;

    internal int Count => _columns?.Count ?? _uids!.Length;

    internal bool IsOwn => _columns is null;

    /// <summary>True when these are the store's own columns, and <paramref name="other"/> is the same: nothing to compare.</summary>
    internal bool Is(ViewChunk other) => _columns is not null && ReferenceEquals(_columns, other._columns);
}
