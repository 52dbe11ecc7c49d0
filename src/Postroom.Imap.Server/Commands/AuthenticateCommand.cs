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
            return CommandResult.No("There is no such mechanism", ResponseCode.Cannot);
        }

        if (!session.MayUsePlaintext)
        {
            return Logins.RefuseInTheClear(session, mechanism.Name);
        }

        SaslContext context = Logins.ContextOf(session);
        if (!mechanism.IsPossible(context))
        {
            return CommandResult.No("This mechanism cannot be used on this connection", ResponseCode.Cannot);
        }

        using var conversation = new SaslConversation(mechanism, context);
        SaslReply reply = await conversation.StartAsync(Encode(arguments.InitialResponse), cancellationToken);
        while (reply.Kind == SaslReplyKind.Challenge)
        {
            await ChallengeAsync(session, reply.Challenge, cancellationToken);
            using CommandFrame? line = await session.ReadLineAsync().WaitAsync(cancellationToken);
            if (line is null)
            {
                return CommandResult.Bad("The connection was closed"); // nobody reads it
            }

            reply = await conversation.ContinueAsync(line.Octets, cancellationToken);
            line.Dispose(wasSecret: true);
        }

        return reply.Kind switch
        {
            SaslReplyKind.Cancelled => BrokenOff(session, mechanism, "Authentication was cancelled"),
            SaslReplyKind.Malformed => BrokenOff(session, mechanism, "The response does not fit the mechanism"),
            _ => await Logins.ConcludeAsync(session, mechanism.Name, reply.Result!, cancellationToken),
        };
    }

    private static CommandResult BrokenOff(ImapSession session, ISaslMechanism mechanism, string why)
    {
        Log.LoginRefused(session.Server.Logger, mechanism.Name, session.ClientName, why);
        return CommandResult.Bad(why);
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
