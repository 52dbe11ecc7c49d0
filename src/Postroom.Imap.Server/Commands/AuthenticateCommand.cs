using System.Text;
using Postroom.Net;
using Postroom.Security;

namespace Postroom.Imap.Server;

/// <summary>AUTHENTICATE (RFC 3501 §6.2.2), with a first response where SASL-IR is on (RFC 4959).</summary>
internal sealed class AuthenticateCommand : GrammarCommand<AuthenticateArguments>
{
    public override CommandTraits Traits =>
        CommandTraits.NotAuthenticated | CommandTraits.Alone | CommandTraits.TakesLines | CommandTraits.Secret;

    protected override AuthenticateArguments Read(ref ImapReader reader, CommandInput input)
    {
        AuthenticateArguments arguments = AuthenticateArguments.Read(ref reader);
        return arguments.InitialResponse is null || input.Session.Protocol.AllowsInitialResponse
            ? arguments
            : throw new ImapSyntaxException("Expected the end of the line", reader.Position);
    }

    public override async ValueTask<CommandResult> RunAsync(AuthenticateArguments arguments, ImapSession session, CancellationToken cancellationToken)
    {
        if (!session.Server.Mechanisms.TryFind(arguments.Mechanism, out ISaslMechanism? mechanism))
        {
            // What was asked for may be anything, a password in the wrong place too: it is not for the log.
            return Refused(session, "an unknown mechanism", CommandResult.No("There is no such mechanism", ResponseCode.Cannot));
        }

        if (!session.MayUsePlaintext)
        {
            return Logins.RefuseInTheClear(session, mechanism.Name);
        }

        SaslContext context = Logins.ContextOf(session);
        if (!mechanism.IsPossible(context))
        {
            return Refused(session, mechanism.Name, CommandResult.No("This mechanism cannot be used on this connection", ResponseCode.Cannot));
        }

        using var conversation = new SaslConversation(mechanism, context);
        SaslReply reply = await conversation.StartAsync(Encode(arguments.InitialResponse), cancellationToken);
        while (reply.Kind == SaslReplyKind.Challenge)
        {
            await ChallengeAsync(session, reply.Challenge, cancellationToken);
            using CommandFrame? line = await session.ReadLineAsync().WaitAsync(cancellationToken);
            // Who goes has cancelled; or has failed already, and that is for the log.
            reply = await conversation.ContinueAsync(line?.Octets ?? "*"u8.ToArray(), cancellationToken);
            line?.Dispose(wasSecret: true);
        }

        return reply.Kind switch
        {
            SaslReplyKind.Cancelled => Refused(session, mechanism.Name, CommandResult.Bad("Authentication was cancelled")),
            SaslReplyKind.Malformed => Refused(session, mechanism.Name, CommandResult.Bad("The response does not fit the mechanism")),
            _ => await Logins.ConcludeAsync(session, mechanism.Name, reply.Result!, cancellationToken),
        };
    }

    private static CommandResult Refused(ImapSession session, string mechanism, CommandResult why)
    {
        Log.LoginRefused(session.Server.Logger, mechanism, session.ClientName, why.Text);
        return why;
    }

    private static async ValueTask ChallengeAsync(ImapSession session, ReadOnlyMemory<byte> challenge, CancellationToken cancellationToken)
    {
        await session.Output.EnterAsync(cancellationToken);
        try
        {
            session.Output.Write("+ "u8);
            session.Output.Write(challenge.Span);
            session.Output.Write("\r\n"u8);
            await session.Output.FlushAsync(cancellationToken);
        }
        finally
        {
            session.Output.Leave();
        }
    }

    // The conversation takes what stood on the line; "=" is an empty response (RFC 4959 §3).
    private static ReadOnlyMemory<byte>? Encode(OctetString? response)
    {
        if (response is not { } given)
        {
            return null;
        }

        return given.Length == 0 ? "="u8.ToArray() : Encoding.ASCII.GetBytes(Convert.ToBase64String(given.Span));
    }
}
