namespace Postroom.Store.Engine;

/// <summary>What a directory remembers of an account beside its storage, so that storage copied back from earlier is noticed (INVARIANTS 2).</summary>
/// <param name="Generation">How often the account has moved on after being copied back.</param>
/// <param name="Sequence">The account surely has this group of that generation: it was on disk before this was written.</param>
/// <param name="ModSeq">No MODSEQ above this was ever given out.</param>
/// <param name="UidValidity">No UIDVALIDITY above this was ever given out.</param>
/// <param name="Uid">No UID above this was ever given out, in any of the mailboxes.</param>
public readonly record struct AccountMarks(long Generation, long Sequence, long ModSeq, long UidValidity, long Uid)
{
    /// <summary>True when storage at <paramref name="generation"/> and <paramref name="sequence"/> lacks something that this account had.</summary>
    public bool IsAbove(long generation, long sequence) => Generation > generation || (Generation == generation && Sequence > sequence);

    /// <summary>The higher ones of both.</summary>
    public AccountMarks Or(AccountMarks other) => new(
        Math.Max(Generation, other.Generation),
        other.IsAbove(Generation, Sequence) ? other.Sequence : Sequence,
        Math.Max(ModSeq, other.ModSeq),
        Math.Max(UidValidity, other.UidValidity),
        Math.Max(Uid, other.Uid));
}
