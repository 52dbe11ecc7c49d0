using System.Buffers;

namespace Postroom.Store.Engine;

/// <summary>One account's rows and message bytes, opened by one owner. Rows are what <see cref="StoreTable"/> names; the engine gives them no meaning.</summary>
/// <remarks>Reads may run side by side with each other and with a commit, and see whole commits only. Commits come one at a time.</remarks>
public interface IAccountEngine : IAsyncDisposable
{
    /// <summary>The sequence of the last group that is in; 0 for a new account.</summary>
    long LastSequence { get; }

    /// <summary>
    /// True when the machine may have stopped since the account was last closed in good order, so that groups of
    /// <see cref="Durability.Written"/> may be lost: Store then starts above its reserved ceilings (INVARIANTS 1).
    /// </summary>
    bool MayHaveLostWrites { get; }

    /// <summary>Makes <paramref name="group"/> durable, whole, before it completes; visible to every read that starts afterwards.</summary>
    /// <remarks>Not cancellable: past this point the answer is the truth.</remarks>
    /// <exception cref="StoreUnavailableException">Nothing of it will ever be seen (disk full, or a failed sync after which the engine closed itself for writing).</exception>
    ValueTask CommitAsync(CommitGroup group);

    /// <summary>The rows among <paramref name="keys"/> that exist, in the order of <paramref name="keys"/>. At most 1,000 keys a call.</summary>
    ValueTask<RowSet> ReadAsync(StoreTable table, ReadOnlyMemory<RowKey> keys, CancellationToken cancellationToken);

    /// <summary>Rows with <paramref name="from"/> ≤ key ≤ <paramref name="to"/> in order, at most 1,000 rows or about 1 MiB: then <see cref="RowSet.HasMore"/>.</summary>
    ValueTask<RowSet> ScanAsync(StoreTable table, RowKey from, RowKey to, CancellationToken cancellationToken);

    /// <summary>Octets of the message under <paramref name="email"/>; -1 when it has no bytes here.</summary>
    ValueTask<long> BlobLengthAsync(EmailKey email, CancellationToken cancellationToken);

    /// <summary>Copies up to <paramref name="length"/> octets from <paramref name="offset"/> on to <paramref name="destination"/>; returns how many there were.</summary>
    /// <exception cref="DamagedMessageException">A checksum failed: these bytes are not what was stored (only this message is affected).</exception>
    ValueTask<int> ReadBlobAsync(EmailKey email, long offset, int length, IBufferWriter<byte> destination, CancellationToken cancellationToken);

    /// <summary>Many such reads in one visit, in the order of <paramref name="pieces"/>; a damaged message costs only its own pieces.</summary>
    /// <remarks>At most 1,000 pieces; the caller bounds their octets (1 MiB or so): they stand in memory together.</remarks>
    ValueTask<BlobSet> ReadBlobsAsync(ReadOnlyMemory<BlobPiece> pieces, CancellationToken cancellationToken);

    /// <summary>The file that holds the message as it is sent, where there is one; null where only <see cref="ReadBlobAsync"/> will do.</summary>
    /// <remarks><paramref name="length"/> octets from <paramref name="offset"/> on are proven to be what was stored; of the rest nothing is said.</remarks>
    /// <exception cref="DamagedMessageException">A checksum failed in that range.</exception>
    ValueTask<BlobFile?> OpenBlobFileAsync(EmailKey email, long offset, long length, CancellationToken cancellationToken);

    /// <summary>Puts everything committed so far on disk, <see cref="Durability.Written"/> groups included.</summary>
    ValueTask SyncAsync();

    /// <summary>Reclaims space of removed blobs in bounded steps; readers and commits go on meanwhile. Returns octets given back.</summary>
    /// <param name="everything">False: where enough comes back. True: no file holds a removed message any more, whatever has to be copied for it.</param>
    /// <param name="cancellationToken">Ends it between two steps.</param>
    ValueTask<long> CompactAsync(bool everything, CancellationToken cancellationToken);

    /// <summary>Reads everything, checks every checksum and that every row of <see cref="StoreTable.Email"/> has its bytes; one line a finding, empty when sound.</summary>
    IAsyncEnumerable<string> CheckAsync(bool repair, CancellationToken cancellationToken);
}
