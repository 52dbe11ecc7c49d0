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

    internal static async ValueTask<CommandResult> ConcludeAsync(
        ImapSession session, string mechanism, AuthenticationResult result, CancellationToken cancellationToken)
    {
        string address = session.Connection.RemoteEndPoint?.Address.ToString() ?? "inside";
        if (result.IsSuccess)
        {
            if (await session.LogInAsync(new AccountId(result.AccountId), cancellationToken) is { } refused)
            {
                return refused;
            }

            Log.LoggedIn(session.Server.Logger, result.Name, mechanism, address);
            return CommandResult.Ok("Logged in", session.Protocol.CapabilityCode(session));
        }

        Log.LoginFailed(session.Server.Logger, result.LoginName, mechanism, address);
        CommandResult failed = result.Failure == AuthenticationFailure.Authorization
            ? CommandResult.No("You may not act as this user", ResponseCode.AuthorizationFailed)
            : CommandResult.No("Wrong name or password", ResponseCode.AuthenticationFailed);
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
