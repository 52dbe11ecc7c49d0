namespace Postroom.Imap.Server;

/// <summary>NOOP and CHECK (RFC 3501 §6.1.2, §6.4.1): the session tells what is new; what was answered is on disk already.</summary>
internal sealed class NoopCommand(string name, CommandTraits states) : GrammarCommand<NoArguments>
{
    private readonly CommandResult _done = CommandResult.Ok(name + " completed");

    public override CommandTraits Traits => states | CommandTraits.Quick;

    public override ValueTask<CommandResult> RunAsync(NoArguments none, ImapSession session, CancellationToken cancellationToken) => new(_done);
}
