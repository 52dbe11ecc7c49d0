namespace Postroom.Store;

/// <summary>What a sweep found and did.</summary>
/// <param name="Emails">Emails removed: no mailbox and no kept expunge named them.</param>
/// <param name="Purged">Expunges whose messages can no longer be read or restored.</param>
/// <param name="Forgotten">Expunges that are no longer known at all.</param>
/// <param name="Octets">Octets that the storage gave back.</param>
/// <param name="Kept">Octets of expunged messages that are still kept.</param>
public sealed record SweepResult(long Emails, long Purged, long Forgotten, long Octets, long Kept);
