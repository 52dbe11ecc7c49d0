using Postroom.Store.Engine;

namespace Postroom.Store.Embedded.Lanes;

/// <summary>A fixed set of threads for work that blocks (SQLite, file reads, fdatasync), so that the thread pool is never full of it.</summary>
/// <remarks>
/// A few callers at once may do short work on their own thread instead: two hand-overs cost more than the work of most commands
/// (ADR 0004). A lane that has nothing to do sleeps at once: spinning for more work cost more than all the work of a busy machine.
/// </remarks>
internal sealed class LanePool : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Queue<ILaneWork> _work = [];
    private readonly Stack<Lane> _resting = []; // the last to rest is the first to work: what it needs is still in its processor's cache
    private readonly Lane[] _lanes;
    private readonly int _visitorsAllowed;
    private int _visitors;
    private bool _isClosed;

    /// <summary>Starts the lanes.</summary>
    /// <param name="name">Of the threads.</param>
    /// <param name="lanes">How many threads.</param>
    /// <param name="visitors">How many callers may work on their own thread at once; see <see cref="TryVisit"/>.</param>
    internal LanePool(string name, int lanes, int visitors = 0)
    {
        _visitorsAllowed = visitors;
        _lanes = new Lane[lanes];
        for (int i = 0; i < lanes; i++)
        {
            _lanes[i] = new Lane(this, $"{name} {i}");
        }
    }

    /// <summary>Work that waits for a lane.</summary>
    internal int Waiting
    {
        get
        {
            lock (_gate)
            {
                return _work.Count;
            }
        }
    }

    /// <exception cref="ObjectDisposedException">The lanes were closed.</exception>
    internal void Post(ILaneWork work)
    {
        Lane? lane;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            if (!_resting.TryPop(out lane))
            {
                _work.Enqueue(work);
                return;
            }
        }

        lane.Wake(work);
    }

    /// <summary>Runs <paramref name="work"/> on a lane; its awaiter goes on on the thread pool.</summary>
    internal Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken = default)
    {
        var item = new LaneCall<T>(work, TaskCreationOptions.RunContinuationsAsynchronously, cancellationToken);
        Post(item);
        return item.Task;
    }

    /// <summary>Runs work that is short, here if this thread may, else on a lane.</summary>
    internal ValueTask<T> RunShortAsync<T>(Func<T> work, CancellationToken cancellationToken = default)
    {
        if (!TryVisit())
        {
            return new(RunAsync(work, cancellationToken));
        }

        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new(work());
        }
        catch (OperationCanceledException cancelled)
        {
            return ValueTask.FromCanceled<T>(cancelled.CancellationToken);
        }
        catch (Exception e)
        {
            return ValueTask.FromException<T>(e);
        }
        finally
        {
            EndVisit();
        }
    }

    /// <summary>True if this thread may work instead of a lane, until it says <see cref="EndVisit"/>: one of the pool's or that says so, and not too many of them.</summary>
    internal bool TryVisit()
    {
        if (_visitorsAllowed == 0 || !(CallingThread.MayWait || Thread.CurrentThread.IsThreadPoolThread))
        {
            return false;
        }

        if (Interlocked.Increment(ref _visitors) <= _visitorsAllowed)
        {
            return true;
        }

        EndVisit();
        return false;
    }

    internal void EndVisit() => Interlocked.Decrement(ref _visitors);

    /// <summary>Lets the lanes finish what was posted and ends them.</summary>
    public void Dispose()
    {
        Lane[] resting;
        lock (_gate)
        {
            _isClosed = true;
            resting = [.. _resting];
            _resting.Clear();
        }

        foreach (Lane lane in resting)
        {
            lane.Wake(null);
        }

        foreach (Lane lane in _lanes)
        {
            lane.Join();
        }
    }

    // Null when the lane is to rest, or to end.
    private ILaneWork? Take(Lane lane, out bool mayEnd)
    {
        lock (_gate)
        {
            mayEnd = _isClosed;
            if (!_work.TryDequeue(out ILaneWork? work) && !_isClosed)
            {
                _resting.Push(lane);
            }

            return work;
        }
    }

    /// <summary>One thread.</summary>
    private sealed class Lane
    {
        private readonly LanePool _pool;
        private readonly Thread _thread;
        private readonly object _bell = new();
        private ILaneWork? _next;
        private bool _isWoken;

        internal Lane(LanePool pool, string name)
        {
            _pool = pool;
            // SQLite needs little stack, and what Store continues here is a loop: a quarter of a megabyte each is enough.
            _thread = new Thread(Run, 256 * 1024) { IsBackground = true, Name = name };
            _thread.Start();
        }

        internal void Wake(ILaneWork? work)
        {
            lock (_bell)
            {
                (_next, _isWoken) = (work, true);
                Monitor.Pulse(_bell);
            }
        }

        internal void Join()
        {
            if (_thread != Thread.CurrentThread)
            {
                _thread.Join();
            }
        }

        private void Run()
        {
            while (true)
            {
                ILaneWork? work = _pool.Take(this, out bool mayEnd);
                if (work is null && mayEnd)
                {
                    return;
                }

                (work ?? Sleep())?.Run(); // nothing when it is woken to end
            }
        }

        private ILaneWork? Sleep()
        {
            lock (_bell)
            {
                while (!_isWoken)
                {
                    Monitor.Wait(_bell);
                }

                _isWoken = false;
                return _next;
            }
        }
    }
}
