using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Runtime.CompilerServices;
using Postroom.Imap;
using Postroom.Store.Codecs;
using Postroom.Store.Engine;

namespace Postroom.Store.State;

/// <summary>Reads an account's state and its mailboxes' messages out of an engine.</summary>
internal static class AccountLoading
{
    /// <summary>An engine answers at most so many keys a call.</summary>
    internal const int MaxBatchKeys = 1_000;

    /// <summary>The state as it is stored; null for a new account.</summary>
    internal static async ValueTask<AccountState?> LoadAsync(IAccountEngine engine, CancellationToken cancellationToken)
    {
        AccountCounters counters;
        using (RowSet account = await engine.ReadAsync(StoreTable.Account, new[] { default(RowKey) }, cancellationToken).ConfigureAwait(false))
        {
            if (account.Count == 0)
            {
                // A row that the storage lost must not make a new account of one that has mail.
                return engine.LastSequence == 0
                    ? null
                    : throw new InvalidDataException($"The account has {engine.LastSequence} groups and no row of its own.");
            }

            counters = AccountCodec.Read(account.Value(0).Span);
        }

        var mailboxes = new List<MailboxInfo>();
        await foreach ((RowKey key, ReadOnlyMemory<byte> value) in ScanAsync(engine, StoreTable.Mailbox, Lowest, Highest, cancellationToken).ConfigureAwait(false))
        {
            mailboxes.Add(MailboxCodec.Read(new MailboxKey(key.Major), value.Span, counters.ModSeqFloor));
        }

        var subscriptions = ImmutableSortedSet.CreateBuilder<MailboxName>();
        await foreach ((_, ReadOnlyMemory<byte> value) in ScanAsync(engine, StoreTable.Subscription, Lowest, Highest, cancellationToken).ConfigureAwait(false))
        {
            subscriptions.Add(NameCodec.ReadSubscription(value.Span));
        }

        long octets = 0, messages = 0;
        foreach (MailboxInfo mailbox in mailboxes)
        {
            octets += mailbox.Size;
            messages += mailbox.Messages;
        }

        return new AccountState
        {
            Counters = counters,
            Mailboxes = MailboxList.From(mailboxes),
            Subscriptions = subscriptions.ToImmutable(),
            UsedOctets = octets,
            UsedMessages = messages,
        };
    }

    /// <summary>The least key.</summary>
    internal static RowKey Lowest => new(long.MinValue, long.MinValue);

    /// <summary>The greatest key.</summary>
    internal static RowKey Highest => new(long.MaxValue, long.MaxValue);

    internal static async ValueTask<MailboxSnapshot> LoadMailboxAsync(IAccountEngine engine, MailboxInfo info, long modSeqFloor)
    {
        var more = new Dictionary<uint, ushort[]>();
        var chunks = new List<MessageChunk>();
        foreach ((ChunkStretch stretch, uint last) in info.Stretches())
        {
            if (last < stretch.First)
            {
                continue; // another begins with UID 1
            }

            UidSet own = UidSet.Range(new Uid(stretch.First), new Uid(last)).Except(info.GivenUp);
            foreach (NumberRange range in own.Ranges.ToArray())
            {
                await LoadStretchAsync(engine, stretch, range, Math.Max(modSeqFloor, stretch.ModSeq), chunks, more).ConfigureAwait(false);
            }
        }

        var snapshot = new MailboxSnapshot(info, ChunkList.Of(CollectionsMarshal.AsSpan(chunks)), SharedMap<uint, ushort[]>.From(more));
        return snapshot.Count == info.Messages
            ? snapshot
            : throw new InvalidDataException($"Mailbox {info.Key.Value} has {snapshot.Count} messages and its row says {info.Messages}.");
    }

    private static async ValueTask LoadStretchAsync(
        IAccountEngine engine, ChunkStretch stretch, NumberRange uids, long modSeqFloor, List<MessageChunk> chunks, IDictionary<uint, ushort[]> more)
    {
        RowKey from = stretch.KeyOf(uids.First), to = stretch.KeyOf(uids.Last);
        var columns = new List<ChunkColumns>();
        await foreach ((_, ReadOnlyMemory<byte> value) in ScanAsync(engine, StoreTable.ChunkFixed, from, to, CancellationToken.None).ConfigureAwait(false))
        {
            columns.Add(ChunkCodec.ReadFixed(value.Span, stretch.Shift));
        }

        int at = 0;
        await foreach ((RowKey row, ReadOnlyMemory<byte> value) in ScanAsync(engine, StoreTable.ChunkState, from, to, CancellationToken.None).ConfigureAwait(false))
        {
            if (at == columns.Count || stretch.KeyOf(columns[at].Uids[0]) != row)
            {
                throw new InvalidDataException($"The chunk rows under {row.Major} do not match at {row.Minor}.");
            }

            chunks.Add(ChunkCodec.ReadState(value.Span, columns[at++], modSeqFloor, more));
        }

        if (at != columns.Count)
        {
            throw new InvalidDataException($"Of {columns.Count} chunks under {stretch.Rows} only {at} have both rows.");
        }
    }

    internal static async ValueTask<Overlay> LoadOverlayAsync(IAccountEngine engine, long mailbox, int number)
    {
        var pages = new SharedMap<uint, OverlayPage>();
        RowKey from = OverlayCodec.KeyOf(mailbox, number, 0), to = OverlayCodec.KeyOf(mailbox, number, Overlay.LastPage);
        await foreach ((RowKey key, ReadOnlyMemory<byte> value) in ScanAsync(engine, StoreTable.Overlay, from, to, CancellationToken.None).ConfigureAwait(false))
        {
            pages = pages.With(OverlayCodec.PageOf(key), OverlayCodec.Read(value.Span));
        }

        return pages.Count == 0 ? Overlay.Empty : new Overlay(pages);
    }

    /// <summary>Values of those of <paramref name="keys"/> that exist, however many.</summary>
    internal static async ValueTask<Dictionary<RowKey, ReadOnlyMemory<byte>>> FindAsync(
        IAccountEngine engine, StoreTable table, IReadOnlyList<RowKey> keys, CancellationToken cancellationToken)
    {
        var found = new Dictionary<RowKey, ReadOnlyMemory<byte>>();
        foreach (RowKey[] some in keys.Chunk(MaxBatchKeys))
        {
            using RowSet rows = await engine.ReadAsync(table, some, cancellationToken).ConfigureAwait(false);
            for (int i = 0; i < rows.Count; i++)
            {
                found[rows.Key(i)] = rows.Value(i).ToArray();
            }
        }

        return found;
    }

    /// <summary>All rows of a range, however many; a value is valid until the next one is asked for.</summary>
    internal static async IAsyncEnumerable<(RowKey Key, ReadOnlyMemory<byte> Value)> ScanAsync(
        IAccountEngine engine, StoreTable table, RowKey from, RowKey to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (bool more = true; more;)
        {
            using RowSet rows = await engine.ScanAsync(table, from, to, cancellationToken).ConfigureAwait(false);
            for (int i = 0; i < rows.Count; i++)
            {
                yield return (rows.Key(i), rows.Value(i));
            }

            more = rows.HasMore && rows.Count > 0;
            if (more)
            {
                RowKey last = rows.Key(rows.Count - 1);
                from = last.Minor < long.MaxValue ? last with { Minor = last.Minor + 1 } : new RowKey(last.Major + 1, long.MinValue);
            }
        }
    }
}
