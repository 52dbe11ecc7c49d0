namespace Postroom.Imap.Server;

/// <summary>What all sessions together keep of their searches: a million messages that lie apart take 8 MB (RFC 5182 §4).</summary>
internal sealed class SavedSearchBudget(long octets)
{
    private const int OctetsARange = 8;
    private const int FreeRanges = 64; // what every session may have

    private long _left = octets;

    /// <summary>Takes what <paramref name="set"/> needs in place of <paramref name="before"/>; false when there is no room: nothing is taken then.</summary>
    internal bool TryReplace(UidSet before, UidSet set)
    {
        long more = Cost(set) - Cost(before);
        if (Interlocked.Add(ref _left, -more) >= 0 || more <= 0)
        {
            return true;
        }

        Interlocked.Add(ref _left, more);
        return false;
    }

    private static long Cost(UidSet set) => set.Ranges.Length <= FreeRanges ? 0 : (long)set.Ranges.Length * OctetsARange;
}
