using Postroom.Store.Engine;
using Postroom.Store.State;

namespace Postroom.Store.Writing;

/// <summary>
/// An account's marks in the directory: ahead of every MODSEQ, UIDVALIDITY and UID that is given out, and never ahead of the groups
/// that are on disk. So storage older than its marks was copied back, however the process or the machine ended (INVARIANTS 2).
/// </summary>
internal sealed class HighWater(IAccountDirectory directory, AccountId account)
{
    /// <summary>UIDVALIDITYs reserved at a time: one write of the directory in so many CREATEs.</summary>
    internal const long UidValidityReserve = 1_000;

    /// <summary>UIDs reserved at a time, for all mailboxes of the account together: one write of the directory in so many messages of the mailbox with the highest.</summary>
    internal const long UidReserve = 1 << 16;

    /// <summary>The generation that the storage has by now.</summary>
    internal long Generation { get; set; }

    internal AccountMarks Marks => directory.Marks(account);

    /// <summary>To be called with what a group will write, before it is written. Nearly always there is nothing to do.</summary>
    /// <param name="counters">The account's.</param>
    /// <param name="uidNext">The highest UIDNEXT of the mailboxes that change.</param>
    internal ValueTask ReserveAsync(AccountCounters counters, long uidNext)
    {
        AccountMarks marks = Marks;
        long uid = uidNext - 1;
        return counters.ModSeqCeiling <= marks.ModSeq && counters.UidValidity <= marks.UidValidity && uid <= marks.Uid
            ? ValueTask.CompletedTask
            : directory.RaiseMarksAsync(account, marks with
            {
                ModSeq = Math.Max(marks.ModSeq, counters.ModSeqCeiling),
                UidValidity = counters.UidValidity <= marks.UidValidity ? marks.UidValidity : Math.Min(counters.UidValidity + UidValidityReserve, uint.MaxValue),
                Uid = uid < marks.Uid ? marks.Uid : Math.Min(uid + UidReserve, uint.MaxValue),
            });
    }

    internal bool HasReached(long sequence) => !new AccountMarks(Generation, sequence, 0, 0, 0).IsAbove(Marks.Generation, Marks.Sequence);

    /// <summary>To be called when the group <paramref name="sequence"/> and all before it are on disk.</summary>
    internal void Reached(long sequence)
    {
        if (!HasReached(sequence))
        {
            directory.RaiseMarksSoon(account, new AccountMarks(Generation, sequence, 0, 0, 0));
        }
    }
}
