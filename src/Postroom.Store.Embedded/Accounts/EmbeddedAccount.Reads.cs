using System.Buffers;
using Postroom.Store.Embedded.Files;
using Postroom.Store.Embedded.Packs;
using Postroom.Store.Embedded.Sqlite;
using Postroom.Store.Engine;

namespace Postroom.Store.Embedded.Accounts;

/// <content>Reads: each is one visit to a reader lane and one short transaction.</content>
internal sealed partial class EmbeddedAccount
{
    private const int MostKeys = 1_000;

    private int _badRowWasReported;

    public ValueTask<RowSet> ReadAsync(StoreTable table, ReadOnlyMemory<RowKey> keys, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(keys.Length, MostKeys, nameof(keys));
        return keys.IsEmpty
            ? new ValueTask<RowSet>(new RowSet())
            : OnReaderAsync(reader => Fill(keys.Length, rows => reader.Read(table, keys.Span, rows)), cancellationToken);
    }

    public ValueTask<RowSet> ScanAsync(StoreTable table, RowKey from, RowKey to, CancellationToken cancellationToken) =>
        OnReaderAsync(reader => Fill(0, rows => reader.Scan(table, from, to, rows)), cancellationToken);

    public ValueTask<long> BlobLengthAsync(EmailKey email, CancellationToken cancellationToken) =>
        OnReaderAsync(reader => reader.Place(email)?.Length ?? -1, cancellationToken);

    public ValueTask<int> ReadBlobAsync(
        EmailKey email, long offset, int length, IBufferWriter<byte> destination, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        return OnReaderAsync(
            reader =>
            {
                using PackLease? lease = Lease(reader, email, out BlobPlace place);
                long to = Math.Min(place.Length, offset + length);
                if (lease is null || to <= offset)
                {
                    return 0;
                }

                ReadBytes(lease, place, email, offset, to, destination.Write);
                return (int)(to - offset);
            },
            cancellationToken);
    }

    public ValueTask<BlobSet> ReadBlobsAsync(ReadOnlyMemory<BlobPiece> pieces, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(pieces.Length, MostKeys, nameof(pieces));
        return OnReaderAsync(reader => ReadPieces(reader, pieces), cancellationToken);
    }

    public ValueTask<BlobFile?> OpenBlobFileAsync(EmailKey email, long offset, long length, CancellationToken cancellationToken) => OnReaderAsync<BlobFile?>(
        reader =>
        {
            PackLease? lease = Lease(reader, email, out BlobPlace place);
            if (lease?.Reader.File.Handle is not { } handle)
            {
                lease?.Dispose();
                return null;
            }

            try
            {
                // The kernel will send what is there: that it is what was stored is proven first, from the pages it then sends.
                ReadBytes(lease, place, email, offset, Math.Min(place.Length, offset + Math.Min(length, place.Length)), static _ => { });
                return new BlobFile(handle, place.Offset + RecordHeader.Octets, place.Length, new OnceDisposed(lease));
            }
            catch
            {
                lease.Dispose();
                throw;
            }
        },
        cancellationToken);

    private static RowSet Fill(int expected, Action<RowSet> read)
    {
        var rows = new RowSet(expected);
        try
        {
            read(rows);
            return rows;
        }
        catch
        {
            rows.Dispose();
            throw;
        }
    }

    private void ReadBytes(PackLease lease, BlobPlace place, EmailKey email, long from, long to, PackReader.SpanAction take)
    {
        try
        {
            lease.Reader.ReadBlob(place, email, from, to, take);
        }
        catch (IOException e)
        {
            throw new DamagedMessageException($"The message {email.Value} of account {_id} cannot be read from the disk: {e.Message}", e);
        }
    }

    /// <summary>The open pack with the message; null when it has no bytes here.</summary>
    private PackLease? Lease(AccountReader reader, EmailKey email, out BlobPlace place)
    {
        for (int attempt = 0; ; attempt++)
        {
            if (reader.Place(email) is not { } found)
            {
                place = default;
                return null;
            }

            place = found;
            try
            {
                return _packs.Lease(found.Pack);
            }
            catch (FileNotFoundException e)
            {
                // Compaction may have moved it and removed the pack between the two steps: then it has a new place by now.
                if (attempt == 3)
                {
                    throw new DamagedMessageException($"The message {email.Value} of account {_id} has lost its pack {found.Pack}.", e);
                }
            }
            catch (InvalidDataException e)
            {
                throw new DamagedMessageException($"The message {email.Value} of account {_id} cannot be read: {e.Message}", e);
            }
        }
    }

    private ValueTask<T> OnReaderAsync<T>(Func<AccountReader, T> read, CancellationToken cancellationToken) =>
        _store.Readers.RunShortAsync(() => WithReader(read), cancellationToken);

    private T WithReader<T>(Func<AccountReader, T> read)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _closed), this);
        AccountReader? reader = null;
        try
        {
            reader = _readers.Take() ?? new AccountReader(_paths.Database, _store.Files.SqliteVfs, _database.IsProven, ReportBadRow, _recent);
            T result = read(reader);
            _readers.Return(reader);
            reader = null;
            return result;
        }
        catch (SqliteException e)
        {
            throw new StoreUnavailableException($"mail.db of account {_id} cannot be read: {e.Message}", e) { IsFull = e.IsFull };
        }
        catch (IOException e) when (TooManyFilesException.Is(e))
        {
            throw new StoreUnavailableException($"Account {_id} cannot be read now: {e.Message}", e);
        }
        finally
        {
            reader?.Dispose(); // after a failure its state is not known
        }
    }

    // Once: `check` names all of them.
    private void ReportBadRow(BadRow row)
    {
        if (Interlocked.Exchange(ref _badRowWasReported, 1) == 0)
        {
            _store.Report(_id, $"Account {_id}: {row.Finding} See 'postroom check'.");
        }
    }

    /// <summary>A lease that may be disposed twice.</summary>
    private sealed class OnceDisposed(IDisposable inner) : IDisposable
    {
        private IDisposable? _inner = inner;

        public void Dispose() => Interlocked.Exchange(ref _inner, null)?.Dispose();
    }
}
