using Postroom.Imap;

namespace Postroom.Store.Contract;

/// <summary>Many at once: each change happens once, and everyone sees whole commits only.</summary>
public abstract class ConcurrencyContract : StoreContract
{
    [Fact]
    public async Task Ten_sessions_move_the_same_messages_and_each_is_moved_once()
    {
        MailboxId target = await CreateMailboxAsync("target");
        await AddAsync(Inbox, 200);
        CommitResult[] results = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(async () =>
        {
            await using MailAccount session = await OpenAsync(new Principal(Owner));
            return await session.CommitAsync(new Commit(new CopyMessages(Inbox, Uids("1:200"), target, IsMove: true)), default);
        })));
        Assert.Equal(200, results.Sum(result => result.Only<MessagesCopied>().SourceUids.Count));
        Assert.Equal((0, 200), (Info(Inbox).Messages, Info(target).Messages));
        MailboxSnapshot moved = await SnapshotAsync(target);
        Assert.Equal(200, moved.Chunks.SelectMany(chunk => chunk.Columns.Emails.ToArray()).Distinct().Count());
    }

    [Fact]
    public async Task Of_ten_with_the_same_unchangedsince_exactly_one_wins()
    {
        await AddAsync(Inbox, 20);
        for (uint uid = 1; uid <= 20; uid++)
        {
            var since = new ModSeq((ulong)Info(Inbox).HighestModSeq);
            UidSet one = UidSet.Of(new Uid(uid));
            CommitResult[] results = await Task.WhenAll(Enumerable.Range(0, 10).Select(n => Task.Run(() =>
                Account.CommitAsync(new Commit(new ChangeFlags(Inbox, one, FlagChangeKind.Replace, [Flag.Parse($"by{n}")], since)), default))));
            Assert.Equal(1, results.Count(result => result.Only<FlagsChanged>().Refused.IsEmpty));
        }
    }

    [Fact]
    public async Task Of_ten_that_replace_a_message_exactly_one_does()
    {
        await AddAsync(Inbox, 1);
        await using StagedMessage message = await StageAsync("in its place");
        Change[] replace = [new ExpungeMessages(Inbox, Uids("1"), OnlyDeleted: false) { MustExist = true }, new AddMessage(Inbox, message, [], null)];
        CommitResult[] results = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => Account.CommitAsync(new Commit(replace), default))));
        Assert.Equal(1, results.Count(result => result.IsDone));
        Assert.All(results.Where(result => !result.IsDone), result => Assert.Equal(RefusalReason.ExpungeIssued, result.Refusal!.Reason));
        Assert.Equal("2", (await SnapshotAsync(Inbox)).AllUids().ToString());
    }

    [Fact]
    public async Task Recent_is_claimed_by_one()
    {
        await AddAsync(Inbox, 5);
        CommitResult[] results = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => Account.CommitAsync(new Commit(new ClaimRecent(Inbox)), default))));
        Assert.Equal(1, results.Count(result => result.Only<RecentClaimed>().FirstRecent is not null));
    }

    [Fact]
    public async Task Readers_see_whole_commits()
    {
        // Each commit flags all messages or none of them.
        await AddAsync(Inbox, 600);
        await using Mailbox inbox = await OpenMailboxAsync(Inbox);
        Task writer = Task.Run(async () =>
        {
            for (int i = 0; i < 50; i++)
            {
                await DoAsync<FlagsChanged>(new ChangeFlags(Inbox, Uids("1:600"), i % 2 == 0 ? FlagChangeKind.Add : FlagChangeKind.Remove, [Flag.Flagged]));
            }
        });
        while (!writer.IsCompleted)
        {
            MailboxSnapshot snapshot = inbox.Snapshot;
            Assert.Single(snapshot.Chunks.SelectMany(chunk => chunk.Flags.ToArray()).Distinct());
            await Task.Yield();
        }

        await writer;
    }

    [Fact]
    public async Task A_failed_group_fails_whole_and_the_next_one_goes_on()
    {
        await AddAsync(Inbox, 1);
        Fixture.FailCommits(3);
        CommitResult[] results = await Task.WhenAll(Enumerable.Range(0, 100).Select(n => Task.Run(() =>
            Account.CommitAsync(new Commit(new CreateMailbox(Name($"m{n}"))), default))));
        int done = results.Count(result => result.IsDone);
        Assert.Equal(done, Account.Mailboxes.Count - 1);
        Assert.All(results.Where(result => !result.IsDone), result => Assert.Equal(RefusalReason.Unavailable, result.Refusal!.Reason));
        Fixture.FailCommits(0);
        await CreateMailboxAsync("after");
        await ReopenAsync();
        Assert.Equal(done + 2, Account.Mailboxes.Count);
    }

    [Fact]
    public async Task Accounts_opened_and_closed_by_many_stay_one()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(n => Task.Run(async () =>
        {
            for (int i = 0; i < 10; i++)
            {
                await using MailAccount session = await OpenAsync(new Principal(Owner));
                await using StagedMessage message = await StageAsync($"{n}.{i}");
                Assert.True((await session.CommitAsync(new Commit(new AddMessage(Inbox, message, [], null)), default)).IsDone);
            }
        })));
        Assert.Equal("1:200", (await SnapshotAsync(Inbox)).AllUids().ToString());
    }
}
