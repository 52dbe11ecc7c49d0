using Postroom.Net;
using Postroom.Security;
using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>What LOGIN and AUTHENTICATE have in common: how they end.</summary>
internal static class Logins
{
    /// <summary>A password must not cross this line (RFC 5530 §3, LOGINDISABLED: RFC 3501 §6.2.3).</summary>
    internal static CommandResult PrivacyRequired { get; } =
        CommandResult.No("A password is only taken over TLS", ResponseCode.PrivacyRequired);

    /// <summary>Refuses what would send a password in the clear.</summary>
    internal static CommandResult RefuseInTheClear(ImapSession session, string mechanism)
    {
        Log.LoginRefused(session.Server.Logger, mechanism, session.ClientName, PrivacyRequired.Text);
        return PrivacyRequired;
    }

    /// <summary>For the log: who it is, and who proved to be somebody else that may act so.</summary>
    private static string WhoOf(AuthenticationResult result) =>
        result.LoginName.Length == 0 || result.LoginName == result.Name ? result.Name : $"{result.LoginName} as {result.Name}";

    internal static LoginOrigin OriginOf(ImapSession session) => new(session.Connection.RemoteEndPoint?.Address, LoginServices.Imap);

    internal static SaslContext ContextOf(ImapSession session) =>
        new(session.Server.Authenticator, OriginOf(session), session.MayUsePlaintext) { Tls = session.Connection.Tls is { } tls ? new TlsChannel(tls) : null };

    internal static async ValueTask<CommandResult> ConcludeAsync(
        ImapSession session, string mechanism, AuthenticationResult result, CancellationToken cancellationToken)
    {
        if (result.IsSuccess)
        {
            if (await session.LogInAsync(result.IsAnonymous ? AccountId.Anonymous : new AccountId(result.AccountId), cancellationToken, result) is { } refused)
            {
                session.Server.Metrics?.LoginDone(mechanism, isSuccess: false);
                Log.LoginFailed(session.Server.Logger, result.Name, mechanism, session.ClientName, refused.Text);
                return refused;
            }

            session.Connection.User = result.Name;
            session.Server.Metrics?.LoginDone(mechanism, isSuccess: true);
            Log.LoggedIn(session.Server.Logger, WhoOf(result), mechanism, session.ClientName);
            return CommandResult.Ok("Logged in", session.Protocol.CapabilityCode(session));
        }

        session.Server.Metrics?.LoginDone(mechanism, isSuccess: false);
        (CommandResult failed, string reason) = result.Failure switch
        {
            AuthenticationFailure.Authorization => (CommandResult.No("You may not act as this user", ResponseCode.AuthorizationFailed), "may not act as whom it named"),
            AuthenticationFailure.WellKnownPassword => (CommandResult.No(
                "This password is one that attackers try first; you need a new one", ResponseCode.Expired), "a password that attackers try first"),
            AuthenticationFailure.Unavailable => (
                CommandResult.No("Passwords cannot be checked now, try again later", ResponseCode.Unavailable), "the directory could not be asked"),
            _ => (CommandResult.No("Wrong name or password", ResponseCode.AuthenticationFailed), result.Detail ?? "wrong name or password"),
        };
        Log.LoginFailed(session.Server.Logger, result.LoginName, mechanism, session.ClientName, reason);
        if (session.CountFailedLogin())
        {
            failed = failed with
            {
                AfterAnswer = static (ended, _) =>
                {
                    ended.End(ConnectionEndReason.Limit, "Too many failed logins");
                    return ValueTask.CompletedTask;
                },
            };
        }

        return failed;
    }
}
