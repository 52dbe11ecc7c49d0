using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>MOVE and UID MOVE (RFC 6851 §3.1, §3.2): one commit, so that nobody sees a message twice or not at all.</summary>
internal sealed class MoveCommand : MessageCommand<CopyArguments>
{
    public override CommandTraits Traits =>
        CommandTraits.Selected | CommandTraits.WritesMessages | CommandTraits.ReadsMailboxes | CommandTraits.UsesSequenceNumbers;

    public override LiteralKind KindOfLiteral(ReadOnlySpan<byte> arguments) => LiteralKind.Mailbox;

    public override async ValueTask<CommandResult> RunAsync(ForMessages<CopyArguments> command, ImapSession session, CancellationToken cancellationToken)
    {
        if (session.View!.IsReadOnly)
        {
            return Refusals.ReadOnly;
        }

        (CommandResult result, MessagesCopied? copied, ResponseCode? code) = await CopyCommand.CopyAsync(command, session, isMove: true, cancellationToken);
        if (copied is not null && code is not null)
        {
            // Before the EXPUNGEs: so the client knows where each one went when it vanishes (RFC 6851 §4.3).
            await session.Output.EnterAsync(cancellationToken);
            try
            {
                ResponseLines.WriteOk(session.Output.Buffer, session.Dialect, code, "Moved");
            }
            finally
            {
                session.Output.Leave();
            }
        }

        return result with { TellsModSeq = copied is not null };
    }
}
