namespace Postroom.Store.Embedded;

/// <summary>How the embedded store works. The defaults suit a server; a test or an embedding program may want fewer lanes.</summary>
public sealed record EmbeddedOptions
{
    /// <summary>Path of SQLite's library; null: the system's, else one beside the program. One library a process.</summary>
    public string? SqliteLibrary { get; init; }

    /// <summary>Threads that commit. Eight: they mostly wait for the disk, which takes several syncs at once.</summary>
    public int WriterLanes { get; init; } = 8;

    /// <summary>Threads that read rows and message bytes and take big messages in.</summary>
    public int ReaderLanes { get; init; } = Math.Clamp(Environment.ProcessorCount, 2, 16);

    /// <summary>Callers on the thread pool that may commit on their own thread at once, instead of waiting for a lane: two hand-overs less.</summary>
    /// <remarks>They wait for the disk there. 0, so that an embedding program's pool is its own: raise its minimum of threads by as many.</remarks>
    public int MaxCallersCommitting { get; init; }

    /// <summary>The same for reading, which waits only where the system has not cached the file.</summary>
    public int MaxCallersReading { get; init; }

    /// <summary>A log pack that has grown to this many octets is followed by a new one: what compaction works on.</summary>
    public long PackOctets { get; init; } = 64L * 1024 * 1024;

    /// <summary>A pack whose live share is below this is rewritten by compaction. 0 to 1.</summary>
    public double LeastLiveShare { get; init; } = 0.6;

    /// <summary>How long a <see cref="Engine.Durability.Written"/> group may wait for the disk. Under the second that the contract allows.</summary>
    public TimeSpan WrittenSyncDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long an account's marks may wait for server.db (INVARIANTS 2): what was copied and put back within this time of a crash goes unnoticed.</summary>
    public TimeSpan MarksDelay { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Octets kept in reserve on the disk, so that a full one still lets mail be removed (INVARIANTS 19).</summary>
    public int ReserveOctets { get; init; } = 4 * 1024 * 1024;

    /// <summary>Files that may be open at once, a database's connection counting as three. One number a process; beyond it what needs another is unavailable.</summary>
    public int MaxOpenFiles { get; init; } = int.MaxValue;

    /// <summary>How long what a commit changed may stand in memory before mail.db gets it (the log has it before the answer).</summary>
    internal TimeSpan MoveDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How long what mail.db had no room for waits for the next try.</summary>
    internal TimeSpan MoveAgainDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>So many octets that mail.db has no room for may be in memory when an account is opened; with more it is not.</summary>
    internal long MostUnmovedOctets { get; init; } = 8 * 1024 * 1024;

    /// <summary>So many groups of an account, or so many octets of it or of all, and the next commit moves them first. Half of it, and they are moved behind the answer.</summary>
    internal int MostRecentGroups { get; init; } = 512;

    /// <summary>See <see cref="MostRecentGroups"/>.</summary>
    internal long MostRecentOctets { get; init; } = 2 * 1024 * 1024;

    /// <summary>See <see cref="MostRecentGroups"/>.</summary>
    internal long MostRecentOctetsOfAll { get; init; } = 32 * 1024 * 1024;

    /// <summary>A WAL of so many frames (of 4 KiB) is written back: few enough that a reader finds its pages fast, enough that two syncs pay for many commits. Beside commits; with four times as many, between them.</summary>
    internal int MostWalFrames { get; init; } = 1_000;

    /// <summary>So many octets of messages that are coming in may be in memory; then larger ones than a block (64 KiB) go to files.</summary>
    internal long MostStagedOctets { get; init; } = 64 * 1024 * 1024;

    /// <summary>The machine's boot that this counts as: tests start it again.</summary>
    internal ulong Boot { get; init; } = Packs.BootId.Current;

    /// <summary>Told in a sentence what opening an account found: a torn end cut, damage, a rebuilt mail.db. Called on a lane.</summary>
    public Action<AccountId, string>? Report { get; init; }
}
