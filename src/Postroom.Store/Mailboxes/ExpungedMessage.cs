using Postroom.Imap;

namespace Postroom.Store;

/// <summary>A message that is gone from its mailbox, while its bytes are still kept: for views that still show it (INVARIANTS 9) and for undelete.</summary>
/// <param name="Uid">The UID it had.</param>
/// <param name="Email">What its rows and bytes are keyed by.</param>
/// <param name="SystemFlags">System flags only: keywords stand in <paramref name="Keywords"/>.</param>
/// <param name="Keywords">By name, since the mailbox may have reclaimed their numbers.</param>
/// <param name="Size">RFC822.SIZE, in octets.</param>
/// <param name="InternalDateSeconds">INTERNALDATE, in seconds since 1970-01-01T00:00:00Z.</param>
/// <param name="ZoneMinutes">INTERNALDATE's zone, in minutes east of UTC.</param>
/// <param name="SaveDateSeconds">SAVEDATE, in seconds since 1970-01-01T00:00:00Z.</param>
/// <param name="ModSeq">MODSEQ of the commit that took it out.</param>
public sealed record ExpungedMessage(
    Uid Uid, EmailKey Email, FlagBits SystemFlags, IReadOnlyList<string> Keywords, long Size, long InternalDateSeconds, short ZoneMinutes, long SaveDateSeconds, long ModSeq);

/// <summary>What one commit took out of one mailbox.</summary>
/// <param name="ModSeq">The commit's.</param>
/// <param name="Time">When, in seconds since 1970-01-01T00:00:00Z.</param>
/// <param name="Uids">All that went: what QRESYNC tells.</param>
/// <param name="Messages">Those of them that can still be read and restored, besides those in <see cref="Kept"/>; empty once they were purged.</param>
internal sealed record ExpungedRow(long ModSeq, long Time, UidSet Uids, IReadOnlyList<ExpungedMessage> Messages)
{
    /// <summary>Messages that stand in the rows of chunks which were given up whole.</summary>
    internal KeptChunks? Kept { get; init; }

    /// <summary>Some of it can still be read.</summary>
    internal bool IsWhole => Messages.Count > 0 || Kept is not null;

    /// <summary>What is left once these were brought back.</summary>
    internal ExpungedRow Without(IReadOnlyCollection<ExpungedMessage> restored) => this with
    {
        Messages = [.. Messages.Except(restored)],
        Kept = Kept is null ? null : Kept with { Restored = Kept.Restored.Union(UidSet.From(restored.Select(static message => message.Uid))) },
    };
}
