namespace Postroom.Imap.Server;

/// <summary>NOOP and CHECK (RFC 3501 §6.1.2, §6.4.1): the session tells what is new; what was answered is on disk already.</summary>
internal sealed class NoopCommand(string name, CommandTraits states) : GrammarCommand<NoArguments>
{
    private readonly CommandResult _done = CommandResult.Ok(name + " completed");

    public override CommandTraits Traits => states | CommandTraits.Quick;

    public override async ValueTask<CommandResult> RunAsync(NoArguments none, ImapSession session, CancellationToken cancellationToken)
    {
        if (session.Notifications is not null)
        {
            await session.Output.EnterAsync(cancellationToken);
            try
            {
                await session.TellAccountAsync(cancellationToken); // news that are on their way come before the OK
            }
            finally
            {
                session.Output.Leave();
            }
        }

        return _done;
    }
}
