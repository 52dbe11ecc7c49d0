namespace Postroom.Imap.Server;

/// <summary>Answers that several commands give.</summary>
internal static class Refusals
{
    /// <summary>The mailbox came by EXAMINE.</summary>
    internal static CommandResult ReadOnly { get; } = CommandResult.No("The mailbox is open read-only", ResponseCode.ReadOnly);

    /// <summary>A sequence number beyond the last message (RFC 3501 §9, sequence-set).</summary>
    internal static CommandResult NoSuchNumber { get; } = CommandResult.Bad("There is no message with such a number");

    /// <summary>A message number from a client that has enabled UIDONLY (RFC 9586 §3).</summary>
    internal static CommandResult UidRequired { get; } = CommandResult.Bad("Message numbers are not allowed once UIDONLY is enabled", ResponseCode.UidRequired);

    /// <summary>Likewise, among the arguments.</summary>
    internal static ImapSyntaxException NoNumbers(int position) => new("Expected UIDs, as UIDONLY is enabled,", position, SyntaxErrorKind.MessageNumber);

    /// <summary>What the server announces as UTF8=ONLY (RFC 9755).</summary>
    internal static CommandResult Utf8First { get; } = CommandResult.No("This server speaks UTF-8 only: ENABLE UTF8=ACCEPT first", ResponseCode.Cannot);

    /// <summary>"MUST reject, with a NO response" (RFC 9755, "APPEND" command).</summary>
    internal static CommandResult EightBitHeader { get; } =
        CommandResult.No("A header that is not ASCII is taken after ENABLE UTF8=ACCEPT only", ResponseCode.Cannot);

    /// <summary>A message that was expunged elsewhere, which the client has not been told yet (RFC 2180 §4.2, RFC 5530 §3).</summary>
    internal static CommandResult ExpungeIssued { get; } = CommandResult.No("Some of these messages were expunged meanwhile", ResponseCode.ExpungeIssued);

    /// <summary>Another user's mailbox that the session may look up, and may not do this with (RFC 5530 §3).</summary>
    internal static CommandResult NoPermission { get; } = CommandResult.No("You do not have the right to do that", ResponseCode.NoPerm);

    /// <summary>No such mailbox, or none that the session may look up: nobody learns which (RFC 4314 §6).</summary>
    internal static CommandResult NoMailbox { get; } = CommandResult.No("There is no such mailbox", ResponseCode.NonExistent);

    private static CommandResult TryCreate { get; } = CommandResult.No("There is no such mailbox; create it first", ResponseCode.TryCreate);

    private static CommandResult CannotBe { get; } = CommandResult.No("There is no such mailbox, and none can be made", ResponseCode.Cannot);

    /// <summary>The target is not there: TRYCREATE, unless CREATE would be refused too (RFC 3501 §6.3.11, §6.4.7).</summary>
    internal static CommandResult NoTarget(MailboxName name, ImapSession session) =>
        session.IsAnonymous ? NoPermission : session.Server.Store.Options.IsReserved(name) ? CannotBe : TryCreate;

    /// <summary>The time limit of SEARCH, LIST and LSUB (docs/limits.md): nothing of the answer was sent.</summary>
    internal static CommandResult TookTooLong { get; } = CommandResult.No("The command took too long", ResponseCode.Limit);
}
