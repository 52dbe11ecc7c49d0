using Postroom.Imap;

namespace Postroom.Store;

/// <summary>System flags between their two forms: the grammar's and a message's word.</summary>
internal static class FlagNames
{
    private static readonly (FlagBits Bit, SystemFlags System, Flag Flag)[] Table =
    [
        (FlagBits.Seen, SystemFlags.Seen, Flag.Seen), (FlagBits.Answered, SystemFlags.Answered, Flag.Answered),
        (FlagBits.Flagged, SystemFlags.Flagged, Flag.Flagged), (FlagBits.Deleted, SystemFlags.Deleted, Flag.Deleted),
        (FlagBits.Draft, SystemFlags.Draft, Flag.Draft),
    ];

    /// <summary>The system flags' bits of a word.</summary>
    internal const FlagBits SystemMask = FlagBits.Seen | FlagBits.Answered | FlagBits.Flagged | FlagBits.Deleted | FlagBits.Draft;

    internal static IEnumerable<Flag> System(FlagBits flags) => Table.Where(row => (flags & row.Bit) != 0).Select(static row => row.Flag);

    /// <summary>The bit of a system flag; None for a keyword, \Recent and what nobody knows.</summary>
    internal static FlagBits BitOf(Flag flag)
    {
        foreach ((FlagBits bit, SystemFlags system, _) in Table)
        {
            if (flag.System == system)
            {
                return bit;
            }
        }

        return FlagBits.None;
    }
}
