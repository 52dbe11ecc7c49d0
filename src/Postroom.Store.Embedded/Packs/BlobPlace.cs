namespace Postroom.Store.Embedded.Packs;

/// <summary>Where a message's record stands.</summary>
/// <param name="Pack">The pack file's number.</param>
/// <param name="Offset">Of the record's header in it.</param>
/// <param name="Length">Octets of the message.</param>
internal readonly record struct BlobPlace(long Pack, long Offset, long Length);
