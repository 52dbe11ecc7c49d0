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
