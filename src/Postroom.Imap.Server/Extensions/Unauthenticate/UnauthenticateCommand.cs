namespace Postroom.Imap.Server;

/// <summary>UNAUTHENTICATE (RFC 8437 §3). TLS stays, with the client's certificate if it gave one.</summary>
internal sealed class UnauthenticateCommand : GrammarCommand<NoArguments>
{
    // What is pipelined behind it, an AUTHENTICATE mostly, is a stranger's.
    public override CommandTraits Traits =>
        CommandTraits.LoggedIn | CommandTraits.Alone | CommandTraits.StopsReader | CommandTraits.TellsNothing | CommandTraits.WithoutText;

    // "A NO response is not permitted": not for a literal that nobody takes, either.
    internal override ValueTask<CommandResult> RefuseAsync(CommandResult refusal, ImapSession session) => new(CommandResult.Bad(refusal.Text));

    public override async ValueTask<CommandResult> RunAsync(NoArguments none, ImapSession session, CancellationToken cancellationToken)
    {
        await session.UnauthenticateAsync();
        return CommandResult.Ok("UNAUTHENTICATE completed", session.Protocol.CapabilityCode(session)) with
        {
            AfterAnswer = static (left, token) => left.EndCompressionAsync(token),
        };
    }
}
