using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>CREATE (RFC 3501 §6.3.3). A separator at the end only says that children will follow.</summary>
internal sealed class CreateCommand : GrammarCommand<CreateArguments>
{
    public override CommandTraits Traits => CommandTraits.LoggedIn | CommandTraits.WritesMailboxes;

    public override LiteralKind KindOfLiteral(ReadOnlySpan<byte> arguments) => LiteralKind.Mailbox;

    protected override CreateArguments Read(ref ImapReader reader, CommandInput input)
    {
        CreateArguments arguments = CreateArguments.Read(ref reader);
        CommandOptions.Demand(arguments.Parameters, input.Session.Protocol.Registry.CreateParameters, "CREATE parameter", reader.Position);
        return arguments;
    }

    public override async ValueTask<CommandResult> RunAsync(CreateArguments create, ImapSession session, CancellationToken cancellationToken)
    {
        List<string> uses = [];
        foreach (CommandOption parameter in create.Parameters)
        {
            if (parameter is UseParameter use)
            {
                uses.AddRange(use.Attributes.Select(static attribute => attribute.Name));
            }
        }

        if (uses.Exists(static use => !CanHave(MailboxAttribute.Parse(use))))
        {
            return CommandResult.No("A mailbox cannot be made for this use", ResponseCode.UseAttr); // RFC 6154 §3
        }

        CommitResult result = await session.Account!.CommitAsync(new Commit(new CreateMailbox(create.Mailbox, uses)), cancellationToken);
        if (!result.IsDone)
        {
            return CommandResult.No(result.Refusal);
        }

        MailboxCreated created = result.Only<MailboxCreated>();
        session.Notifications?.Own?.Created(created.Mailbox, create.Mailbox);
        await ListLine.TellAsync(create.Mailbox, session, cancellationToken);
        return CommandResult.Ok("CREATE completed", session.Protocol.CreatedCode(created));
    }

    // \All and \Flagged are views of other mailboxes (RFC 6154 §2): nobody makes them.
    private static bool CanHave(MailboxAttribute use) => use.IsSpecialUse && use != MailboxAttribute.All && use != MailboxAttribute.Flagged;
}
