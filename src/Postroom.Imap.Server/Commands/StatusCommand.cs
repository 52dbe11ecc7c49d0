using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>STATUS (RFC 3501 §6.3.10): from the mailbox's row alone.</summary>
internal sealed class StatusCommand : GrammarCommand<StatusArguments>
{
    public override CommandTraits Traits => CommandTraits.LoggedIn | CommandTraits.ReadsMailboxes | CommandTraits.ReadsMessages | CommandTraits.Quick;

    public override LiteralKind KindOfLiteral(ReadOnlySpan<byte> arguments) => LiteralKind.Mailbox;

    protected override StatusArguments Read(ref ImapReader reader, CommandInput input)
    {
        StatusArguments arguments = StatusArguments.Read(ref reader);
        foreach (StatusItem item in arguments.Items)
        {
            if (input.Session.Protocol.StatusValue(item) is null)
            {
                throw new ImapSyntaxException($"Unknown STATUS item {item.Name}", reader.Position);
            }
        }

        return arguments;
    }

    public override async ValueTask<CommandResult> RunAsync(StatusArguments status, ImapSession session, CancellationToken cancellationToken)
    {
        if (session.Account!.Mailboxes.Find(status.Mailbox) is not { IsSelectable: true } info)
        {
            return CommandResult.No("There is no such mailbox", ResponseCode.NonExistent);
        }

        if (status.Items.Any(item => session.Protocol.Registry.CondStoreStatusItems.Contains(item.Name)))
        {
            await session.BecomeCondStoreAwareAsync(cancellationToken);
        }

        await session.Output.EnterAsync(cancellationToken);
        try
        {
            Write(session, info, status.Items);
        }
        finally
        {
            session.Output.Leave();
        }

        return CommandResult.Ok("STATUS completed");
    }

    private static void Write(ImapSession session, MailboxInfo info, ValueList<StatusItem> items)
    {
        var writer = new ImapWriter(session.Output.Buffer, session.Dialect);
        writer.WriteRaw("* STATUS "u8);
        writer.WriteMailbox(info.Name);
        writer.WriteRaw(" ("u8);
        for (int i = 0; i < items.Count; i++)
        {
            writer.WriteRaw(i > 0 ? " "u8 : ""u8);
            writer.WriteAscii(items[i].Name);
            writer.WriteSpace();
            writer.WriteNumber((ulong)session.Protocol.StatusValue(items[i])!(new(session, info)));
        }

        writer.WriteRaw(")\r\n"u8);
    }
}
