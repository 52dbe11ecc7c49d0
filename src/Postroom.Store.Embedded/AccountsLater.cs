using Postroom.Store.Embedded.Accounts;

namespace Postroom.Store.Embedded;

/// <summary>Has accounts do something a while later: one timer for all of them, armed by the first.</summary>
internal sealed class AccountsLater : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly TimeSpan _delay;
    private readonly ITimer _timer;
    private readonly Action<EmbeddedAccount> _work;
    private List<EmbeddedAccount> _waiting = [];
    private bool _disposed;

    internal AccountsLater(TimeSpan delay, TimeProvider time, Action<EmbeddedAccount> work)
    {
        (_delay, _work) = (delay, work);
        _timer = time.CreateTimer(static state => ((AccountsLater)state!).Run(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
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

    /// <summary>Nothing is begun from here on, and what was begun has been handed on: the lanes may go.</summary>
    public ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _disposed = true;
            _waiting = [];
        }

        return _timer.DisposeAsync(); // waits for a Run that is under way
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
            _work(account);
        }
    }
}
