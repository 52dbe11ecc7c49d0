namespace Postroom.Net;

/// <summary>A few threads that wait for many sockets, and go on with what waited for one of them.</summary>
/// <remarks>
/// .NET's own way hands each answer of epoll to a thread of the pool, which costs more than most commands do (ADR 0004). The kernel wakes
/// one thread for each event, the last that came to rest: while that one works, or waits for a disk, another takes what comes. What goes
/// on here must be short all the same: see <see cref="Connection.ReadAtRestAsync"/>.
/// </remarks>
internal sealed class SocketPoller
{
    private const int EventsAtOnce = 8; // what one thread takes away from the others
    private const int MostPollers = 8;
    private const int LeastThreadsEach = 3, LeastThreads = 8; // more than the host lets wait for a disk at once

    private static readonly Lock Making = new();

    private static SocketPoller[]? s_all;
    private static uint s_next;

    [ThreadStatic]
    private static bool t_isPollers;

    [ThreadStatic]
    private static int t_eventsLeft;

    private readonly int _epoll;
    private readonly Lock _gate = new();
    private readonly Stack<int> _free = [];
    private (PolledStream? Stream, uint Generation)[] _slots = new (PolledStream?, uint)[64];
    private int _used;

    private SocketPoller(int number, int epoll)
    {
        _epoll = epoll;
        for (int i = 0; i < Math.Max(LeastThreadsEach, LeastThreads / Count); i++)
        {
            new Thread(Run) { IsBackground = true, Name = $"net poller {number}.{i}" }.Start();
        }
    }

    /// <summary>True where there is epoll.</summary>
    internal static bool IsSupported => OperatingSystem.IsLinux() && Environment.Is64BitProcess;

    /// <summary>True on a thread of a poller's.</summary>
    internal static bool IsThisThread => t_isPollers;

    /// <summary>True on a thread of a poller's that no other socket waits for.</summary>
    internal static bool IsThisThreadFree => t_isPollers && t_eventsLeft == 0;

    private static int Count => Math.Min(Environment.ProcessorCount, MostPollers);

    /// <summary>One of the process's own: connections are dealt out in turn.</summary>
    /// <exception cref="IOException">There is none yet, and the process has no descriptors for them now.</exception>
    internal static SocketPoller Next()
    {
        SocketPoller[] all = Volatile.Read(ref s_all) ?? MakeAll();
        return all[Interlocked.Increment(ref s_next) % (uint)all.Length];
    }

    /// <summary>A place for a stream whose events shall come here. The number is its key, once and never another's.</summary>
    internal ulong Add(PolledStream stream)
    {
        lock (_gate)
        {
            if (!_free.TryPop(out int slot))
            {
                slot = _used++;
                if (slot == _slots.Length)
                {
                    Array.Resize(ref _slots, _slots.Length * 2);
                }
            }

            _slots[slot].Stream = stream;
            return ((ulong)_slots[slot].Generation << 32) | (uint)slot;
        }
    }

    /// <summary>Begins to report on the stream that has <paramref name="key"/>.</summary>
    /// <exception cref="IOException">The system watches too many already.</exception>
    internal void Watch(ulong key, System.Net.Sockets.SafeSocketHandle socket) => NativeEpoll.Watch(_epoll, socket, key);

    /// <summary>Reports only <paramref name="what"/> of it from now on.</summary>
    internal void Change(ulong key, System.Net.Sockets.SafeSocketHandle socket, uint what) => NativeEpoll.Change(_epoll, socket, key, what);

    /// <summary>Events that are still under way for this key find nobody.</summary>
    internal void Remove(ulong key)
    {
        lock (_gate)
        {
            int slot = (int)(uint)key;
            if (_slots[slot].Generation == (uint)(key >> 32))
            {
                _slots[slot] = (null, _slots[slot].Generation + 1);
                _free.Push(slot);
            }
        }
    }

    private static SocketPoller[] MakeAll()
    {
        lock (Making)
        {
            if (s_all is { } made)
            {
                return made;
            }

            // All descriptors before any thread: who comes when there are none tries again with the next client.
            int[] epolls = new int[Count];
            int opened = 0;
            try
            {
                while (opened < epolls.Length)
                {
                    epolls[opened++] = NativeEpoll.Create();
                }
            }
            catch
            {
                Array.ForEach(epolls[..(opened - 1)], NativeEpoll.Close);
                throw;
            }

            var all = new SocketPoller[epolls.Length];
            for (int i = 0; i < all.Length; i++)
            {
                all[i] = new SocketPoller(i, epolls[i]);
            }

            Volatile.Write(ref s_all, all);
            return all;
        }
    }

    private PolledStream? Find(ulong key)
    {
        lock (_gate)
        {
            (PolledStream? stream, uint generation) = _slots[(int)(uint)key];
            return generation == (uint)(key >> 32) ? stream : null;
        }
    }

    private void Run()
    {
        t_isPollers = true;
        byte[] events = new byte[EventsAtOnce * NativeEpoll.EventOctets];
        while (true)
        {
            int count = NativeEpoll.Wait(_epoll, events);
            for (int i = 0; i < count; i++)
            {
                (uint what, ulong key) = NativeEpoll.Read(events, i);
                t_eventsLeft = count - i - 1;
                Find(key)?.OnEvents(what);
            }
        }
    }
}
