using System.Net.Security;

namespace Postroom.Imap.Server;

/// <summary>STARTTLS (RFC 3501 §6.2.1). What was pipelined behind it is thrown away before the handshake (RFC 9051 §11.1).</summary>
internal sealed class StartTlsCommand : GrammarCommand<NoArguments>
{
    public override CommandTraits Traits => CommandTraits.NotAuthenticated | CommandTraits.Alone | CommandTraits.StopsReader;

    public override ValueTask<CommandResult> RunAsync(NoArguments none, ImapSession session, CancellationToken cancellationToken)
    {
        if (session.Connection.IsTls)
        {
            return new(CommandResult.Bad("TLS is on already"));
        }

        if (session.Server.Options.Tls is not { } options)
        {
            return new(CommandResult.No("This server has no certificate", ResponseCode.Unavailable));
        }

        return new(CommandResult.Ok("Begin TLS negotiation now") with { AfterAnswer = (ended, token) => UpgradeAsync(ended, options, token) });
    }

    private static async ValueTask UpgradeAsync(ImapSession session, Func<string, SslServerAuthenticationOptions> options, CancellationToken cancellationToken) =>
        await session.Connection.UpgradeToTlsAsync(options, cancellationToken);
}
