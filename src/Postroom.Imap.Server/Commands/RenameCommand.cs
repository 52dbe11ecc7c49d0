using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>RENAME (RFC 3501 §6.3.5). Sessions that have it selected go on: they hold its identity, not its name (INVARIANTS 9).</summary>
internal sealed class RenameCommand : GrammarCommand<RenameArguments>
{
    public override CommandTraits Traits => CommandTraits.LoggedIn | CommandTraits.WritesMailboxes | CommandTraits.WritesMessages;

    public override LiteralKind KindOfLiteral(ReadOnlySpan<byte> arguments) => LiteralKind.Mailbox;

    protected override RenameArguments Read(ref ImapReader reader, CommandInput input)
    {
        RenameArguments arguments = RenameArguments.Read(ref reader);
        return arguments.Parameters.IsEmpty
            ? arguments
            : throw new ImapSyntaxException($"Unknown RENAME parameter {arguments.Parameters[0].Name}", reader.Position);
    }

    public override async ValueTask<CommandResult> RunAsync(RenameArguments rename, ImapSession session, CancellationToken cancellationToken)
    {
        await using (MailboxPlace? place = await session.FindMailboxAsync(rename.From, cancellationToken))
        {
            if (place is { IsOwn: false })
            {
                return Refusals.NoPermission; // x is nothing yet: only owners rename (docs/store.md)
            }
        }

        CommitResult result = await session.Account!.CommitAsync(new Commit(new RenameMailbox(rename.From, rename.To)), cancellationToken);
        if (!result.IsDone)
        {
            return CommandResult.No(result.Refusal);
        }

        if (!rename.From.IsInbox) // its messages are in a new mailbox, with other UIDs: that is told
        {
            session.Notifications?.Own?.Renamed(rename.From, rename.To);
        }

        if (rename.From.Given is not null || rename.To.Given is not null)
        {
            await ListLine.TellAsync(rename.To, rename.From.Given ?? rename.From.Value, session, cancellationToken);
        }

        return CommandResult.Ok("RENAME completed");
    }
}
