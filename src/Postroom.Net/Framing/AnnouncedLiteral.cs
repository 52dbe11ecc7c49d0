namespace Postroom.Net;

/// <summary>What a line's end says of the literal behind it: <c>{n}</c>, <c>{n+}</c>, <c>~{n}</c> (RFC 9051 §4.3, RFC 7888).</summary>
/// <param name="Octets">Its length, 0 or more.</param>
/// <param name="IsSynchronizing">True if the client waits for our word before it sends the octets.</param>
/// <param name="IsBinary">True for literal8.</param>
public readonly record struct AnnouncedLiteral(long Octets, bool IsSynchronizing, bool IsBinary = false);
