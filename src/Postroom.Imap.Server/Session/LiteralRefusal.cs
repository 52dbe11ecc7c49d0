namespace Postroom.Imap.Server;

/// <summary>Why a literal was not taken; comes back with the frame, for the answer.</summary>
/// <param name="Result">The tagged answer.</param>
internal sealed record LiteralRefusal(CommandResult Result)
{
    /// <summary>Longer than this place allows (RFC 7888 §4, RFC 4469 §5).</summary>
    internal static LiteralRefusal TooBig { get; } = new(CommandResult.No("The literal is too big", ResponseCode.TooBig));

    /// <summary>No mailbox has so long a name (docs/limits.md).</summary>
    internal static LiteralRefusal NameTooLong { get; } =
        new(CommandResult.No(MailboxName.Describe(MailboxNameError.TooLong), ResponseCode.TooBig));

    /// <summary>Too many of them, or too long together.</summary>
    internal static LiteralRefusal TooMany { get; } = new(CommandResult.No("Too many literals in one command", ResponseCode.Limit));

    /// <summary>All sessions' commands together are at their limit.</summary>
    internal static LiteralRefusal TooManyOfAll { get; } = new(CommandResult.No("Too much is being sent at the moment", ResponseCode.Limit));

    /// <summary>A non-synchronizing literal from a client that was not offered them.</summary>
    internal static LiteralRefusal NotOffered { get; } = new(CommandResult.Bad("Non-synchronizing literals were not offered"));

    /// <summary>Longer than LITERAL- offers: "the tagged BAD response MUST contain the TOOBIG response code" (RFC 7888 §5).</summary>
    internal static LiteralRefusal LongerThanOffered { get; } =
        new(CommandResult.Bad("A non-synchronizing literal of this size was not offered", ResponseCode.TooBig));

    /// <summary>A literal8 from a client that was not offered BINARY.</summary>
    internal static LiteralRefusal NoBinary { get; } = new(CommandResult.Bad("A literal8 was not offered"));

    /// <summary>Whatever it is, nobody would take it.</summary>
    internal static LiteralRefusal NoCommand { get; } = new(CommandResult.Bad("There is no such command"));
}
