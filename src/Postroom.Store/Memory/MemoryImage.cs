using System.Collections.Immutable;
using Postroom.Store.Engine;

namespace Postroom.Store.Memory;

/// <summary>All of an account at one moment. Immutable: a read keeps the image it began with.</summary>
internal sealed record MemoryImage(
    long Sequence, ImmutableDictionary<StoreTable, ImmutableSortedDictionary<RowKey, ReadOnlyMemory<byte>>> Tables, ImmutableDictionary<long, byte[]> Blobs)
{
    internal static MemoryImage Empty { get; } = new(
        0, ImmutableDictionary<StoreTable, ImmutableSortedDictionary<RowKey, ReadOnlyMemory<byte>>>.Empty, ImmutableDictionary<long, byte[]>.Empty);

    internal ImmutableSortedDictionary<RowKey, ReadOnlyMemory<byte>> Table(StoreTable table) =>
        Tables.GetValueOrDefault(table) ?? ImmutableSortedDictionary<RowKey, ReadOnlyMemory<byte>>.Empty;

    internal MemoryImage With(CommitGroup group)
    {
        var tables = Tables.ToBuilder();
        foreach (IGrouping<StoreTable, RowWrite> rows in group.Rows.GroupBy(static row => row.Table))
        {
            var table = Table(rows.Key).ToBuilder();
            foreach (RowWrite row in rows)
            {
                if (row.Value is { } value)
                {
                    table[row.Key] = value.ToArray();
                }
                else
                {
                    table.Remove(row.Key);
                }
            }

            tables[rows.Key] = table.ToImmutable();
        }

        var blobs = Blobs.ToBuilder();
        foreach (BlobWrite blob in group.Blobs)
        {
            blobs.Add(blob.Email.Value, ((MemoryBlobStage)blob.Bytes).ToArray());
        }

        blobs.RemoveRange(group.RemovedBlobs.Select(static email => email.Value));
        return new(group.Sequence, tables.ToImmutable(), blobs.ToImmutable());
    }
}
