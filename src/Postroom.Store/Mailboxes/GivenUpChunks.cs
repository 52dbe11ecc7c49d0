using Postroom.Imap;
using Postroom.Store.Engine;

namespace Postroom.Store;

/// <summary>Chunks that one commit took out of a mailbox whole, one after the other: their rows stay where they are, as the record of what was expunged (docs/store.md).</summary>
/// <param name="Rows">Major of the rows' keys.</param>
/// <param name="Shift">So much lower are the UIDs in the rows, their keys included.</param>
/// <param name="Last">The last UID.</param>
/// <param name="Firsts">The first UID of each chunk, ascending; at least one.</param>
internal sealed record GivenUpChunks(long Rows, uint Shift, uint Last, uint[] Firsts)
{
    /// <summary>Everything from the first UID to the last: no chunk of the mailbox begins in it.</summary>
    internal UidSet Uids => UidSet.Range(new Uid(Firsts[0]), new Uid(Last));

    /// <summary>Keys of all the rows, in both tables of chunks.</summary>
    internal IEnumerable<RowKey> Keys => Firsts.Select(first => new RowKey(Rows, first - Shift));

    /// <summary>Keys of the rows in which messages among <paramref name="uids"/> may be.</summary>
    internal IEnumerable<RowKey> KeysOf(UidSet uids)
    {
        int next = 0;
        foreach (NumberRange range in uids.Intersect(Uids).Ranges.ToArray())
        {
            int at = Array.BinarySearch(Firsts, range.First);
            for (at = Math.Max(next, at < 0 ? ~at - 1 : at); at < Firsts.Length && Firsts[at] <= range.Last; at++)
            {
                yield return new RowKey(Rows, Firsts[at] - Shift);
                next = at + 1;
            }
        }
    }

    /// <summary>The first <paramref name="count"/> chunks, and the others.</summary>
    internal (GivenUpChunks Some, GivenUpChunks? Others) Split(int count) => count >= Firsts.Length
        ? (this, null)
        : (this with { Firsts = Firsts[..count], Last = Firsts[count] - 1 }, this with { Firsts = Firsts[count..] });
}
