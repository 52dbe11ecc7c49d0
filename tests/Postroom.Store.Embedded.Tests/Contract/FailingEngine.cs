using System.Buffers;
using Postroom.Store.Engine;

namespace Postroom.Store.Embedded.Tests.Contract;

/// <summary>An engine whose commits fail on demand, and whose accounts may say that writes were lost: what the contract needs and no disk does when asked.</summary>
internal sealed class FailingEngine(IStoreEngine inner, bool mayHaveLostWrites) : IStoreEngine
{
    private int _failures;

    public IAccountDirectory Accounts => inner.Accounts;

    internal void Fail(int count) => Volatile.Write(ref _failures, count);

    public async ValueTask<IAccountEngine> OpenAsync(AccountId account, CancellationToken cancellationToken) =>
        new FailingAccount(this, await inner.OpenAsync(account, cancellationToken), mayHaveLostWrites);

    public ValueTask<IBlobStage> StageAsync(long? expectedOctets, CancellationToken cancellationToken) => inner.StageAsync(expectedOctets, cancellationToken);

    public ValueTask DeleteAsync(AccountId account, CancellationToken cancellationToken) => inner.DeleteAsync(account, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private void ThrowIfFailing()
    {
        if (Volatile.Read(ref _failures) > 0 && Interlocked.Decrement(ref _failures) >= 0)
        {
            throw new StoreUnavailableException("The disk failed.");
        }
    }

    private sealed class FailingAccount(FailingEngine store, IAccountEngine inner, bool mayHaveLostWrites) : IAccountEngine
    {
        public long LastSequence => inner.LastSequence;

        public bool MayHaveLostWrites => mayHaveLostWrites || inner.MayHaveLostWrites;

        public ValueTask CommitAsync(CommitGroup group)
        {
            store.ThrowIfFailing();
            return inner.CommitAsync(group);
        }

        public ValueTask<RowSet> ReadAsync(StoreTable table, ReadOnlyMemory<RowKey> keys, CancellationToken cancellationToken) => inner.ReadAsync(table, keys, cancellationToken);

        public ValueTask<RowSet> ScanAsync(StoreTable table, RowKey from, RowKey to, CancellationToken cancellationToken) => inner.ScanAsync(table, from, to, cancellationToken);

        public ValueTask<long> BlobLengthAsync(EmailKey email, CancellationToken cancellationToken) => inner.BlobLengthAsync(email, cancellationToken);

        public ValueTask<int> ReadBlobAsync(EmailKey email, long offset, int length, IBufferWriter<byte> destination, CancellationToken cancellationToken) =>
            inner.ReadBlobAsync(email, offset, length, destination, cancellationToken);

        public ValueTask<BlobSet> ReadBlobsAsync(ReadOnlyMemory<BlobPiece> pieces, CancellationToken cancellationToken) => inner.ReadBlobsAsync(pieces, cancellationToken);

        public ValueTask<BlobFile?> OpenBlobFileAsync(EmailKey email, long offset, long length, CancellationToken cancellationToken) =>
            inner.OpenBlobFileAsync(email, offset, length, cancellationToken);

        public ValueTask SyncAsync() => inner.SyncAsync();

        public ValueTask<long> CompactAsync(bool everything, CancellationToken cancellationToken) => inner.CompactAsync(everything, cancellationToken);

        public IAsyncEnumerable<string> CheckAsync(bool repair, CancellationToken cancellationToken) => inner.CheckAsync(repair, cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
