using Postroom.Imap;
using Postroom.Store.State;

namespace Postroom.Store;

/// <summary>Keyword numbers that messages carry and the mailbox has no name for: their flags cannot be shown, and the next new keyword would get such a number.</summary>
/// <param name="Uids">The messages that carry some.</param>
/// <param name="Word">The numbers, as flags.</param>
internal readonly record struct NamelessKeywords(UidSet Uids, FlagWord Word)
{
    private const int Shift = 5; // FlagBits.FirstKeyword

    internal static NamelessKeywords Of(MailboxSnapshot mailbox)
    {
        IReadOnlyList<string?> names = mailbox.Info.Keywords;
        ulong nameless = 0;
        for (int number = 0; number < KeywordTable.InWord; number++)
        {
            nameless |= HasName(names, number) ? 0 : 1UL << (Shift + number);
        }

        ulong bits = 0;
        var more = new SortedSet<ushort>();
        var uids = new UidSetBuilder();
        foreach (MessageChunk chunk in mailbox.Chunks)
        {
            for (int i = 0; i < chunk.Count; i++)
            {
                uint uid = chunk.Columns.Uids[i];
                ushort[] beyond = (chunk.Flags[i] & (ulong)FlagBits.HasMoreKeywords) != 0
                    ? [.. (mailbox.MoreKeywordNumbers.Find(uid)?.Value ?? []).Where(number => !HasName(names, number))]
                    : [];
                if ((chunk.Flags[i] & nameless) != 0 || beyond.Length > 0)
                {
                    uids.Add(new Uid(uid));
                    bits |= chunk.Flags[i] & nameless;
                    more.UnionWith(beyond);
                }
            }
        }

        return new(uids.ToUidSet(), FlagWord.Of(bits, [.. more]));
    }

    private static bool HasName(IReadOnlyList<string?> names, int number) => number < names.Count && names[number] is not null;
}
