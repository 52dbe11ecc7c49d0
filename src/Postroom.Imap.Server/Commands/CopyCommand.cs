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
        (CommandResult result, MessagesCopied? copied, ResponseCode? code) = await CopyAsync(command, session, isMove: false, cancellationToken);
        return copied is null ? result : CommandResult.Ok("COPY completed", code);
    }

    /// <summary>Copies or moves; what was copied is null where nothing was. The code is COPYUID, where that may be told.</summary>
    internal static async ValueTask<(CommandResult Result, MessagesCopied? Copied, ResponseCode? Code)> CopyAsync(
        ForMessages<CopyArguments> command, ImapSession session, bool isMove, CancellationToken cancellationToken)
    {
        SessionView view = session.View!;
        string name = isMove ? "MOVE" : "COPY";
        if (view.Resolve(command.Arguments.Messages, command.IsUid) is not { } selection)
        {
            return (Refusals.NoSuchNumber, null, null);
        }

        await using MailboxPlace? place = await session.FindMailboxAsync(command.Arguments.Mailbox, cancellationToken);
        if (place is not { Mailbox: { IsSelectable: true } target })
        {
            return (Refusals.NoTarget(command.Arguments.Mailbox, session), null, null);
        }

        if (selection.IsEmpty)
        {
            return (CommandResult.Ok(name + " completed"), null, null);
        }

        ImapProtocol protocol = session.Protocol;
        (selection, MessageLimitCode? limited) = selection.Take(isMove ? protocol.MessageLimit : protocol.SaveLimit);
        if (limited is not null && !isMove)
        {
            return (CommandResult.No("Too many messages to copy, try a smaller subset", limited), null, null); // all or nothing (RFC 9738 §3.1)
        }

        UidSet uids = selection.ToUidSet();
        MailboxSnapshot now = view.Mailbox.Snapshot;
        if (!command.IsUid && SomeGone(now, selection))
        {
            return (Refusals.ExpungeIssued, null, null); // all or nothing (RFC 3501 §6.4.7, RFC 2180 §4.4.1)
        }

        CommitResult result = place.Account.Owner == view.Account.Owner
            ? await view.Account.CommitAsync(new Commit(new CopyMessages(now.Info.Id, uids, target.Id, isMove)), cancellationToken)
            : await session.Server.Store.CopyAcrossAsync(
                new CopyAcross(view.Account, now.Info.Id, uids, place.Account, target.Id, Guid.NewGuid(), isMove), cancellationToken);
        if (!result.IsDone)
        {
            return (CommandResult.No(result.Refusal), null, null);
        }

        MessagesCopied copied = result.Only<MessagesCopied>();
        session.NoteBrought(target.Id, copied.TargetUids);
        session.Server.Metrics?.Appended(copied.TargetUids.Count, name);
        CommandResult done = CommandResult.Ok(name + " completed") with { Limited = limited };
        return copied.SourceUids.IsEmpty ? (done, null, null)
            : (done, copied, place.MayRead ? session.Protocol.CopiedCode(copied) : null); // RFC 4315 §3: not where it cannot be selected
    }

    private static bool SomeGone(MailboxSnapshot now, MessageSelection selection)
    {
        var uids = new ViewCursor(selection.Messages);
        var cursor = new SnapshotCursor(now);
        foreach (NumberRange range in selection.SequenceRanges)
        {
            for (int sequence = (int)range.First; sequence <= range.Last; sequence++)
            {
                if (!cursor.TryFind(uids.UidAt(sequence), out _, out _))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
