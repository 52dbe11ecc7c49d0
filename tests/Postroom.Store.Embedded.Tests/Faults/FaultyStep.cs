namespace Postroom.Store.Embedded.Tests.Faults;

/// <summary>The kinds of steps that faults can be put at.</summary>
internal enum FaultyStep
{
    Write,
    Sync,
    Name,

    /// <summary>A write or a cut of SQLite's.</summary>
    SqliteWrite,

    SqliteSync,

    /// <summary>A read of SQLite's: it can fail, and is no step of the machine.</summary>
    SqliteRead,
}
