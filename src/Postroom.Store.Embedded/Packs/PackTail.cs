namespace Postroom.Store.Embedded.Packs;

/// <summary>Where a pack goes on: the next record's offset, the last one's number and checksum.</summary>
internal readonly record struct PackTail(long End, long Number, uint Chain);
