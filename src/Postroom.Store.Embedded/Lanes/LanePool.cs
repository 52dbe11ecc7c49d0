using System.Collections.Concurrent;

namespace Postroom.Store.Embedded.Lanes;

/// <summary>A fixed set of threads for work that blocks (SQLite, file reads, fdatasync), so that the thread pool never does.</summary>
internal sealed class LanePool : IDisposable
{
    private readonly BlockingCollection<ILaneWork> _work = [];
    private readonly Thread[] _threads;

    internal LanePool(string name, int lanes)
    {
        _threads = new Thread[lanes];
        for (int i = 0; i < lanes; i++)
        {
            // SQLite needs little stack, and what Store continues here is a loop: a quarter of a megabyte each is enough.
            _threads[i] = new Thread(Work, 256 * 1024) { IsBackground = true, Name = $"{name} {i}" };
            _threads[i].Start();
        }
    }

    // Adding never waits: what cancels a call is looked at when its turn comes.
    internal void Post(ILaneWork work) => _work.Add(work, CancellationToken.None);

    /// <summary>Runs <paramref name="work"/> on a lane; its awaiter goes on on the thread pool.</summary>
    internal Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken = default)
    {
        var item = new LaneCall<T>(work, TaskCreationOptions.RunContinuationsAsynchronously, cancellationToken);
        Post(item);
        return item.Task;
    }

    /// <summary>Lets the lanes finish what was posted and ends them.</summary>
    public void Dispose()
    {
        _work.CompleteAdding();
        foreach (Thread thread in _threads)
        {
            if (thread != Thread.CurrentThread)
            {
                thread.Join();
            }
        }

        _work.Dispose();
    }

    private void Work()
    {
        foreach (ILaneWork work in _work.GetConsumingEnumerable())
        {
            work.Run();
        }
    }
}
