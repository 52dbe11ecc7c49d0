namespace Postroom.Imap.Server;

/// <summary>UID EXPUNGE (RFC 4315 §2.1): only what has \Deleted and is named.</summary>
internal sealed class UidExpungeCommand : GrammarCommand<UidExpungeArguments>
{
    public override CommandTraits Traits => CommandTraits.Selected | CommandTraits.WritesMessages;

    public override bool IsUidOnly => true;

    public override ValueTask<CommandResult> RunAsync(UidExpungeArguments expunge, ImapSession session, CancellationToken cancellationToken) =>
        ExpungeCommand.ExpungeAsync(session, session.View!.UidsOf(expunge.Uids), cancellationToken);
}
