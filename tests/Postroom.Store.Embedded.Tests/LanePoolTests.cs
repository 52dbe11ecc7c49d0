using Postroom.Store.Embedded.Lanes;

namespace Postroom.Store.Embedded.Tests;

/// <summary>Where work is done: on a lane, or by whoever wants it (ADR 0004).</summary>
public class LanePoolTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Short_work_is_done_by_its_caller_while_there_is_room_and_by_a_lane_beyond()
    {
        using var lanes = new LanePool("test", lanes: 1, visitors: 1);
        (Thread first, Thread second, Thread caller) = await Task.Run(async () =>
        {
            Task<Thread>? inner = null;
            Thread outer = await lanes.RunShortAsync(() =>
            {
                inner = lanes.RunShortAsync(static () => Thread.CurrentThread).AsTask(); // the one place is taken
                return Thread.CurrentThread;
            });
            Thread here = Thread.CurrentThread;
            return (outer, await inner!, here);
        }).WaitAsync(Patience);
        Assert.Same(caller, first);
        Assert.Equal("test 0", second.Name);
    }

    [Fact]
    public async Task Who_is_not_of_the_thread_pool_has_a_lane_do_it()
    {
        using var lanes = new LanePool("test", lanes: 1, visitors: 1);
        var done = new TaskCompletionSource<Task<Thread>>();
        new Thread(() => done.SetResult(lanes.RunShortAsync(static () => Thread.CurrentThread).AsTask())).Start();
        Assert.Equal("test 0", (await (await done.Task).WaitAsync(Patience)).Name);
    }

    [Fact]
    public async Task Who_says_that_it_may_wait_does_it_itself()
    {
        using var lanes = new LanePool("test", lanes: 1, visitors: 1);
        var done = new TaskCompletionSource<Task<Thread>>();
        var caller = new Thread(() =>
        {
            Engine.CallingThread.MayWait = true;
            done.SetResult(lanes.RunShortAsync(static () => Thread.CurrentThread).AsTask());
        });
        caller.Start();
        Assert.Same(caller, await (await done.Task).WaitAsync(Patience));
    }

    [Fact]
    public async Task A_failure_is_the_callers_and_its_place_is_free_again()
    {
        using var lanes = new LanePool("test", lanes: 1, visitors: 1);
        Thread again = await Task.Run(async () =>
        {
            await Assert.ThrowsAsync<IOException>(async () => await lanes.RunShortAsync<int>(static () => throw new IOException("disk")));
            using var given = new CancellationTokenSource();
            await given.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await lanes.RunShortAsync(static () => 1, given.Token));
            Thread now = await lanes.RunShortAsync(static () => Thread.CurrentThread);
            Assert.Same(Thread.CurrentThread, now);
            return now;
        }).WaitAsync(Patience);
        Assert.True(again.IsThreadPoolThread);
    }

    [Fact]
    public async Task Lanes_that_rest_wake_up_for_work_and_for_the_end()
    {
        var lanes = new LanePool("test", lanes: 3);
        for (int round = 0; round < 200; round++)
        {
            int[] numbers = await Task.WhenAll(Enumerable.Range(0, round % 7).Select(number => lanes.RunAsync(() => number))).WaitAsync(Patience);
            Assert.Equal(Enumerable.Range(0, round % 7), numbers);
        }

        Task<int> last = lanes.RunAsync(static () => 1);
        lanes.Dispose(); // returns when the threads have ended
        Assert.True(last.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task What_comes_while_a_caller_works_is_a_lanes_and_comes_after_it()
    {
        using var lanes = new LanePool("test", lanes: 1, visitors: 2);
        var lane = new SerialLane(lanes);
        var order = new List<string?>();
        Task<int>? later = null, last = null;
        Thread caller = await Task.Run(async () =>
        {
            await lane.RunShortAsync(() =>
            {
                later = lane.RunShortAsync(() => Note(order)).AsTask(); // a place is free, but the account's turn is not
                last = lane.RunAsync(() => Note(order));
                return Note(order);
            });
            return Thread.CurrentThread;
        }).WaitAsync(Patience);
        await Task.WhenAll(later!, last!).WaitAsync(Patience);
        Assert.True(caller.IsThreadPoolThread);
        Assert.Equal(3, order.Count);
        Assert.NotEqual("test 0", order[0]);
        Assert.Equal(["test 0", "test 0"], order[1..]);
    }

    private static int Note(List<string?> order)
    {
        order.Add(Thread.CurrentThread.Name);
        return order.Count;
    }
}
