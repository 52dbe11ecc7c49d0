namespace Postroom.Kill;

/// <summary>A message that a mailbox shows after a kill.</summary>
/// <param name="Letter">Which it is; null when its octets are not what was sent.</param>
/// <param name="Flags">Without \Recent.</param>
internal sealed record Found(int? Letter, IReadOnlySet<string> Flags);
