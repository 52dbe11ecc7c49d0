using System.Diagnostics;
using Postroom.Store.Embedded.Lanes;

namespace Postroom.Store.Embedded.Tests;

/// <summary>Turns on the writer lanes.</summary>
public class SerialLaneTests
{
    /// <summary>The last work of a store that closes took longer than a turn: asking for another turn of closed lanes ended the process.</summary>
    [Fact]
    public void Lanes_that_close_during_a_long_last_turn_are_asked_for_no_other()
    {
        var lanes = new LanePool("test", lanes: 0); // none that would run the work: the turn below is this thread's
        var lane = new SerialLane(lanes);
        lane.Post(new Work(() =>
        {
            lanes.Dispose();
            TakeLongerThanATurn();
        }));

        ((ILaneWork)lane).Run();

        Assert.Throws<ObjectDisposedException>(() => lanes.Post(new Work(static () => { }))); // the lanes were closed by then
    }

    [Fact]
    public async Task What_is_left_after_a_long_turn_gets_another()
    {
        using var lanes = new LanePool("test", lanes: 1);
        var lane = new SerialLane(lanes);
        using var bothPosted = new ManualResetEventSlim();
        Task<int> first = lane.RunAsync(() =>
        {
            bothPosted.Wait();
            TakeLongerThanATurn();
            return 1;
        });
        Task<int> second = lane.RunAsync(() => 2);
        bothPosted.Set();

        int[] results = await Task.WhenAll(first, second).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal([1, 2], results);
    }

    private static void TakeLongerThanATurn()
    {
        long started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < TimeSpan.FromMilliseconds(25))
        {
            Thread.SpinWait(1000);
        }
    }

    private sealed class Work(Action run) : ILaneWork
    {
        public void Run() => run();
    }
}
