namespace Postroom.Server;

/// <summary>Gives memory back to the system once a busy time is over: the collector itself runs only when something is allocated, so after a flood it would keep what the flood took.</summary>
internal sealed class HeapTrimmer : IAsyncDisposable
{
    /// <summary>How often it looks.</summary>
    internal static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    // A full collection stops everything for as long as it takes: it is done when next to nothing goes on.
    private const long QuietOctets = 16 << 20;

    // A thousand clients that log in and then wait allocate less than that, and are the ones whose memory is looked at.
    private const long SilentOctets = 1 << 20, WorthOctets = 4 << 20;

    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _running;

    public HeapTrimmer(TimeProvider time) => _running = RunAsync(time);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _stopping.Dispose();
    }

    private async Task RunAsync(TimeProvider time)
    {
        using var timer = new PeriodicTimer(Interval, time);
        var quiet = new QuietTimes(QuietOctets, SilentOctets, WorthOctets);
        var native = new NativeHeap();
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token))
            {
                if (quiet.IsTimeToCollect(GC.GetTotalAllocatedBytes()))
                {
                    GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                    native.Forget();
                }

                if (quiet.IsQuiet)
                {
                    native.TrimIfWorthwhile();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }

    /// <summary>Tells the end of a busy time from the octets that were allocated in all.</summary>
    /// <param name="quietOctets">An interval in which less is allocated ends a busy time.</param>
    /// <param name="silentOctets">In one with less than this a collection is felt by nobody,</param>
    /// <param name="worthOctets">and done if as much was allocated since the one before.</param>
    internal sealed class QuietTimes(long quietOctets, long silentOctets, long worthOctets)
    {
        // Pools let go of a buffer when a collection finds it unused for a minute: so once more then.
        private const int OnceMoreAfter = 5;
        private long _allocated;
        private long _collectedAt;
        private int _quietTicks = OnceMoreAfter;

        /// <summary>True when less than that was allocated in the last interval.</summary>
        public bool IsQuiet => _quietTicks > 0;

        /// <summary>Asked once an interval.</summary>
        public bool IsTimeToCollect(long allocated)
        {
            long now = allocated - _allocated;
            _allocated = allocated;
            _quietTicks = now < silentOctets && allocated - _collectedAt >= worthOctets ? 1
                : now < quietOctets ? Math.Min(_quietTicks + 1, OnceMoreAfter + 1)
                : 0;
            if (_quietTicks is not (1 or OnceMoreAfter))
            {
                return false;
            }

            _collectedAt = allocated;
            return true;
        }
    }
}
