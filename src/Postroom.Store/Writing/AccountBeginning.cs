using System.Collections.Immutable;
using System.Security.Cryptography;
using Postroom.Imap;
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

    /// <param name="stored">As read; null for a new account.</param>
    /// <param name="mayHaveLostWrites">True: the last changes of flags may be gone, though clients were told of them.</param>
    /// <returns><paramref name="stored"/> itself when there is nothing to write.</returns>
    internal static AccountState Begin(AccountState? stored, bool mayHaveLostWrites) => stored switch
    {
        null => New(),
        _ when mayHaveLostWrites => Above(stored),
        _ => stored,
    };

    // The first UIDVALIDITY is random and not 1: an account made anew under an old name must not continue what clients remember.
    private static AccountState New()
    {
        long uidValidity = RandomNumberGenerator.GetInt32(1 << 16, 1 << 30);
        var inbox = new MailboxInfo
        {
            Id = MailboxId.New(),
            Key = new MailboxKey(1),
            Name = MailboxName.Inbox,
            UidValidity = new UidValidity((uint)uidValidity),
            HighestModSeq = 1,
            HistoryFloor = 1,
            RowModSeq = 1,
        };
        return Nothing with
        {
            Counters = new AccountCounters { ModSeq = 1, ModSeqCeiling = ModSeqReserve, UidValidity = uidValidity, Mailbox = 1 },
            Mailboxes = MailboxList.From([inbox]),
        };
    }

    // INVARIANTS 1: clients re-read all flags once, and nobody keeps some that are not there.
    private static AccountState Above(AccountState stored)
    {
        long floor = Math.Max(stored.Counters.ModSeqCeiling, stored.Counters.ModSeq) + 1;
        return stored with
        {
            Counters = stored.Counters with { ModSeq = floor, ModSeqFloor = floor, ModSeqCeiling = floor + ModSeqReserve },
            Mailboxes = MailboxList.From([.. stored.Mailboxes.Select(mailbox => mailbox with { HighestModSeq = Math.Max(mailbox.HighestModSeq, floor) })]),
        };
    }
}
