namespace Postroom.Store.Engine;

/// <summary>What an engine must have reached before a commit is answered.</summary>
public enum Durability
{
    /// <summary>With the operating system: survives the end of the process, and is on disk within a second (flag changes, claims of \Recent).</summary>
    Written,

    /// <summary>On disk: survives the end of the machine (anything that brings, copies, moves or removes mail or mailboxes).</summary>
    Synced,
}
