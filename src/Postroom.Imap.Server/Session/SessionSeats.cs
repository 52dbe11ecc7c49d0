using Postroom.Security;
using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>Who is logged in: the sessions of each account, no more than so many, and those that are nobody's, which have a number of their own.</summary>
internal sealed class SessionSeats(int maxPerAccount, int maxAnonymous)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<AccountId, AccountSessions> _sessions = [];

    /// <summary>False when the account has as many as it may.</summary>
    internal bool TryTake(AccountId account, ImapSession session)
    {
        lock (_gate)
        {
            AccountSessions sessions = _sessions.GetValueOrDefault(account);
            if (sessions.Count >= (account == AccountId.Anonymous ? maxAnonymous : maxPerAccount))
            {
                return false;
            }

            _sessions[account] = sessions.With(session);
            return true;
        }
    }

    internal void Leave(AccountId account, ImapSession session)
    {
        lock (_gate)
        {
            if (!_sessions.TryGetValue(account, out AccountSessions sessions))
            {
                return;
            }

            sessions = sessions.Without(session);
            if (sessions.Count == 0)
            {
                _sessions.Remove(account);
            }
            else
            {
                _sessions[account] = sessions;
            }
        }
    }

    /// <summary>Likewise those that came in by an application password, in whatever account.</summary>
    internal ImapSession[] By(string appPassword)
    {
        lock (_gate)
        {
            return [.. _sessions.Values.SelectMany(static sessions => sessions.All).Where(session => session.AppPassword == appPassword)];
        }
    }

    /// <summary>Likewise those that came in by a certificate, with it.</summary>
    internal (ImapSession Session, CertificateLogin Certificate)[] ByCertificate()
    {
        lock (_gate)
        {
            return [.. _sessions.Values.SelectMany(static sessions => sessions.All).Where(static session => session.Certificate is not null).Select(static session => (session, session.Certificate!))];
        }
    }

    /// <summary>The accounts that have sessions now, and those that act for others in one.</summary>
    internal AccountId[] Accounts()
    {
        lock (_gate)
        {
            return [.. _sessions.Keys.Union(_sessions.Values.SelectMany(static sessions => sessions.All).Select(static session => session.LoginAccount))];
        }
    }

    /// <summary>The account's sessions now and those in which it acts for another, those that are still logging in included.</summary>
    internal ImapSession[] Of(AccountId account)
    {
        lock (_gate)
        {
            return [.. _sessions.SelectMany(of => of.Key == account ? of.Value.All : of.Value.All.Where(session => session.LoginAccount == account))];
        }
    }
}
