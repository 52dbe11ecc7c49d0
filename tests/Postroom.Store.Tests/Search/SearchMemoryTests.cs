namespace Postroom.Store.Tests;

/// <summary>The memory that all searches share: never more than there is, in turn, and given up when nobody waits any more.</summary>
public class SearchMemoryTests
{
    [Fact]
    public async Task Who_finds_none_left_waits_his_turn()
    {
        var memory = new SearchMemory(100);
        Assert.Equal(60, await memory.TakeAsync(60, default));
        Task<long> large = memory.TakeAsync(50, default).AsTask();
        Task<long> small = memory.TakeAsync(10, default).AsTask(); // would fit, but is not first
        Assert.False(large.IsCompleted || small.IsCompleted);
        memory.Return(60);
        Assert.Equal((50, 10), (await large, await small));
        Assert.Equal(40, memory.FreeOctets);
    }

    [Fact]
    public async Task Who_gives_up_lets_those_behind_go_on_and_takes_nothing()
    {
        var memory = new SearchMemory(100);
        await memory.TakeAsync(60, default);
        using var ended = new CancellationTokenSource();
        Task<long> large = memory.TakeAsync(50, ended.Token).AsTask();
        Task<long> small = memory.TakeAsync(10, default).AsTask();
        await ended.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => large);
        await small;
        memory.Return(60);
        memory.Return(10);
        Assert.Equal(100, memory.FreeOctets);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await memory.TakeAsync(1, ended.Token));
        Assert.Equal(100, memory.FreeOctets);
    }

    [Fact]
    public async Task More_than_there_is_is_all_there_is()
    {
        var memory = new SearchMemory(100);
        long taken = await memory.TakeAsync(1000, default);
        Assert.Equal((100, 0), (taken, memory.FreeOctets));
        memory.Return(taken);
        Assert.Equal(100, memory.FreeOctets);
    }

    [Fact]
    public async Task Many_at_once_never_hold_more_than_there_is()
    {
        var memory = new SearchMemory(100);
        long held = 0;
        await Task.WhenAll(Enumerable.Range(0, 16).Select(seed => Task.Run(async () =>
        {
            var random = new Random(seed);
            for (int i = 0; i < 500; i++)
            {
                using var ended = new CancellationTokenSource();
                Task<long> taking = memory.TakeAsync(random.Next(1, 70), ended.Token).AsTask();
                if (i % 3 == 0)
                {
                    await ended.CancelAsync(); // in time, or too late
                }

                try
                {
                    long taken = await taking;
                    Assert.InRange(Interlocked.Add(ref held, taken), 1, 100);
                    await Task.Yield();
                    Interlocked.Add(ref held, -taken);
                    memory.Return(taken);
                }
                catch (OperationCanceledException)
                {
                    Assert.Equal(0, i % 3);
                }
            }
        })));
        Assert.Equal(100, memory.FreeOctets);
    }
}
