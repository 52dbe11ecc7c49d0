using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>DELETE (RFC 3501 §6.3.4).</summary>
internal sealed class DeleteCommand : GrammarCommand<MailboxArguments>
{
    public override CommandTraits Traits => CommandTraits.LoggedIn | CommandTraits.WritesMailboxes | CommandTraits.WritesMessages;

    public override LiteralKind KindOfLiteral(ReadOnlySpan<byte> arguments) => LiteralKind.Mailbox;

    public override async ValueTask<CommandResult> RunAsync(MailboxArguments delete, ImapSession session, CancellationToken cancellationToken)
    {
        await using MailboxPlace? place = await session.FindMailboxAsync(delete.Mailbox, cancellationToken);
        if (place is not { Mailbox: var info })
        {
            return Refusals.NoMailbox;
        }

        if (!place.IsOwn)
        {
            return Refusals.NoPermission; // x is nothing yet: only owners delete (docs/store.md)
        }

        CommitResult result = await place.Account.CommitAsync(new Commit(new DeleteMailbox(info.Id)), cancellationToken);
        if (!result.IsDone)
        {
            return CommandResult.No(result.Refusal);
        }

        session.Notifications?.Own?.Deleted(info.Id, delete.Mailbox);
        await ListLine.TellAsync(delete.Mailbox, session, cancellationToken);
        return CommandResult.Ok("DELETE completed");
    }
}
