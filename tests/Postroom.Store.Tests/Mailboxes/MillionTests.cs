using System.Diagnostics;
using Postroom.Imap;
using Postroom.Store.Contract;
using Postroom.Store.Engine;
using Postroom.Store.Memory;
using Xunit.Abstractions;

namespace Postroom.Store.Tests.Mailboxes;

/// <summary>A mailbox of a million messages: what one change costs, and loading it.</summary>
public sealed class MillionTests(ITestOutputHelper output)
{
    [Fact]
    public async Task One_store_among_a_million_costs_a_chunk_and_a_list()
    {
        await using var engine = new MemoryStoreEngine();
        var owner = AccountId.New();
        await engine.Accounts.SaveAsync(new AccountRecord { Id = owner, Name = "ali" }, default);
        await using (var store = new MailStore(engine, new StoreOptions(), new ManualClock()))
        {
            await using MailAccount account = (await store.OpenAsync(owner, new Principal(owner), default))!;
            MailboxId inbox = account.Mailboxes[0].Id;
            await FillAsync(engine, account, inbox);
            var one = new Commit(new ChangeFlags(inbox, UidSet.Parse("500000"), FlagChangeKind.Add, [Flag.Seen]));
            var undo = new Commit(new ChangeFlags(inbox, UidSet.Parse("500000"), FlagChangeKind.Remove, [Flag.Seen]));
            for (int i = 0; i < 20; i++)
            {
                await account.CommitAsync(one, default);
                await account.CommitAsync(undo, default);
            }

            // The engine in memory completes at once: all of a commit runs on this thread.
            long before = GC.GetAllocatedBytesForCurrentThread();
            long start = Stopwatch.GetTimestamp();
            Task<CommitResult> done = account.CommitAsync(one, default);
            TimeSpan took = Stopwatch.GetElapsedTime(start);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(done.IsCompletedSuccessfully);
            output.WriteLine($"one STORE in 1,024,000: {took.TotalMicroseconds:F0} us, {allocated} octets");
            Assert.InRange(allocated, 1, 100_000);
        }

        await using (var again = new MailStore(engine, new StoreOptions(), new ManualClock()))
        {
            await using MailAccount account = (await again.OpenAsync(owner, new Principal(owner), default))!;
            long start = Stopwatch.GetTimestamp();
            await using Mailbox mailbox = (await account.OpenMailboxAsync(account.Mailboxes[0].Id, default))!;
            output.WriteLine($"loading 1,024,000 messages: {Stopwatch.GetElapsedTime(start).TotalMilliseconds:F0} ms");
            Assert.Equal(1_024_000, mailbox.Snapshot.Count);
            Assert.True(mailbox.Snapshot.TryFind(new Uid(500_000), out int chunk, out int index));
            Assert.Equal((ulong)FlagBits.Seen, mailbox.Snapshot.Chunks[chunk].Flags[index]);
        }
    }

    private static async Task FillAsync(MemoryStoreEngine engine, MailAccount account, MailboxId inbox)
    {
        IBlobStage stage = await engine.StageAsync(1, default);
        await stage.CompleteAsync(default);
        await using var message = new StagedMessage(stage, default, default, []);
        await account.CommitAsync(new Commit([.. Enumerable.Repeat(new AddMessage(inbox, message, [], null), 1000)]), default);
        for (int doubled = 0; doubled < 10; doubled++)
        {
            CommitResult result = await account.CommitAsync(new Commit(new CopyMessages(inbox, UidSet.Range(new Uid(1), new Uid(uint.MaxValue)), inbox)), default);
            Assert.True(result.IsDone, result.Refusal?.Text);
        }
    }
}
