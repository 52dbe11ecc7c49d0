using Postroom.Store.Embedded.Accounts;

namespace Postroom.Store.Embedded;

/// <summary>Puts on disk what was only written: one timer for all accounts, armed by the first that has something.</summary>
internal sealed class WrittenSync : IDisposable
{
    private readonly Lock _gate = new();
    private readonly TimeSpan _delay;
    private readonly ITimer _timer;
    private List<EmbeddedAccount> _waiting = [];
    private bool _disposed;

    internal WrittenSync(TimeSpan delay, TimeProvider time)
    {
        _delay = delay;
        _timer = time.CreateTimer(static state => ((WrittenSync)state!).Run(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    internal void Add(EmbeddedAccount account)
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _waiting.Add(account);
            if (_waiting.Count == 1)
            {
                _timer.Change(_delay, Timeout.InfiniteTimeSpan);
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _waiting = [];
        }

        _timer.Dispose();
    }

    private void Run()
    {
        List<EmbeddedAccount> accounts;
        lock (_gate)
        {
            (accounts, _waiting) = (_waiting, []);
        }

        foreach (EmbeddedAccount account in accounts)
        {
            account.SyncInBackground();
        }
    }
}
