using System.Buffers;
using Postroom.Imap;
using Postroom.Store.Codecs;
using Postroom.Store.Engine;
using Postroom.Store.State;
using Postroom.Store.Writing;

namespace Postroom.Store;

/// <summary>A mailbox that somebody has open: reads only; changes are commits. Safe for several threads.</summary>
public sealed class Mailbox : IAsyncDisposable
{
    private readonly AccountCore _account;
    private readonly LoadedMailbox _loaded;
    private long _expungesTold;
    private int _isDisposed;

    internal Mailbox(AccountCore account, LoadedMailbox loaded)
    {
        (_account, _loaded) = (account, loaded);
        _expungesTold = Info.HighestModSeq;
        account.Opened(this);
    }

    /// <summary>Its row now; not selectable once it was deleted.</summary>
    public MailboxInfo Info => Snapshot.Info;

    /// <summary>Its messages now; without a lock, and always a whole commit.</summary>
    public MailboxSnapshot Snapshot => _loaded.Snapshot;

    /// <summary>Derived rows (ENVELOPE, BODYSTRUCTURE, part offsets), in the order of <paramref name="emails"/>; emails that are gone are left out. At most 1,000 a call.</summary>
    public ValueTask<RowSet> ReadDerivedAsync(ReadOnlyMemory<EmailKey> emails, CancellationToken cancellationToken) =>
        ReadAsync(StoreTable.Derived, emails, cancellationToken);

    /// <summary>Header blocks, likewise.</summary>
    public ValueTask<RowSet> ReadHeadersAsync(ReadOnlyMemory<EmailKey> emails, CancellationToken cancellationToken) =>
        ReadAsync(StoreTable.Header, emails, cancellationToken);

    /// <summary>Rows that <see cref="EmailIdentity.Read"/> reads, likewise.</summary>
    public ValueTask<RowSet> ReadEmailsAsync(ReadOnlyMemory<EmailKey> emails, CancellationToken cancellationToken) =>
        ReadAsync(StoreTable.Email, emails, cancellationToken);

    /// <summary>Rows of any table that is keyed by email, likewise.</summary>
    public async ValueTask<RowSet> ReadAsync(StoreTable table, ReadOnlyMemory<EmailKey> emails, CancellationToken cancellationToken)
    {
        RowKey[] keys = ArrayStock.Rent<RowKey>(emails.Length);
        try
        {
            for (int i = 0; i < emails.Length; i++)
            {
                keys[i] = new RowKey(emails.Span[i].Value);
            }

            using EngineUse use = await _account.Engine.UseAsync(cancellationToken).ConfigureAwait(false);
            return await use.Engine.ReadAsync(table, keys.AsMemory(0, emails.Length), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            ArrayStock.Return(keys);
        }
    }

    /// <summary>Copies up to <paramref name="length"/> octets of a message from <paramref name="offset"/> on; returns how many there were.</summary>
    /// <exception cref="DamagedMessageException">They are not what was stored.</exception>
    public async ValueTask<int> ReadBlobAsync(EmailKey email, long offset, int length, IBufferWriter<byte> destination, CancellationToken cancellationToken)
    {
        using EngineUse use = await _account.Engine.UseAsync(cancellationToken).ConfigureAwait(false);
        return await use.Engine.ReadBlobAsync(email, offset, length, destination, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Many such reads at once, in the order of <paramref name="pieces"/>: at most 1,000, of some 1 MiB together. A damaged message costs only its own pieces.</summary>
    public async ValueTask<BlobSet> ReadBlobsAsync(ReadOnlyMemory<BlobPiece> pieces, CancellationToken cancellationToken)
    {
        using EngineUse use = await _account.Engine.UseAsync(cancellationToken).ConfigureAwait(false);
        return await use.Engine.ReadBlobsAsync(pieces, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The file that holds a message as it is sent, where there is one; dispose its lease. The octets asked for are proven to be what was stored.</summary>
    /// <exception cref="DamagedMessageException">They are not.</exception>
    public async ValueTask<BlobFile?> OpenBlobFileAsync(EmailKey email, long offset, long length, CancellationToken cancellationToken)
    {
        EngineUse use = await _account.Engine.UseAsync(cancellationToken).ConfigureAwait(false);
        BlobFile? file = null;
        try
        {
            file = await use.Engine.OpenBlobFileAsync(email, offset, length, cancellationToken).ConfigureAwait(false);
            return file is { } open ? open with { Lease = new BlobLease(open.Lease, use) } : null;
        }
        finally
        {
            if (file is null)
            {
                use.Dispose();
            }
        }
    }

    /// <summary>Messages among <paramref name="uids"/> that were expunged and are still kept: what a view goes on showing (INVARIANTS 9).</summary>
    /// <param name="uids">Which.</param>
    /// <param name="since">Only of commits above this MODSEQ: what the view was compared with.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>By ascending UID.</returns>
    public async ValueTask<IReadOnlyList<ExpungedMessage>> ReadExpungedAsync(UidSet uids, ModSeq since, CancellationToken cancellationToken)
    {
        if (_loaded.Principal is not null && !Info.IsSelectable)
        {
            return []; // gone, or their rights are: to others than the owner nothing goes on being shown
        }

        var found = new List<ExpungedMessage>();
        using EngineUse use = await _account.Engine.UseAsync(cancellationToken).ConfigureAwait(false);
        await foreach (ExpungedRow row in ExpungesAsync((long)since.Value, cancellationToken).ConfigureAwait(false))
        {
            found.AddRange(await ExpungedReading.ReadAsync(
                row, uids, (table, keys) => AccountLoading.FindAsync(use.Engine, table, keys, cancellationToken)).ConfigureAwait(false));
        }

        if (_loaded.Principal is not null)
        {
            // What the owner had for themselves is not shown, and the principal's own went with the message.
            found = found.ConvertAll(message => message with { SystemFlags = message.SystemFlags & ~Info.PrivateFlags });
        }

        found.Sort(static (a, b) => a.Uid.CompareTo(b.Uid));
        return found;
    }

    /// <summary>All of them, however long ago.</summary>
    public ValueTask<IReadOnlyList<ExpungedMessage>> ReadExpungedAsync(UidSet uids, CancellationToken cancellationToken) =>
        ReadExpungedAsync(uids, ModSeq.Zero, cancellationToken);

    /// <summary>Says that who has this open shows nothing any more of what was expunged up to <paramref name="modSeq"/>. What went later is kept as long as this is open, however much is (INVARIANTS 9).</summary>
    public void TellExpunges(ModSeq modSeq) => Volatile.Write(ref _expungesTold, Math.Max(ExpungesTold, (long)modSeq.Value));

    internal long ExpungesTold => Volatile.Read(ref _expungesTold);

    /// <summary>UIDs among <paramref name="uids"/> that a client which knew everything up to <paramref name="modSeq"/> must forget (VANISHED (EARLIER), RFC 7162 §3.2.5.2).</summary>
    /// <remarks>Where history does not go back so far, all that do not exist: that may name UIDs that the client never knew (RFC 7162 §3.2.6).</remarks>
    public async ValueTask<UidSet> VanishedSinceAsync(ModSeq modSeq, UidSet uids, CancellationToken cancellationToken)
    {
        MailboxSnapshot now = Snapshot;
        if (now.Info.UidNext == 1)
        {
            return UidSet.Empty;
        }

        UidSet given = uids.Intersect(UidSet.Range(new Uid(1), new Uid((uint)(now.Info.UidNext - 1))));
        if ((long)modSeq.Value < now.Info.HistoryFloor)
        {
            return given.Except(now.Existing(given));
        }

        var vanished = new UidSetBuilder();
        await foreach (ExpungedRow row in ExpungesAsync((long)modSeq.Value, cancellationToken).ConfigureAwait(false))
        {
            foreach (NumberRange range in row.Uids.Ranges)
            {
                vanished.Add(new Uid(range.First), new Uid(range.Last));
            }
        }

        return vanished.ToUidSet().Intersect(given);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            _account.Closed(this);
            _account.Release(_loaded);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>How many chunk rows are gone of those that <paramref name="kept"/> says are there.</summary>
    internal async ValueTask<int> CountMissingAsync(KeptChunks kept, CancellationToken cancellationToken)
    {
        using EngineUse use = await _account.Engine.UseAsync(cancellationToken).ConfigureAwait(false);
        int missing = 0;
        foreach (RowKey[] keys in kept.Runs.SelectMany(static run => run.Keys).Chunk(64))
        {
            foreach (StoreTable table in new[] { StoreTable.ChunkFixed, StoreTable.ChunkState })
            {
                using RowSet rows = await use.Engine.ReadAsync(table, keys, cancellationToken).ConfigureAwait(false);
                missing += keys.Length - rows.Count;
            }
        }

        return missing;
    }

    /// <summary>What commits above <paramref name="since"/> took out, oldest first.</summary>
    internal async IAsyncEnumerable<ExpungedRow> ExpungesAsync(
        long since, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (since == long.MaxValue)
        {
            yield break;
        }

        long key = Info.Key.Value;
        using EngineUse use = await _account.Engine.UseAsync(cancellationToken).ConfigureAwait(false);
        await foreach ((RowKey row, ReadOnlyMemory<byte> value) in AccountLoading
            .ScanAsync(use.Engine, StoreTable.Expunged, new RowKey(key, since + 1), new RowKey(key, long.MaxValue), cancellationToken).ConfigureAwait(false))
        {
            yield return ExpungedCodec.Read(row.Minor, value.Span);
        }
    }

    // The account's storage stays open as long as the file is being sent.
    private sealed class BlobLease(IDisposable file, EngineUse use) : IDisposable
    {
        private int _isDisposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
            {
                file.Dispose();
                use.Dispose();
            }
        }
    }
}
