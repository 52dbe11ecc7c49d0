using Postroom.Imap.Server;
using Postroom.Security;
using Postroom.Store;
using Postroom.Store.Engine;

namespace Postroom.Server;

/// <summary>Asks the directory every few minutes about who is logged in: sessions of who is disabled there or gone from it end.</summary>
internal sealed class LdapWatch : IAsyncDisposable
{
    private readonly PostroomHost _host;
    private readonly LdapAccounts _accounts;
    private readonly Func<IReadOnlyList<AccountId>> _inUse;
    private readonly Action<Guid> _forget;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _running;

    /// <param name="host">Whose sessions.</param>
    /// <param name="accounts">Whom to ask.</param>
    /// <param name="inUse">The accounts that somebody is logged in to.</param>
    /// <param name="forget">Makes an account's next login be checked anew.</param>
    /// <param name="interval">How often.</param>
    /// <param name="time">The clock.</param>
    public LdapWatch(
        PostroomHost host, LdapAccounts accounts, Func<IReadOnlyList<AccountId>> inUse, Action<Guid> forget, TimeSpan interval, TimeProvider time)
    {
        (_host, _accounts, _inUse, _forget) = (host, accounts, inUse, forget);
        _running = RunAsync(new PeriodicTimer(interval, time));
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _stopping.Dispose();
    }

    private async Task RunAsync(PeriodicTimer timer)
    {
        using PeriodicTimer every = timer;
        try
        {
            while (await every.WaitForNextTickAsync(_stopping.Token))
            {
                foreach (AccountId id in _inUse())
                {
                    // The rest has to wait for the next time where the directory is away: it would not say more of them.
                    if (_host.Store.Engine.Accounts.Find(id) is { } account && PasswordSet.Parse(account.Credentials).IsOfDirectory && !await CheckAsync(account))
                    {
                        break;
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }

    // One account's trouble is not another's: it is logged, and tried again the next time.
    private async ValueTask<bool> CheckAsync(AccountRecord account)
    {
        try
        {
            bool? mayLogIn = await _accounts.StandingAsync(account.Name, _stopping.Token);
            if (mayLogIn == false)
            {
                _forget(account.Id.Value);
                _host.Log.Info($"LDAP: {account.Name} is disabled in the directory or gone from it: its sessions end.");
                await _host.EndSessionsAsync(account, SessionDismissal.Disabled, _stopping.Token);
            }

            return mayLogIn is not null;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            _host.Log.Fault($"asking the LDAP directory about {account.Name}", e);
            return true;
        }
    }
}
