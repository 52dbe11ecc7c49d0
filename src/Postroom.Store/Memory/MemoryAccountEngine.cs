using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Postroom.Store.Engine;

namespace Postroom.Store.Memory;

/// <summary>One opening of an account in memory.</summary>
internal sealed class MemoryAccountEngine(MemoryAccount account, MemoryStoreEngine store, bool mayHaveLostWrites) : IAccountEngine
{
    private const int MaxRows = 1_000;
    private const int MaxOctets = 1 << 20;

    public long LastSequence => account.Image.Sequence;

    public bool MayHaveLostWrites => mayHaveLostWrites;

    public async ValueTask CommitAsync(CommitGroup group)
    {
        await store.Pace.StepAsync().ConfigureAwait(false);
        if (store.Faults.TakeFailure())
        {
            throw new StoreUnavailableException("The disk failed.");
        }

        if (store.Faults.IsFull && group.Blobs.Count > 0)
        {
            throw new StoreUnavailableException("No space is left.") { IsFull = true };
        }

        account.Commit(this, group);
        await store.Pace.StepAsync().ConfigureAwait(false);
    }

    public async ValueTask<RowSet> ReadAsync(StoreTable table, ReadOnlyMemory<RowKey> keys, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(keys.Length, MaxRows);
        MemoryImage image = await ImageAsync(cancellationToken).ConfigureAwait(false);
        ImmutableSortedDictionary<RowKey, ReadOnlyMemory<byte>> values = image.Table(table);
        var rows = new RowSet();
        foreach (RowKey key in keys.Span)
        {
            if (values.TryGetValue(key, out ReadOnlyMemory<byte> value))
            {
                rows.Add(key, value.Span);
            }
        }

        return rows;
    }

    public async ValueTask<RowSet> ScanAsync(StoreTable table, RowKey from, RowKey to, CancellationToken cancellationToken)
    {
        MemoryImage image = await ImageAsync(cancellationToken).ConfigureAwait(false);
        var rows = new RowSet();
        foreach ((RowKey key, ReadOnlyMemory<byte> value) in image.Table(table))
        {
            if (key < from)
            {
                continue;
            }

            if (key > to)
            {
                break;
            }

            if (rows.Count == MaxRows || (rows.Count > 0 && rows.ValueOctets + value.Length > MaxOctets))
            {
                rows.HasMore = true;
                break;
            }

            rows.Add(key, value.Span);
        }

        return rows;
    }

    public async ValueTask<long> BlobLengthAsync(EmailKey email, CancellationToken cancellationToken)
    {
        MemoryImage image = await ImageAsync(cancellationToken).ConfigureAwait(false);
        return image.Blobs.GetValueOrDefault(email.Value)?.Length ?? -1;
    }

    public async ValueTask<int> ReadBlobAsync(EmailKey email, long offset, int length, IBufferWriter<byte> destination, CancellationToken cancellationToken)
    {
        MemoryImage image = await ImageAsync(cancellationToken).ConfigureAwait(false);
        if (!image.Blobs.TryGetValue(email.Value, out byte[]? bytes))
        {
            throw new DamagedMessageException($"Email {email.Value} has no bytes.");
        }

        int start = (int)Math.Min(offset, bytes.Length);
        ReadOnlySpan<byte> range = bytes.AsSpan(start, Math.Min(length, bytes.Length - start));
        destination.Write(range);
        return range.Length;
    }

    public async ValueTask<BlobSet> ReadBlobsAsync(ReadOnlyMemory<BlobPiece> pieces, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(pieces.Length, MaxRows);
        MemoryImage image = await ImageAsync(cancellationToken).ConfigureAwait(false);
        var set = new BlobSet(pieces.Length, 0);
        foreach (BlobPiece piece in pieces.Span)
        {
            if (!image.Blobs.TryGetValue(piece.Email.Value, out byte[]? bytes))
            {
                set.EndPiece(new DamagedMessageException($"Email {piece.Email.Value} has no bytes."));
                continue;
            }

            int start = (int)Math.Min(piece.Offset, bytes.Length);
            set.Append(bytes.AsSpan(start, Math.Min(piece.Length, bytes.Length - start)));
            set.EndPiece();
        }

        return set;
    }

    public async ValueTask<BlobFile?> OpenBlobFileAsync(EmailKey email, long offset, long length, CancellationToken cancellationToken)
    {
        await store.Pace.StepAsync().ConfigureAwait(false);
        return null;
    }

    public async ValueTask SyncAsync()
    {
        await store.Pace.StepAsync().ConfigureAwait(false);
        account.CheckOpen(this);
        account.Sync();
    }

    public async ValueTask<long> CompactAsync(bool everything, CancellationToken cancellationToken)
    {
        await store.Pace.StepAsync().ConfigureAwait(false);
        return 0;
    }

    public async IAsyncEnumerable<string> CheckAsync(bool repair, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        MemoryImage image = await ImageAsync(cancellationToken).ConfigureAwait(false);
        foreach (RowKey key in image.Table(StoreTable.Email).Keys)
        {
            if (!image.Blobs.ContainsKey(key.Major))
            {
                yield return $"Email {key.Major} has no bytes.";
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await store.Pace.StepAsync().ConfigureAwait(false);
        account.Close(this);
    }

    private async ValueTask<MemoryImage> ImageAsync(CancellationToken cancellationToken)
    {
        store.Faults.OnRead?.Invoke();
        cancellationToken.ThrowIfCancellationRequested();
        await store.Pace.StepAsync().ConfigureAwait(false);
        account.CheckOpen(this);
        return account.Image;
    }
}
