using System.Security.Cryptography;
using System.Text;
using Postroom.Security;

namespace Postroom.Imap.Server;

/// <summary>LOGIN (RFC 3501 §6.2.3).</summary>
internal sealed class LoginCommand : GrammarCommand<LoginArguments>
{
    public override CommandTraits Traits =>
        CommandTraits.NotAuthenticated | CommandTraits.Alone | CommandTraits.StopsReader | CommandTraits.Secret;

    public override async ValueTask<CommandResult> RunAsync(LoginArguments login, ImapSession session, CancellationToken cancellationToken)
    {
        byte[] password = login.Password.Span.ToArray();
        login.WipePassword();
        try
        {
            if (!session.MayUsePlaintext)
            {
                return Logins.RefuseInTheClear(session, "LOGIN");
            }

            AuthenticationResult result = await session.Server.Authenticator.CheckPasswordAsync(
                Encoding.UTF8.GetString(login.User.Span), "", password, Logins.OriginOf(session), cancellationToken);
            return await Logins.ConcludeAsync(session, "LOGIN", result, cancellationToken);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(password);
        }
    }
}
