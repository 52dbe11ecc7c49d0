namespace Postroom.Store;

/// <summary>Keeps the number of storages small that are open although nobody uses them: the one idle for longest is closed first, and each after a while.</summary>
internal sealed class EngineHandles
{
    private readonly Lock _gate = new();
    private readonly LinkedList<EngineHandle> _idle = []; // by when they became so
    private readonly HashSet<Task> _closing = [];
    private readonly int _maxIdle;
    private readonly TimeSpan _idleTime;
    private readonly TimeProvider _time;
    private readonly Action<Exception> _report;
    private readonly ITimer _timer;
    private bool _isTimerSet;

    internal EngineHandles(int maxIdle, TimeSpan idleTime, TimeProvider time, Action<Exception> report)
    {
        (_maxIdle, _idleTime, _time, _report) = (maxIdle, idleTime, time, report);
        _timer = time.CreateTimer(static handles => ((EngineHandles)handles!).CloseOld(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    internal void IsUsed(EngineHandle handle)
    {
        lock (_gate)
        {
            Forget(handle);
        }
    }

    internal void BecameIdle(EngineHandle handle)
    {
        EngineHandle? oldest = null;
        lock (_gate)
        {
            Forget(handle);
            handle.IdleNode = _idle.AddLast(handle);
            handle.IdleSince = _time.GetTimestamp();
            if (_idle.Count > _maxIdle)
            {
                oldest = _idle.First!.Value;
                Forget(oldest);
            }

            SetTimer();
        }

        if (oldest is not null)
        {
            Track(CloseAsync([oldest]));
        }
    }

    internal void Remove(EngineHandle handle)
    {
        lock (_gate)
        {
            Forget(handle);
        }
    }

    /// <summary>Completes when everything that was being closed is closed.</summary>
    internal Task WhenClosedAsync()
    {
        lock (_gate)
        {
            return Task.WhenAll(_closing);
        }
    }

    /// <summary>Likewise; nothing is closed any more for being idle.</summary>
    internal async Task DrainAsync()
    {
        await _timer.DisposeAsync().ConfigureAwait(false);
        await WhenClosedAsync().ConfigureAwait(false);
    }

    private void CloseOld()
    {
        List<EngineHandle> old = [];
        lock (_gate)
        {
            _isTimerSet = false;
            while (_idle.First is { Value: var oldest } && _time.GetElapsedTime(oldest.IdleSince) >= _idleTime)
            {
                Forget(oldest);
                old.Add(oldest);
            }

            SetTimer();
        }

        if (old.Count > 0)
        {
            Track(CloseAsync(old));
        }
    }

    // For the one that has been idle for longest.
    private void SetTimer()
    {
        if (!_isTimerSet && _idle.First is { Value: var oldest })
        {
            TimeSpan left = _idleTime - _time.GetElapsedTime(oldest.IdleSince);
            _isTimerSet = _timer.Change(TimeSpan.FromTicks(Math.Max(left.Ticks, TimeSpan.TicksPerMillisecond)), Timeout.InfiniteTimeSpan);
        }
    }

    private void Track(Task closing)
    {
        lock (_gate)
        {
            _closing.Add(closing);
        }

        _ = closing.ContinueWith(
            done =>
            {
                lock (_gate)
                {
                    _closing.Remove(done);
                }
            },
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    // One after the other: whoever closes many is in no hurry, and those who work are.
    private async Task CloseAsync(List<EngineHandle> handles)
    {
        foreach (EngineHandle handle in handles)
        {
            try
            {
                await handle.TryCloseAsync().ConfigureAwait(false);
            }
            catch (Exception e)
            {
                _report(e);
            }
        }
    }

    private void Forget(EngineHandle handle)
    {
        if (handle.IdleNode is { } node)
        {
            _idle.Remove(node);
            handle.IdleNode = null;
        }
    }
}
