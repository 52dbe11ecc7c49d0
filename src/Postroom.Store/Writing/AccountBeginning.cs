using System.Collections.Immutable;
using System.Security.Cryptography;
using Postroom.Imap;
using Postroom.Store.Codecs;
using Postroom.Store.Engine;
using Postroom.Store.State;

namespace Postroom.Store.Writing;

/// <summary>The state an account begins with when it is opened.</summary>
internal static class AccountBeginning
{
    /// <summary>MODSEQs reserved at a time: one synced commit in so many of flags alone.</summary>
    internal const long ModSeqReserve = 100_000;

    internal static AccountState Nothing { get; } = new()
    {
        Counters = new AccountCounters(),
        Mailboxes = MailboxList.None,
        Subscriptions = ImmutableSortedSet<MailboxName>.Empty,
    };

    /// <summary>UIDs skipped in each mailbox of an account that was copied back, at least (INVARIANTS 2): where the directory does not know what was given out, more than anyone received.</summary>
    internal const long UidReserve = 1 << 20;

    /// <param name="stored">As read; null for a new account.</param>
    /// <param name="sequence">The last group that the storage has.</param>
    /// <param name="mayHaveLostWrites">True: the last changes of flags may be gone, though clients were told of them.</param>
    /// <param name="marks">What the directory knows of the account.</param>
    /// <returns><paramref name="stored"/> itself when there is nothing to write.</returns>
    internal static AccountState Begin(AccountState? stored, long sequence, bool mayHaveLostWrites, AccountMarks marks) => stored switch
    {
        null => New(marks),
        _ when IsCopiedBack(stored, sequence, marks) => MovedOn(stored, marks),
        _ when mayHaveLostWrites => Above(stored, 0),
        _ => stored,
    };

    internal static bool IsCopiedBack(AccountState stored, long sequence, AccountMarks marks) => marks.IsAbove(stored.Counters.Generation, sequence);

    /// <summary>Rows that say which UIDs were skipped: to a client that knew some of them they have vanished.</summary>
    internal static IEnumerable<RowWrite> Gaps(AccountState stored, AccountState begun, DateTimeOffset now)
    {
        foreach (MailboxInfo mailbox in begun.Mailboxes)
        {
            if (stored.Mailboxes.Find(mailbox.Key) is { } old && old.UidNext < mailbox.UidNext)
            {
                UidSet gap = UidSet.Range(new Uid((uint)old.UidNext), new Uid((uint)(mailbox.UidNext - 1)));
                var row = new ExpungedRow(begun.Counters.ModSeq, now.ToUnixTimeSeconds(), gap, []);
                yield return new RowWrite(StoreTable.Expunged, new RowKey(mailbox.Key.Value, row.ModSeq), ExpungedCodec.Write(row));
            }
        }
    }

    // The first UIDVALIDITY is random and not 1: an account made anew under an old name must not continue what clients remember.
    private static AccountState New(AccountMarks marks)
    {
        long uidValidity = marks.UidValidity > 0 ? marks.UidValidity + 1 : RandomNumberGenerator.GetInt32(1 << 16, 1 << 30);
        var inbox = new MailboxInfo
        {
            Id = MailboxId.New(),
            Key = new MailboxKey(1),
            Name = MailboxName.Inbox,
            UidValidity = new UidValidity(checked((uint)uidValidity)),
            HighestModSeq = 1,
            HistoryFloor = 1,
            RowModSeq = 1,
        };
        return Nothing with
        {
            Counters = new AccountCounters
            {
                ModSeq = 1,
                ModSeqCeiling = ModSeqReserve,
                UidValidity = uidValidity,
                Mailbox = 1,
                Generation = marks == default ? 0 : marks.Generation + 1,
            },
            Mailboxes = MailboxList.From([inbox]),
        };
    }

    // INVARIANTS 1: clients re-read all flags once, and nobody keeps some that are not there.
    private static AccountState Above(AccountState stored, long atLeast)
    {
        long floor = Math.Max(Math.Max(stored.Counters.ModSeqCeiling, stored.Counters.ModSeq), atLeast) + 1;
        return stored with
        {
            Counters = stored.Counters with { ModSeq = floor, ModSeqFloor = floor, ModSeqCeiling = floor + ModSeqReserve },
            Mailboxes = MailboxList.From([.. stored.Mailboxes.Select(mailbox => mailbox with { HighestModSeq = Math.Max(mailbox.HighestModSeq, floor) })]),
        };
    }

    // INVARIANTS 2. What was given out since the copy was made is not known, only that it is not above the marks. The flags of that time
    // are gone too, so every message is as new as in Above.
    private static AccountState MovedOn(AccountState stored, AccountMarks marks)
    {
        AccountState above = Above(stored, marks.ModSeq);
        long uidValidity = Math.Max(above.Counters.UidValidity, marks.UidValidity);
        var mailboxes = new List<MailboxInfo>(above.Mailboxes.Count);
        foreach (MailboxInfo mailbox in above.Mailboxes)
        {
            long uidNext = Math.Max(mailbox.UidNext + UidReserve, marks.Uid + 1);
            mailboxes.Add(mailbox switch
            {
                { IsSelectable: false } => mailbox,
                _ when uidNext <= uint.MaxValue => mailbox with { UidNext = uidNext },

                // So few UIDs are left: it becomes another mailbox with its name and messages, and RFC 8474 §4 wants another MAILBOXID for that.
                _ => mailbox with { Id = MailboxId.New(), UidValidity = new UidValidity(checked((uint)++uidValidity)), RowModSeq = above.Counters.ModSeq },
            });
        }

        return above with
        {
            Counters = above.Counters with { UidValidity = uidValidity, Generation = marks.Generation + 1 },
            Mailboxes = MailboxList.From(mailboxes),
        };
    }
}
