using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>APPEND (RFC 3501 §6.3.11). The reader has staged the message already; here it is only named in a commit.</summary>
internal sealed class AppendCommand : ImapCommand<AppendRequest>
{
    public override CommandTraits Traits => CommandTraits.LoggedIn | CommandTraits.WritesMessages | CommandTraits.ReadsMailboxes;

    private const int FewMessages = 64; // one small commit
    private const int FewOctets = 1 << 20; // in memory until now, and written to a disk in a few milliseconds

    protected override CommandTraits TraitsOf(AppendRequest append) => append.Messages.Count <= FewMessages && AreShort(append.Messages) ? Traits | CommandTraits.Quick : Traits;

    public override LiteralKind KindOfLiteral(ReadOnlySpan<byte> arguments) => arguments.IsEmpty ? LiteralKind.Mailbox : KindBehindMailbox(arguments);

    /// <summary>Behind the mailbox's name every literal is a message or a part of one, but for the URL of a part (RFC 4469 §5): flags and date-time never are literals.</summary>
    internal static LiteralKind KindBehindMailbox(ReadOnlySpan<byte> arguments) =>
        arguments.Length > 4 && System.Text.Ascii.EqualsIgnoreCase(arguments[^4..], "URL "u8) && arguments[^5] is (byte)' ' or (byte)'(' ? LiteralKind.Text : LiteralKind.Message;

    // What others' messages are read for is not done in a moment.
    private static bool AreShort(IReadOnlyList<NewMessage> messages) =>
        messages.All(static message => !message.IsCatenated) && messages.Sum(static message => message.Octets) <= FewOctets;

    /// <summary>Nobody sends a large message to hear that its mailbox is not there, that its flags are none, or that there is no room.</summary>
    public override CommandResult? JudgeBeforeMessage(ref ImapReader reader, long octets, ImapSession session)
    {
        AppendBeginning beginning = AppendArguments.ReadBeginning(ref reader);
        FlagNames.Demand(beginning.Flags, reader.Position);
        return JudgeTarget(beginning.Mailbox, session) is { } refused ? refused
            : session.MayBeOthers(beginning.Mailbox) ? null // their limits and quota are asked when it runs
            : session.Account!.RefusalToAdd(beginning.Flags, octets) is { } refusal ? CommandResult.No(refusal)
            : null;
    }

    protected override AppendRequest Read(ref ImapReader reader, CommandInput input)
    {
        AppendArguments arguments = AppendArguments.Read(ref reader);
        if (arguments.Messages.Count > 1 && !input.Session.Protocol.AllowsSeveralMessages)
        {
            throw new ImapSyntaxException("Expected the end of the line", reader.Position);
        }

        List<NewMessage> messages = [];
        foreach (AppendMessage message in arguments.Messages)
        {
            messages.Add(NewMessage.From(message, input, reader.Position));
        }

        return new(arguments.Mailbox, messages);
    }

    public override async ValueTask<CommandResult> RunAsync(AppendRequest append, ImapSession session, CancellationToken cancellationToken)
    {
        await using MailboxPlace? target = await session.FindMailboxAsync(append.Mailbox, cancellationToken);
        if (target is not { Mailbox: { IsSelectable: true } info })
        {
            return Refusals.NoTarget(append.Mailbox, session);
        }

        if (append.Messages.Count > session.Protocol.SaveLimit)
        {
            return CommandResult.No("Too many messages to append at once", new MessageLimitCode((uint)session.Protocol.SaveLimit)); // RFC 9738 §3.1
        }

        await using var messages = new NewMessages(session, info.Id);
        foreach (NewMessage message in append.Messages)
        {
            if (await messages.AddAsync(message, cancellationToken) is { } refusal)
            {
                return refusal;
            }
        }

        CommitResult result = await target.Account.CommitAsync(new Commit(messages.Changes), cancellationToken);
        if (!result.IsDone)
        {
            return CommandResult.No(result.Refusal);
        }

        MessageAdded[] added = [.. result.Outcomes.Cast<MessageAdded>()];
        session.NoteBrought(info.Id, UidSet.From(added.Select(static one => one.Uid)));
        await ListLine.TellAsync(append.Mailbox, session, cancellationToken);
        session.Server.Metrics?.Appended(added.Length, "APPEND");
        return CommandResult.Ok("APPEND completed", target.MayRead ? session.Protocol.AppendedCode(added) : null); // RFC 4315 §3: not where it cannot be selected
    }

    /// <summary>What is said at once of the mailbox that a new message is to go to; null where nothing is.</summary>
    internal static CommandResult? JudgeTarget(MailboxName mailbox, ImapSession session) =>
        session.MayBeOthers(mailbox) ? (session.IsAnonymous ? Refusals.NoPermission : null)
        : session.Account!.Mailboxes.Find(mailbox) is { IsSelectable: true } ? null
        : Refusals.NoTarget(mailbox, session);
}

/// <summary>What APPEND brings.</summary>
internal sealed record AppendRequest(MailboxName Mailbox, IReadOnlyList<NewMessage> Messages);
