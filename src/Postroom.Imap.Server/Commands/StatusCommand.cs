namespace Postroom.Imap.Server;

/// <summary>STATUS (RFC 3501 §6.3.10): from the mailbox's row alone.</summary>
internal sealed class StatusCommand : GrammarCommand<StatusArguments>
{
    public override CommandTraits Traits => CommandTraits.LoggedIn | CommandTraits.ReadsMailboxes | CommandTraits.ReadsMessages | CommandTraits.Quick;

    public override LiteralKind KindOfLiteral(ReadOnlySpan<byte> arguments) => LiteralKind.Mailbox;

    protected override StatusArguments Read(ref ImapReader reader, CommandInput input)
    {
        StatusArguments arguments = StatusArguments.Read(ref reader);
        StatusLine.Demand(arguments.Items, input.Session, reader.Position);
        return arguments;
    }

    public override async ValueTask<CommandResult> RunAsync(StatusArguments status, ImapSession session, CancellationToken cancellationToken)
    {
        await using MailboxPlace? place = await session.FindMailboxAsync(status.Mailbox, cancellationToken);
        if (place is not { Mailbox: { IsSelectable: true } info })
        {
            return Refusals.NoMailbox;
        }

        if (!place.MayRead)
        {
            return Refusals.NoPermission;
        }

        await StatusLine.NoteAsync(status.Items, session, cancellationToken);
        await session.Output.EnterAsync(cancellationToken);
        try
        {
            StatusLine.Write(session, info, status.Items);
        }
        finally
        {
            session.Output.Leave();
        }

        return CommandResult.Ok("STATUS completed");
    }
}
