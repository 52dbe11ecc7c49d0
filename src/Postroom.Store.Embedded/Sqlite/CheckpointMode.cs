namespace Postroom.Store.Embedded.Sqlite;

/// <summary>How hard a checkpoint tries. The numbers are SQLite's.</summary>
internal enum CheckpointMode
{
    /// <summary>Writes back what no reader holds up.</summary>
    Passive = 0,

    /// <summary>Waits for readers, then writes back everything.</summary>
    Full = 1,

    /// <summary>As <see cref="Full"/>, and cuts the WAL to nothing.</summary>
    Truncate = 3,
}
