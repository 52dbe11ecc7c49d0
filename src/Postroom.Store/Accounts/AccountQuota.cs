namespace Postroom.Store;

/// <summary>An account's limits and use (RFC 9208 §5). A message counts once for each mailbox it is in, expunged ones not at all.</summary>
/// <param name="StorageLimitOctets">Octets allowed; null is no limit.</param>
/// <param name="MessagesLimit">Messages allowed; null is no limit.</param>
/// <param name="StorageOctets">Octets in use.</param>
/// <param name="Messages">Messages there are.</param>
public sealed record AccountQuota(long? StorageLimitOctets, long? MessagesLimit, long StorageOctets, long Messages);
