using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>SUBSCRIBE and UNSUBSCRIBE (RFC 3501 §6.3.6, §6.3.7): names, which need not exist.</summary>
internal sealed class SubscribeCommand(bool isSubscribed) : GrammarCommand<MailboxArguments>
{
    public override CommandTraits Traits => CommandTraits.LoggedIn | CommandTraits.WritesMailboxes;

    public override LiteralKind KindOfLiteral(ReadOnlySpan<byte> arguments) => LiteralKind.Mailbox;

    public override async ValueTask<CommandResult> RunAsync(MailboxArguments arguments, ImapSession session, CancellationToken cancellationToken)
    {
        var change = new ChangeSubscription(arguments.Mailbox, isSubscribed);
        CommitResult result = await session.Account!.CommitAsync(new Commit(change), cancellationToken);
        if (result.IsDone)
        {
            session.Notifications?.Own?.Subscribed(arguments.Mailbox, isSubscribed);
        }

        return result.IsDone
            ? CommandResult.Ok(isSubscribed ? "SUBSCRIBE completed" : "UNSUBSCRIBE completed")
            : CommandResult.No(result.Refusal);
    }
}
