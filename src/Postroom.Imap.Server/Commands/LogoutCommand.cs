using Postroom.Net;

namespace Postroom.Imap.Server;

/// <summary>LOGOUT (RFC 3501 §6.1.3): BYE, then OK, then the connection is closed.</summary>
internal sealed class LogoutCommand : GrammarCommand<NoArguments>
{
    public override CommandTraits Traits =>
        CommandTraits.AnyState | CommandTraits.Alone | CommandTraits.StopsReader | CommandTraits.TellsNothing;

    public override async ValueTask<CommandResult> RunAsync(NoArguments none, ImapSession session, CancellationToken cancellationToken)
    {
        await session.Output.EnterAsync(cancellationToken);
        try
        {
            ResponseLines.WriteBye(session.Output.Buffer, session.Dialect, null, "Logging out");
        }
        finally
        {
            session.Output.Leave();
        }

        return CommandResult.Ok("LOGOUT completed") with { Ends = ConnectionEndReason.Completed };
    }
}
