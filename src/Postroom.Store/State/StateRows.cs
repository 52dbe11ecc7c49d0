using System.Collections.Immutable;
using Postroom.Imap;
using Postroom.Store.Codecs;
using Postroom.Store.Engine;

namespace Postroom.Store.State;

/// <summary>The rows that turn what is stored of one <see cref="AccountState"/> into another: found by comparing references, so work is in what changed.</summary>
internal static class StateRows
{
    /// <param name="before">What is stored.</param>
    /// <param name="after">What is to be stored.</param>
    /// <param name="touched">Keys of the mailboxes that may differ.</param>
    /// <param name="rows">Gets the rows.</param>
    /// <param name="stored">Chunks whose rows a prepared commit wrote before.</param>
    /// <param name="kept">Rows that stay although their chunks are gone.</param>
    internal static void Between(
        AccountState before, AccountState after, HashSet<long> touched, List<RowWrite> rows,
        IReadOnlySet<MessageChunk>? stored = null, IReadOnlySet<RowKey>? kept = null)
    {
        if (before.Counters != after.Counters)
        {
            rows.Add(new(StoreTable.Account, default, AccountCodec.Write(after.Counters)));
        }

        foreach (long key in touched)
        {
            MailboxInfo? old = before.Mailboxes.Find(new MailboxKey(key));
            MailboxInfo? now = after.Mailboxes.Find(new MailboxKey(key));
            if (!ReferenceEquals(old, now))
            {
                rows.Add(new(StoreTable.Mailbox, new RowKey(key), now is null ? default(ReadOnlyMemory<byte>?) : MailboxCodec.Write(now)));
            }

            MailboxSnapshot? oldMessages = before.Loaded.Find(key)?.Value;
            MailboxSnapshot? nowMessages = after.Loaded.Find(key)?.Value;
            Chunks(old, now, oldMessages?.Chunks ?? ChunkList.Empty, nowMessages?.Chunks ?? ChunkList.Empty, nowMessages?.MoreKeywordNumbers, stored, kept, rows);
            if (now is not null && !ReferenceEquals(before.Overlays, after.Overlays))
            {
                Overlays(now, before, after, rows);
            }
        }

        if (!ReferenceEquals(before.Subscriptions, after.Subscriptions))
        {
            Subscriptions(before.Subscriptions, after.Subscriptions, rows);
        }
    }

    // Both ascend by first UID, which is a chunk's key: one walk over both.
    private static void Chunks(
        MailboxInfo? oldInfo, MailboxInfo? nowInfo, ChunkList before, ChunkList after,
        SharedMap<uint, ushort[]>? moreKeywords, IReadOnlySet<MessageChunk>? stored, IReadOnlySet<RowKey>? kept, List<RowWrite> rows)
    {
        bool sameKeys = oldInfo is not null && nowInfo is not null && oldInfo.MoreStretches == nowInfo.MoreStretches;
        int b = 0, a = 0;
        while (b < before.Length || a < after.Length)
        {
            if (sameKeys && a == b && before.SkipShared(after, a) is var next && next > a)
            {
                a = b = next;
                continue;
            }

            if (b < before.Length && a < after.Length && ReferenceEquals(before[b], after[a]) && (sameKeys || KeyOf(oldInfo!, before[b]) == KeyOf(nowInfo!, after[a])))
            {
                b++;
                a++;
                continue;
            }

            ulong old = b < before.Length ? before[b].Columns.Uids[0] : ulong.MaxValue;
            ulong now = a < after.Length ? after[a].Columns.Uids[0] : ulong.MaxValue;
            if (old < now)
            {
                Remove(KeyOf(oldInfo!, before[b++]), kept, rows);
                continue;
            }

            RowKey key = KeyOf(nowInfo!, after[a]);
            bool isThere = old == now && KeyOf(oldInfo!, before[b]) == key;
            if (old == now && !isThere)
            {
                Remove(KeyOf(oldInfo!, before[b]), kept, rows);
            }

            if (stored?.Contains(after[a]) != true)
            {
                rows.Add(new(StoreTable.ChunkState, key, ChunkCodec.WriteState(after[a], moreKeywords!)));
                if (!isThere || !ReferenceEquals(before[b].Columns, after[a].Columns))
                {
                    rows.Add(new(StoreTable.ChunkFixed, key, ChunkCodec.WriteFixed(after[a].Columns, nowInfo!.StretchOf((uint)now).Shift)));
                }
            }

            b += old == now ? 1 : 0;
            a++;
        }
    }

    private static RowKey KeyOf(MailboxInfo mailbox, MessageChunk chunk) => mailbox.StretchOf(chunk.Columns.Uids[0]).KeyOf(chunk.Columns.Uids[0]);

    private static void Remove(RowKey key, IReadOnlySet<RowKey>? kept, List<RowWrite> rows)
    {
        if (kept?.Contains(key) != true)
        {
            rows.Add(new(StoreTable.ChunkState, key, null));
            rows.Add(new(StoreTable.ChunkFixed, key, null));
        }
    }

    // Of a principal or a mailbox that is gone the rows stay until the next sweep: their keys never come again.
    private static void Overlays(MailboxInfo mailbox, AccountState before, AccountState after, List<RowWrite> rows)
    {
        foreach (MailboxPrincipal principal in mailbox.Principals)
        {
            long key = mailbox.Key.Value;
            SharedMap<uint, OverlayPage> old = (before.Overlays.Find(new(key, principal.Number))?.Value ?? Overlay.Empty).Pages;
            SharedMap<uint, OverlayPage> now = (after.Overlays.Find(new(key, principal.Number))?.Value ?? Overlay.Empty).Pages;
            if (ReferenceEquals(old, now))
            {
                continue;
            }

            foreach (SharedMap<uint, OverlayPage>.Entry page in old.Entries())
            {
                if (now.Find(page.Key) is null)
                {
                    rows.Add(new(StoreTable.Overlay, OverlayCodec.KeyOf(key, principal.Number, page.Key), null));
                }
            }

            foreach (SharedMap<uint, OverlayPage>.Entry page in now.Entries())
            {
                if (!ReferenceEquals(old.Find(page.Key)?.Value, page.Value))
                {
                    rows.Add(new(StoreTable.Overlay, OverlayCodec.KeyOf(key, principal.Number, page.Key), OverlayCodec.Write(page.Value)));
                }
            }
        }
    }

    private static void Subscriptions(ImmutableSortedSet<MailboxName> before, ImmutableSortedSet<MailboxName> after, List<RowWrite> rows)
    {
        foreach (MailboxName name in before.Except(after))
        {
            rows.Add(new(StoreTable.Subscription, NameCodec.KeyOf(name), null));
        }

        foreach (MailboxName name in after.Except(before))
        {
            rows.Add(new(StoreTable.Subscription, NameCodec.KeyOf(name), NameCodec.WriteSubscription(name)));
        }
    }
}
