using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>COPY and UID COPY (RFC 3501 §6.4.7): all of it or nothing.</summary>
internal sealed class CopyCommand : MessageCommand<CopyArguments>
{
    public override CommandTraits Traits =>
        CommandTraits.Selected | CommandTraits.WritesMessages | CommandTraits.ReadsMailboxes | CommandTraits.UsesSequenceNumbers;

    public override LiteralKind KindOfLiteral(ReadOnlySpan<byte> arguments) => LiteralKind.Mailbox;

    public override async ValueTask<CommandResult> RunAsync(ForMessages<CopyArguments> command, ImapSession session, CancellationToken cancellationToken)
    {
        (CommandResult result, MessagesCopied? copied) = await CopyAsync(command, session, isMove: false, cancellationToken);
        return copied is null ? result : CommandResult.Ok("COPY completed", session.Protocol.CopiedCode(copied));
    }

    /// <summary>Copies or moves; what was copied is null where nothing was.</summary>
    internal static async ValueTask<(CommandResult Result, MessagesCopied? Copied)> CopyAsync(
        ForMessages<CopyArguments> command, ImapSession session, bool isMove, CancellationToken cancellationToken)
    {
        SessionView view = session.View!;
        string name = isMove ? "MOVE" : "COPY";
        if (view.Resolve(command.Arguments.Messages, command.IsUid) is not { } selection)
        {
            return (Refusals.NoSuchNumber, null);
        }

        if (session.Account!.Mailboxes.Find(command.Arguments.Mailbox) is not { IsSelectable: true } target)
        {
            return (Refusals.NoTarget(command.Arguments.Mailbox, session), null);
        }

        if (selection.IsEmpty)
        {
            return (CommandResult.Ok(name + " completed"), null);
        }

        ImapProtocol protocol = session.Protocol;
        (selection, MessageLimitCode? limited) = selection.Take(isMove ? protocol.MessageLimit : protocol.SaveLimit);
        if (limited is not null && !isMove)
        {
            return (CommandResult.No("Too many messages to copy, try a smaller subset", limited), null); // all or nothing (RFC 9738 §3.1)
        }

        UidSet uids = selection.ToUidSet();
        MailboxSnapshot now = view.Mailbox.Snapshot;
        if (!command.IsUid && SomeGone(now, selection))
        {
            return (Refusals.ExpungeIssued, null); // all or nothing (RFC 3501 §6.4.7, RFC 2180 §4.4.1)
        }

        CommitResult result = await session.Account.CommitAsync(new Commit(new CopyMessages(now.Info.Id, uids, target.Id, isMove)), cancellationToken);
        if (!result.IsDone)
        {
            return (CommandResult.No(result.Refusal), null);
        }

        MessagesCopied copied = result.Only<MessagesCopied>();
        session.NoteBrought(target.Id, copied.TargetUids);
        return (CommandResult.Ok(name + " completed") with { Limited = limited }, copied.SourceUids.IsEmpty ? null : copied);
    }

    private static bool SomeGone(MailboxSnapshot now, MessageSelection selection)
    {
        var cursor = new SnapshotCursor(now);
        foreach (NumberRange range in selection.SequenceRanges)
        {
            for (int sequence = (int)range.First; sequence <= range.Last; sequence++)
            {
                if (!cursor.TryFind(selection.Messages.UidAt(sequence), out _, out _))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
