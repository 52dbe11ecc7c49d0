using Postroom.Store;
using Postroom.Store.Engine;

namespace Postroom.Server;

/// <summary>Once a day for each account, spread over the hours: what was expunged long ago goes, and space is given back.</summary>
internal sealed class Maintenance : IAsyncDisposable
{
    private const int Hours = 24;
    private readonly ServerStore _store;
    private readonly ConsoleLog _log;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _running;

    public Maintenance(ServerStore store, ConsoleLog log, TimeProvider time)
    {
        (_store, _log, _time) = (store, log, time);
        _running = RunAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        using var everyHour = new PeriodicTimer(TimeSpan.FromHours(1), _time);
        try
        {
            for (int hour = 0; await everyHour.WaitForNextTickAsync(_stopping.Token); hour = (hour + 1) % Hours)
            {
                foreach (AccountRecord account in _store.Engine.Accounts.All().Where(account => (uint)account.Id.GetHashCode() % Hours == hour))
                {
                    await SweepAsync(account);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }

    // One account's trouble is not another's: it is logged, and tried again tomorrow.
    private async Task SweepAsync(AccountRecord record)
    {
        try
        {
            await using MailAccount? account = await _store.Mail.OpenAsync(record.Id, Principal.System, _stopping.Token);
            if (account is not null)
            {
                await account.SweepAsync(_stopping.Token);
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            _log.Fault($"daily clean-up of {record.Name}", e);
        }
    }
}
