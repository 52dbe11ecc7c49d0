namespace Postroom.Imap.Server;

/// <summary>UID EXPUNGE (RFC 4315 §2.1): only what has \Deleted and is named.</summary>
internal sealed class UidExpungeCommand : GrammarCommand<UidExpungeArguments>
{
    public override CommandTraits Traits => CommandTraits.Selected | CommandTraits.WritesMessages;

    public override bool IsUidOnly => true;

    public override async ValueTask<CommandResult> RunAsync(UidExpungeArguments expunge, ImapSession session, CancellationToken cancellationToken)
    {
        SessionView view = session.View!;
        (UidSet uids, MessageLimitCode? limited) = MessageLimits.TakeDeleted(view.Mailbox.Snapshot, view.UidsOf(expunge.Uids), session.Protocol.MessageLimit);
        CommandResult result = await ExpungeCommand.ExpungeAsync(session, uids, cancellationToken);
        return result.Status == CommandStatus.Ok ? result with { Limited = limited } : result;
    }
}
