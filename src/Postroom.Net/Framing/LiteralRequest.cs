namespace Postroom.Net;

/// <summary>A literal that a client wants to send, put to the door's policy before anything of it is read.</summary>
/// <param name="CommandSoFar">The command's octets up to and with the announcement's CRLF; valid only during the call.</param>
/// <param name="Literal">Its length and kind.</param>
/// <param name="LiteralsBefore">Literals that this command has had.</param>
/// <param name="InlineOctetsBefore">Octets of those that were kept inline.</param>
public readonly record struct LiteralRequest(
    ReadOnlyMemory<byte> CommandSoFar, AnnouncedLiteral Literal, int LiteralsBefore, long InlineOctetsBefore);
