namespace Postroom.Store.Embedded.Packs;

/// <summary>What a pack file is for. The numbers are in files.</summary>
internal enum PackKind
{
    /// <summary>NUMBER.pack: the log. Small messages and commit groups, in the order they were written.</summary>
    Log = 1,

    /// <summary>NUMBER.blob: one big message, written where it came in and then linked here.</summary>
    Single = 2,

    /// <summary>NUMBER.kept: messages that compaction moved out of packs it removed.</summary>
    Kept = 3,

    /// <summary>NUMBER.base: rows as they stood after a group, so that packs before it need not be kept to rebuild mail.db.</summary>
    Base = 4,
}
