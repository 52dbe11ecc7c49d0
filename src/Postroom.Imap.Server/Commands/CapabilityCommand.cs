namespace Postroom.Imap.Server;

/// <summary>CAPABILITY (RFC 3501 §6.1.1).</summary>
internal sealed class CapabilityCommand : GrammarCommand<NoArguments>
{
    public override CommandTraits Traits => CommandTraits.AnyState | CommandTraits.Quick;

    public override async ValueTask<CommandResult> RunAsync(NoArguments none, ImapSession session, CancellationToken cancellationToken)
    {
        await session.SendAsync(new CapabilityResponse(ValueList.From(session.Protocol.CapabilitiesOf(session))), cancellationToken);
        return CommandResult.Ok("CAPABILITY completed");
    }
}
