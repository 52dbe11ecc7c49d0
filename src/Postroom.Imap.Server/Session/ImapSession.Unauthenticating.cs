using Postroom.Net;

namespace Postroom.Imap.Server;

public sealed partial class ImapSession
{
    /// <summary>Makes the session what it was before the login: nobody's, with the limits of strangers (RFC 8437 §3). For a command that runs alone.</summary>
    /// <remarks>What counts against the connection goes on counting: its failed logins, and its BADs before login.</remarks>
    internal async ValueTask UnauthenticateAsync()
    {
        _loginUntil = Clock.GetTimestamp() + Ticks(Server.Options.LoginTimeout); // it counts as soon as the account is left
        bool wasStranger = IsAnonymous;
        try
        {
            await LeaveAccountAsync();
        }
        catch
        {
            End(ConnectionEndReason.Fault, "The session could not be reset"); // in place of a NO, which must not be (RFC 8437 §3)
            throw;
        }

        Connection.User = null;
        ForgetWhatClientKnows();
        _frames.Limits = Server.BeforeLogin;
        SetDeadline();
        if (!wasStranger && !Connection.TryMarkUnauthenticated())
        {
            End(ConnectionEndReason.Limit, "Too many connections from your address have not logged in", ResponseCode.Limit);
        }
    }

    /// <summary>Lets go of the mailbox and the account, and then of the seat with it: who ends the account's sessions finds it until then.</summary>
    private async ValueTask LeaveAccountAsync()
    {
        _publications?.Dispose();
        await ReplaceNotificationsAsync(null);
        await SelectAsync(null);
        if (Account is not { } account)
        {
            return;
        }

        await account.DisposeAsync();
        Account = null;
        Server.Seats.Leave(account.Actor.Account, this);
    }
}
