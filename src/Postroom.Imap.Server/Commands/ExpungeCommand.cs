using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>EXPUNGE (RFC 3501 §6.4.3). The session tells what went, as for every other change.</summary>
internal sealed class ExpungeCommand : GrammarCommand<NoArguments>
{
    public override CommandTraits Traits => CommandTraits.Selected | CommandTraits.WritesMessages;

    public override ValueTask<CommandResult> RunAsync(NoArguments none, ImapSession session, CancellationToken cancellationToken) =>
        ExpungeAsync(session, null, cancellationToken);

    /// <summary>Takes out what has \Deleted, only among <paramref name="uids"/> if they are given.</summary>
    internal static async ValueTask<CommandResult> ExpungeAsync(ImapSession session, UidSet? uids, CancellationToken cancellationToken)
    {
        SessionView view = session.View!;
        if (view.IsReadOnly)
        {
            return Refusals.ReadOnly;
        }

        var expunge = new ExpungeMessages(view.Mailbox.Snapshot.Info.Id, uids);
        CommitResult result = await view.Account.CommitAsync(new Commit(expunge), cancellationToken);
        return result.IsDone
            ? CommandResult.Ok("EXPUNGE completed") with { TellsModSeq = !result.Only<MessagesExpunged>().Uids.IsEmpty }
            : CommandResult.No(result.Refusal);
    }
}
