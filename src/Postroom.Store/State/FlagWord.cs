namespace Postroom.Store.State;

/// <summary>A message's flags in one mailbox's numbering: the word, and the keywords that do not fit into it.</summary>
/// <param name="Bits">System flags and keywords 0 to 57, and whether there are more.</param>
/// <param name="More">Keyword numbers from 58 on, ascending.</param>
internal readonly record struct FlagWord(ulong Bits, ushort[] More)
{
    internal static FlagWord Of(ulong bits, ushort[] more) =>
        new(more.Length == 0 ? bits & ~(ulong)FlagBits.HasMoreKeywords : bits | (ulong)FlagBits.HasMoreKeywords, more);

    internal FlagWord With(FlagWord added) => Of(Bits | added.Bits, added.More.Length == 0 ? More : [.. More.Union(added.More).Order()]);

    internal FlagWord Without(FlagWord removed) => Of(Bits & ~removed.Bits, More.Length == 0 || removed.More.Length == 0 ? More : [.. More.Except(removed.More)]);

    /// <summary>Only flags that are in <paramref name="mask"/>; keywords that do not fit into the word go with its top bit.</summary>
    internal FlagWord And(ulong mask) => Of(Bits & mask, (mask & (ulong)FlagBits.HasMoreKeywords) != 0 ? More : []);

    /// <summary>As STORE changes it, in <paramref name="settable"/> only, which <paramref name="word"/> keeps to.</summary>
    internal FlagWord Change(FlagChangeKind kind, FlagWord word, ulong settable) => kind switch
    {
        FlagChangeKind.Add => With(word),
        FlagChangeKind.Remove => Without(word),
        _ => And(~settable).With(word),
    };

    internal bool Same(FlagWord other) => Bits == other.Bits && More.AsSpan().SequenceEqual(other.More);
}
