using Postroom.Testing;

namespace Postroom.Imap.Server.Tests;

/// <summary>Work in slices: who shares a thread with it waits for one slice of each, not for the whole.</summary>
public class LongWorkTests
{
    private const int Steps = 40, StepsASlice = 4;

    [Fact]
    public async Task Many_on_one_thread_take_turns_by_slices()
    {
        await using ImapServerFixture server = await ImapServerFixture.StartInMemoryAsync();
        List<int> steps = [];
        var oneThread = new TaskFactory(new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler);
        await oneThread.StartNew(() => Task.WhenAll(Enumerable.Range(0, 3).Select(WorkAsync).ToArray())).Unwrap(); // all are there when the first yields

        // Each has its turn once in a round of slices, whatever is left of the round at the end.
        Assert.Equal(Steps * 3, steps.Count);
        int longest = 0;
        for (int i = 0, run = 0; i < steps.Count; i++)
        {
            run = i > 0 && steps[i] == steps[i - 1] ? run + 1 : 1;
            longest = Math.Max(longest, run);
        }

        Assert.Equal(StepsASlice, longest);

        async Task WorkAsync(int who)
        {
            using var work = new LongWork(server.Server, default);
            for (int i = 0; i < Steps; i++)
            {
                await work.SpendAsync(LongWork.SliceUnits / StepsASlice);
                steps.Add(who);
            }
        }
    }

    [Fact]
    public async Task It_ends_at_the_next_slice_when_the_session_does_and_the_answer_is_written_beyond_the_limit()
    {
        await using ImapServerFixture server = await ImapServerFixture.StartInMemoryAsync();
        using var session = new CancellationTokenSource();
        using var work = new LongWork(server.Server, session.Token);
        await work.SpendAsync(1);
        server.Time.Advance(TimeSpan.FromSeconds(31));
        Assert.True(work.IsOverLimit);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await work.SpendAsync(LongWork.SliceUnits));
        await work.SpendOnAnswerAsync(LongWork.SliceUnits);
        await session.CancelAsync();
        Assert.False(work.IsOverLimit);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await work.SpendOnAnswerAsync(LongWork.SliceUnits));
    }
}
