namespace Postroom.Store.State;

/// <summary>A message about to enter a mailbox.</summary>
internal readonly record struct NewEntry(long Email, long Size, long InternalDate, short ZoneMinutes, FlagWord Flags)
{
    /// <summary>Flags that only the principal has who brings it (INVARIANTS 13).</summary>
    internal ulong Private { get; init; }
}
