namespace Postroom.Imap.Server;

/// <summary>What must be at hand before an <see cref="IFetchItem"/> can be printed. Rows are read for a whole batch at once.</summary>
[Flags]
public enum FetchNeeds
{
    /// <summary>Only what the mailbox's snapshot holds: UID, flags, size, INTERNALDATE.</summary>
    None = 0,

    /// <summary>The derived row (<see cref="FetchMessage.Derived"/>).</summary>
    Derived = 1,

    /// <summary>The header row (<see cref="FetchMessage.Header"/>).</summary>
    Header = 2,

    /// <summary>Bytes of the message: <see cref="IFetchItem.Locate"/> says which.</summary>
    Blob = 4,

    /// <summary>What identifies the message (<see cref="FetchMessage.Identity"/>).</summary>
    Identity = 8,
}
