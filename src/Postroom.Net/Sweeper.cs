namespace Postroom.Net;

/// <summary>One timer for the time-outs of all connections, so that none needs its own.</summary>
/// <remarks>It looks once a period (a second), so a deadline is met at most that much late, never early.</remarks>
public sealed class Sweeper : IDisposable
{
    private static readonly Lazy<Sweeper> LazyShared = new(() => new Sweeper(TimeProvider.System));

    private readonly Lock _gate = new();
    private readonly List<Connection> _due = [];
    private readonly ITimer _timer;
    private Connection? _first;
    private int _count;

    /// <summary>Starts sweeping on <paramref name="time"/>, every second or every <paramref name="period"/>.</summary>
    public Sweeper(TimeProvider time, TimeSpan? period = null)
    {
        ArgumentNullException.ThrowIfNull(time);
        Time = time;
        TimeSpan every = period ?? TimeSpan.FromSeconds(1);
        _timer = time.CreateTimer(static state => ((Sweeper)state!).Sweep(), this, every, every);
    }

    /// <summary>The process's own, on the system's clock.</summary>
    public static Sweeper Shared => LazyShared.Value;

    /// <summary>The clock it runs on.</summary>
    public TimeProvider Time { get; }

    /// <summary>Connections it watches.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Stops. Connections that are still open lose their time-outs.</summary>
    public void Dispose() => _timer.Dispose();

    internal void Add(Connection connection)
    {
        lock (_gate)
        {
            connection.NextSwept = _first;
            if (_first is not null)
                _first.PreviousSwept = connection;
            _first = connection;
            connection.IsSwept = true;
            _count++;
        }
    }

    internal void Remove(Connection connection)
    {
        lock (_gate)
        {
            if (!connection.IsSwept)
                return;
            connection.IsSwept = false;
            if (connection.PreviousSwept is { } previous)
                previous.NextSwept = connection.NextSwept;
            else
                _first = connection.NextSwept;
            if (connection.NextSwept is { } next)
                next.PreviousSwept = connection.PreviousSwept;
            connection.NextSwept = connection.PreviousSwept = null;
            _count--;
        }
    }

    private void Sweep()
    {
        // The due ones act after the lock is left: an abort removes its connection from here.
        Connection[] due;
        lock (_gate)
        {
            long now = Time.GetTimestamp();
            for (Connection? connection = _first; connection is not null; connection = connection.NextSwept)
            {
                if (connection.IsDue(now))
                    _due.Add(connection);
            }

            if (_due.Count == 0)
                return;
            due = [.. _due];
            _due.Clear();
        }

        foreach (Connection connection in due)
            ThreadPool.UnsafeQueueUserWorkItem(static late => late.ActOnTime(), connection, preferLocal: false);
    }
}
