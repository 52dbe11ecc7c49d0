using Postroom.Imap;

namespace Postroom.Store;

/// <summary>All that one commit gave up of one mailbox.</summary>
/// <param name="Runs">By ascending UID.</param>
/// <param name="Keywords">The mailbox's keywords by number, as they were: flags in the rows are in this numbering.</param>
/// <param name="Restored">Messages in the rows that were brought back since.</param>
internal sealed record KeptChunks(IReadOnlyList<GivenUpChunks> Runs, IReadOnlyList<string?> Keywords, UidSet Restored)
{
    /// <summary>True: messages that stayed stand in the rows too, and only those that the commit took out count.</summary>
    internal bool ArePartly { get; init; }

    internal int Count => Runs.Sum(static run => run.Firsts.Length);

    /// <summary>The first <paramref name="count"/> chunks, and all others; null when there are none.</summary>
    internal (IReadOnlyList<GivenUpChunks> Some, KeptChunks? Others) Split(int count)
    {
        var some = new List<GivenUpChunks>();
        var others = new List<GivenUpChunks>();
        foreach (GivenUpChunks run in Runs)
        {
            if (count == 0)
            {
                others.Add(run);
                continue;
            }

            (GivenUpChunks taken, GivenUpChunks? rest) = run.Split(count);
            some.Add(taken);
            count -= taken.Firsts.Length;
            if (rest is not null)
            {
                others.Add(rest);
            }
        }

        return (some, others.Count == 0 ? null : this with { Runs = others });
    }
}
