namespace Postroom.Net;

/// <summary>A literal that is not in its command's octets.</summary>
/// <param name="Position">Index into <see cref="CommandFrame.Octets"/> right after the CRLF of its announcement.</param>
/// <param name="Octets">Its length.</param>
/// <param name="IsBinary">True for literal8.</param>
/// <param name="Sink">Where its octets went.</param>
public sealed record DetachedLiteral(int Position, long Octets, bool IsBinary, ILiteralSink Sink);
