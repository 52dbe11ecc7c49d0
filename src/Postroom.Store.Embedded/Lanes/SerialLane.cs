using System.Diagnostics;

namespace Postroom.Store.Embedded.Lanes;

/// <summary>One account's place in the writer lanes: its work runs in order, on one lane at a time, at most 20 ms before others get their turn.</summary>
internal sealed class SerialLane(LanePool pool) : ILaneWork
{
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(20);

    private readonly Lock _gate = new();
    private readonly Queue<ILaneWork> _items = new();
    private bool _scheduled;

    internal void Post(ILaneWork item)
    {
        lock (_gate)
        {
            _items.Enqueue(item);
            if (_scheduled)
            {
                return;
            }

            _scheduled = true;
        }

        pool.Post(this);
    }

    /// <summary>Runs <paramref name="work"/> in its turn; its awaiter goes on on the thread pool.</summary>
    internal Task<T> RunAsync<T>(Func<T> work)
    {
        var item = new LaneCall<T>(work, TaskCreationOptions.RunContinuationsAsynchronously);
        Post(item);
        return item.Task;
    }

    /// <summary>Runs work that is short: here, if nothing of the account runs or waits and this thread may; else in its turn.</summary>
    /// <remarks>Its awaiter goes on where the work was done.</remarks>
    internal ValueTask<T> RunShortAsync<T>(Func<T> work)
    {
        if (!TryTakeTurn())
        {
            var item = new LaneCall<T>(work, TaskCreationOptions.None);
            Post(item);
            return new(item.Task);
        }

        try
        {
            return new(work());
        }
        catch (Exception e)
        {
            return ValueTask.FromException<T>(e);
        }
        finally
        {
            EndTurn();
        }
    }

    private bool TryTakeTurn()
    {
        if (!pool.TryVisit())
        {
            return false;
        }

        lock (_gate)
        {
            if (!_scheduled)
            {
                return _scheduled = true;
            }
        }

        pool.EndVisit();
        return false;
    }

    private void EndTurn()
    {
        pool.EndVisit();
        lock (_gate)
        {
            if (_items.Count == 0)
            {
                _scheduled = false;
                return;
            }
        }

        pool.Post(this); // what came meanwhile is a lane's
    }

    void ILaneWork.Run()
    {
        long started = Stopwatch.GetTimestamp();
        while (true)
        {
            ILaneWork? item;
            lock (_gate)
            {
                if (!_items.TryDequeue(out item))
                {
                    _scheduled = false;
                    return;
                }
            }

            item.Run();
            if (Stopwatch.GetElapsedTime(started) > Turn)
            {
                lock (_gate)
                {
                    // With nothing left its owner may be closing the lanes by now: they take no more then.
                    if (_items.Count == 0)
                    {
                        _scheduled = false;
                        return;
                    }
                }

                pool.Post(this);
                return;
            }
        }
    }
}
