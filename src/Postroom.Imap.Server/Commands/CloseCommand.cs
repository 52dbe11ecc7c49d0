using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>CLOSE (RFC 3501 §6.4.2): expunges without telling, then selects nothing. UNSELECT (RFC 3691) only the latter.</summary>
internal sealed class CloseCommand(string name, bool expunges) : GrammarCommand<NoArguments>
{
    public override CommandTraits Traits =>
        CommandTraits.Selected | CommandTraits.Alone | CommandTraits.TellsNothing | (expunges ? CommandTraits.None : CommandTraits.Quick);

    public override async ValueTask<CommandResult> RunAsync(NoArguments none, ImapSession session, CancellationToken cancellationToken)
    {
        SessionView view = session.View!;
        if (expunges && !view.IsReadOnly)
        {
            var expunge = new ExpungeMessages(view.Mailbox.Snapshot.Info.Id);
            CommitResult result = await view.Account.CommitAsync(new Commit(expunge), cancellationToken);
            if (!result.IsDone && result.Refusal.Reason is not (RefusalReason.NonExistent or RefusalReason.NoPermission)) // RFC 4314 §4: who may not expunge just leaves
            {
                return CommandResult.No(result.Refusal);
            }
        }

        await session.SelectAsync(null);
        return CommandResult.Ok(name + " completed");
    }
}
