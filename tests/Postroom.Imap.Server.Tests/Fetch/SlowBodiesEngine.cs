using System.Buffers;
using Postroom.Store;
using Postroom.Store.Engine;

namespace Postroom.Imap.Server.Tests.Fetch;

/// <summary>An engine whose bodies take some milliseconds to read, as from a disk that is far away.</summary>
internal sealed class SlowBodiesEngine(IStoreEngine inner) : IStoreEngine
{
    private readonly Lock _gate = new();
    private int _reading;

    /// <summary>The most reads of bodies that were under way together.</summary>
    public int MostAtOnce { get; private set; }

    /// <summary>Reads of bodies.</summary>
    public int Reads { get; private set; }

    /// <summary>The reads of bodies from this one on wait for <see cref="Gate"/>.</summary>
    public int GateFrom { get; init; } = int.MaxValue;

    public TaskCompletionSource Gate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Reads of bodies that have not ended.</summary>
    public int Reading => Volatile.Read(ref _reading);

    public IAccountDirectory Accounts => inner.Accounts;

    public async ValueTask<IAccountEngine> OpenAsync(AccountId account, CancellationToken cancellationToken) => new Account(this, await inner.OpenAsync(account, cancellationToken));

    public ValueTask<IBlobStage> StageAsync(long? expectedOctets, CancellationToken cancellationToken) => inner.StageAsync(expectedOctets, cancellationToken);

    public ValueTask DeleteAsync(AccountId account, CancellationToken cancellationToken) => inner.DeleteAsync(account, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private async Task SlowlyAsync()
    {
        int number;
        lock (_gate)
        {
            number = ++Reads;
            MostAtOnce = Math.Max(MostAtOnce, ++_reading);
        }

        try
        {
            await (number >= GateFrom ? Gate.Task : Task.Delay(5));
        }
        finally
        {
            lock (_gate)
            {
                _reading--;
            }
        }
    }

    private sealed class Account(SlowBodiesEngine engine, IAccountEngine inner) : IAccountEngine
    {
        public long LastSequence => inner.LastSequence;

        public bool MayHaveLostWrites => inner.MayHaveLostWrites;

        public ValueTask CommitAsync(CommitGroup group) => inner.CommitAsync(group);

        public ValueTask<RowSet> ReadAsync(StoreTable table, ReadOnlyMemory<RowKey> keys, CancellationToken cancellationToken) => inner.ReadAsync(table, keys, cancellationToken);

        public ValueTask<RowSet> ScanAsync(StoreTable table, RowKey from, RowKey to, CancellationToken cancellationToken) => inner.ScanAsync(table, from, to, cancellationToken);

        public ValueTask<long> BlobLengthAsync(EmailKey email, CancellationToken cancellationToken) => inner.BlobLengthAsync(email, cancellationToken);

        public ValueTask<int> ReadBlobAsync(EmailKey email, long offset, int length, IBufferWriter<byte> destination, CancellationToken cancellationToken) =>
            inner.ReadBlobAsync(email, offset, length, destination, cancellationToken);

        public async ValueTask<BlobSet> ReadBlobsAsync(ReadOnlyMemory<BlobPiece> pieces, CancellationToken cancellationToken)
        {
            await engine.SlowlyAsync();
            return await inner.ReadBlobsAsync(pieces, cancellationToken);
        }

        public ValueTask<BlobFile?> OpenBlobFileAsync(EmailKey email, long offset, long length, CancellationToken cancellationToken) =>
            inner.OpenBlobFileAsync(email, offset, length, cancellationToken);

        public ValueTask SyncAsync() => inner.SyncAsync();

        public ValueTask<long> CompactAsync(bool everything, CancellationToken cancellationToken) => inner.CompactAsync(everything, cancellationToken);

        public IAsyncEnumerable<string> CheckAsync(bool repair, CancellationToken cancellationToken) => inner.CheckAsync(repair, cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
