namespace Postroom.Net;

/// <summary>One thread that waits for many sockets, and goes on with what waited for one of them.</summary>
/// <remarks>
/// .NET's own way hands each answer of epoll to a thread of the pool, which costs more than most commands do (ADR 0004). What goes on
/// here must not block: see <see cref="Connection.ReadAtRestAsync"/>.
/// </remarks>
internal sealed class SocketPoller
{
    private const int EventsAtOnce = 128;
    private const int MostPollers = 8;

    private static readonly Lazy<SocketPoller[]> All = new(static () =>
        [.. Enumerable.Range(0, Math.Min(Environment.ProcessorCount, MostPollers)).Select(static number => new SocketPoller(number))]);

    private static uint s_next;

    private readonly int _epoll = NativeEpoll.Create();
    private readonly Lock _gate = new();
    private readonly Stack<int> _free = [];
    private (PolledStream? Stream, uint Generation)[] _slots = new (PolledStream?, uint)[64];
    private int _used;

    private SocketPoller(int number) => new Thread(Run) { IsBackground = true, Name = $"net poller {number}" }.Start();

    /// <summary>True where there is epoll.</summary>
    internal static bool IsSupported => OperatingSystem.IsLinux() && Environment.Is64BitProcess;

    /// <summary>One of the process's own: connections are dealt out in turn.</summary>
    internal static SocketPoller Next() => All.Value[Interlocked.Increment(ref s_next) % (uint)All.Value.Length];

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
        byte[] events = new byte[EventsAtOnce * NativeEpoll.EventOctets];
        while (true)
        {
            int count = NativeEpoll.Wait(_epoll, events);
            for (int i = 0; i < count; i++)
            {
                (uint what, ulong key) = NativeEpoll.Read(events, i);
                Find(key)?.OnEvents(what);
            }
        }
    }
}
