namespace Postroom.Store;

/// <summary>Keeps the number of storages small that are open although nobody uses them: the one idle for longest is closed first.</summary>
internal sealed class EngineHandles(int maxIdle, Action<Exception> report)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<EngineHandle> _idle = [];
    private readonly HashSet<Task> _closing = [];

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
            if (_idle.Count > maxIdle)
            {
                oldest = _idle.First!.Value;
                Forget(oldest);
            }
        }

        if (oldest is not null)
        {
            Track(CloseAsync(oldest));
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
    internal Task DrainAsync()
    {
        lock (_gate)
        {
            return Task.WhenAll(_closing);
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

    private async Task CloseAsync(EngineHandle handle)
    {
        try
        {
            await handle.TryCloseAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            report(e);
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
