using Postroom.Store.Memory;

namespace Postroom.Store.Tests.Accounts;

/// <summary>A storage that nobody uses costs files and memory: it is closed after a while, however few there are.</summary>
public sealed class EngineHandlesTests
{
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_storage_is_closed_when_nobody_has_used_it_for_so_long_and_no_sooner()
    {
        var clock = new Clock();
        var engines = new MemoryStoreEngine();
        var handles = new EngineHandles(maxIdle: 10, Idle, clock, static e => Assert.Fail(e.ToString()));
        EngineHandle first = new(engines, AccountId.New(), handles), second = new(engines, AccountId.New(), handles), used = new(engines, AccountId.New(), handles);
        object firstEngine = await UseAsync(first);
        using EngineUse use = await used.UseAsync(default);
        clock.Advance(Idle / 2);
        object secondEngine = await UseAsync(second);

        clock.Advance(Idle / 2); // the first is old now
        await handles.WhenClosedAsync();
        Assert.NotSame(firstEngine, firstEngine = await UseAsync(first));
        Assert.Same(secondEngine, await UseAsync(second));

        clock.Advance(Idle - TimeSpan.FromSeconds(1)); // both were used since
        await handles.WhenClosedAsync();
        Assert.Same(firstEngine, await UseAsync(first));
        clock.Advance(TimeSpan.FromSeconds(1));
        await handles.WhenClosedAsync();
        Assert.Same(firstEngine, await UseAsync(first));
        Assert.NotSame(secondEngine, await UseAsync(second));

        clock.Advance(Idle * 10);
        await handles.WhenClosedAsync();
        Assert.NotSame(firstEngine, await UseAsync(first));
        using (EngineUse again = await used.UseAsync(default))
        {
            Assert.Same(use.Engine, again.Engine); // somebody had it all the time
        }

        await handles.DrainAsync();
    }

    private static async Task<object> UseAsync(EngineHandle handle)
    {
        using EngineUse use = await handle.UseAsync(default);
        return use.Engine;
    }

    /// <summary>Stands until it is moved; has one timer.</summary>
    private sealed class Clock : TimeProvider, ITimer
    {
        private long _now;
        private long _due = long.MaxValue;
        private TimerCallback? _callback;
        private object? _state;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            (_callback, _state) = (callback, state);
            Change(dueTime, period);
            return this;
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _due = dueTime < TimeSpan.Zero ? long.MaxValue : _now + dueTime.Ticks;
            return true;
        }

        public void Dispose() => _due = long.MaxValue;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        internal void Advance(TimeSpan by)
        {
            long end = _now + by.Ticks;
            while (_due <= end)
            {
                (_now, _due) = (_due, long.MaxValue);
                _callback!(_state);
            }

            _now = end;
        }
    }
}
