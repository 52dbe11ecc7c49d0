using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>APPEND (RFC 3501 §6.3.11). The reader has staged the message already; here it is only named in a commit.</summary>
internal sealed class AppendCommand : ImapCommand<AppendRequest>
{
    public override CommandTraits Traits => CommandTraits.LoggedIn | CommandTraits.WritesMessages | CommandTraits.ReadsMailboxes;

    private const int FewMessages = 64; // one small commit
    private const int FewOctets = 1 << 20; // in memory until now, and written to a disk in a few milliseconds

    protected override CommandTraits TraitsOf(AppendRequest append) =>
        append.Messages.Count <= FewMessages && append.Messages.Sum(static message => message.Octets) <= FewOctets ? Traits | CommandTraits.Quick : Traits;

    /// <summary>The mailbox's name may be a literal; every one behind it is a message: flags and date-time never are.</summary>
    public override LiteralKind KindOfLiteral(ReadOnlySpan<byte> arguments) => arguments.IsEmpty ? LiteralKind.Mailbox : LiteralKind.Message;

    /// <summary>Nobody sends a large message to hear that its mailbox is not there, that its flags are none, or that there is no room.</summary>
    public override CommandResult? JudgeBeforeMessage(ref ImapReader reader, long octets, ImapSession session)
    {
        AppendBeginning beginning = AppendArguments.ReadBeginning(ref reader);
        FlagNames.Demand(beginning.Flags, mayBeRecent: true, reader.Position);
        return Find(beginning.Mailbox, session) is null ? Refusals.NoTarget(beginning.Mailbox, session)
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
            if (message.Options.Count > 0 || message.Data is not AppendLiteral data)
            {
                throw new ImapSyntaxException("Expected a literal", reader.Position);
            }

            FlagNames.Demand(message.Flags, mayBeRecent: true, reader.Position); // left out: clients copy flags from a FETCH

            // Not detached only before login, where the command is refused.
            LiteralSpool? spool = data.Literal.IsDetached ? input.Literals[data.Literal.DetachedIndex] : null;
            messages.Add(new(message.Flags, message.Date, spool, data.Literal.Length));
        }

        return new(arguments.Mailbox, messages);
    }

    public override async ValueTask<CommandResult> RunAsync(AppendRequest append, ImapSession session, CancellationToken cancellationToken)
    {
        if (Find(append.Mailbox, session) is not { } info)
        {
            return Refusals.NoTarget(append.Mailbox, session);
        }

        if (append.Messages.Count > session.Protocol.SaveLimit)
        {
            return CommandResult.No("Too many messages to append at once", new MessageLimitCode((uint)session.Protocol.SaveLimit)); // RFC 9738 §3.1
        }

        List<Change> changes = [];
        foreach (NewMessage message in append.Messages)
        {
            if (message.Octets == 0)
            {
                return CommandResult.No("A message has at least one octet", ResponseCode.Cannot);
            }

            if (message.Spool!.HasForbiddenNul)
            {
                return CommandResult.Bad("A literal holds no NUL; send a literal8");
            }

            changes.Add(new AddMessage(info.Id, message.Spool.Message, [.. message.Flags.Where(static flag => flag != Flag.Recent)], message.Date));
        }

        CommitResult result = await session.Account!.CommitAsync(new Commit(changes), cancellationToken);
        return result.IsDone
            ? CommandResult.Ok("APPEND completed", session.Protocol.AppendedCode([.. result.Outcomes.Cast<MessageAdded>()]))
            : CommandResult.No(result.Refusal);
    }

    private static MailboxInfo? Find(MailboxName mailbox, ImapSession session) =>
        session.Account!.Mailboxes.Find(mailbox) is { IsSelectable: true } info ? info : null;
}

/// <summary>What APPEND brings.</summary>
internal sealed record AppendRequest(MailboxName Mailbox, IReadOnlyList<NewMessage> Messages);

/// <summary>One message of it.</summary>
internal sealed record NewMessage(FlagList Flags, InternalDate? Date, LiteralSpool? Spool, long Octets);
