using Postroom.Imap;

namespace Postroom.Store.Contract;

/// <summary>What survives what, quota, repeated commits, and what listeners hear (INVARIANTS 1, 12, 19).</summary>
public abstract class DurabilityContract : StoreContract
{
    [Fact]
    public async Task What_was_answered_survives_the_end_of_the_process()
    {
        await AddAsync(Inbox, 3);
        await DoAsync<FlagsChanged>(new ChangeFlags(Inbox, Uids("2"), FlagChangeKind.Add, [Flag.Seen]));
        MailboxInfo before = Info(Inbox);
        await CrashAsync(Fixture.KillProcessAsync);
        Assert.Equal((before.HighestModSeq, before.UidNext, before.Unseen), (Info(Inbox).HighestModSeq, Info(Inbox).UidNext, Info(Inbox).Unseen));
        Assert.Equal(FlagBits.Seen, (FlagBits)(await SnapshotAsync(Inbox)).Chunks[0].Flags[1]);
    }

    [Fact]
    public async Task After_the_machine_stopped_no_modseq_means_two_things()
    {
        await AddAsync(Inbox, 3);
        await DoAsync<FlagsChanged>(new ChangeFlags(Inbox, Uids("2"), FlagChangeKind.Add, [Flag.Seen]));
        MailboxInfo before = Info(Inbox);
        await CrashAsync(Fixture.StopMachineAsync);
        Assert.Equal((before.UidValidity, before.UidNext, before.Messages), (Info(Inbox).UidValidity, Info(Inbox).UidNext, Info(Inbox).Messages));
        Assert.True(Info(Inbox).HighestModSeq > before.HighestModSeq);
        MailboxSnapshot snapshot = await SnapshotAsync(Inbox);
        Assert.All(snapshot.Chunks[0].ModSeqs.ToArray(), modSeq => Assert.True(modSeq > before.HighestModSeq));
        CommitResult next = await CommitAsync(new ChangeFlags(Inbox, Uids("1"), FlagChangeKind.Add, [Flag.Flagged]));
        Assert.True((long)next.ModSeq.Value > snapshot.Info.HighestModSeq);
        await ReopenAsync();
        Assert.Equal((long)next.ModSeq.Value, Info(Inbox).HighestModSeq);
    }

    [Fact]
    public async Task A_failed_write_is_answered_and_was_never_seen()
    {
        await AddAsync(Inbox, 2);
        MailboxInfo before = Info(Inbox);
        Fixture.FailCommits(1);
        Assert.Equal(RefusalReason.Unavailable, await RefusalAsync(new ChangeFlags(Inbox, Uids("1:2"), FlagChangeKind.Add, [Flag.Seen])));
        Assert.Equal(before, Info(Inbox));
        Assert.Equal(0UL, (await SnapshotAsync(Inbox)).Chunks[0].Flags[0]);
        await DoAsync<FlagsChanged>(new ChangeFlags(Inbox, Uids("1"), FlagChangeKind.Add, [Flag.Flagged]));
        await ReopenAsync();
        MailboxSnapshot after = await SnapshotAsync(Inbox);
        Assert.Equal([(ulong)FlagBits.Flagged, 0UL], after.Chunks[0].Flags.ToArray());
    }

    [Fact]
    public async Task The_same_key_gets_the_first_answer_and_changes_nothing()
    {
        MailboxId target = await CreateMailboxAsync("target");
        await AddAsync(Inbox, 3);
        var commit = new Commit([new CopyMessages(Inbox, Uids("1:2"), target), new CreateMailbox(Name("made"))]) { IdempotencyKey = Guid.NewGuid() };
        CommitResult first = await Account.CommitAsync(commit, default);
        await ReopenAsync();
        CommitResult second = await Account.CommitAsync(commit, default);
        Assert.Equal(first.ModSeq, second.ModSeq);
        Assert.Equal(first.Outcomes, second.Outcomes);
        Assert.Equal(2, Info(target).Messages);
        Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(RefusalReason.AlreadyExists, (await Account.CommitAsync(commit, default)).Refusal?.Reason);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task A_clock_that_jumps_by_a_day_moves_no_number_back(int days)
    {
        MailboxId mailbox = await CreateMailboxAsync("a");
        await AddAsync(mailbox, 1);
        (UidValidity validity, ulong modSeq) = (Info(mailbox).UidValidity, Account.ModSeq.Value);
        Clock.Advance(TimeSpan.FromDays(days));
        Assert.Equal(new Uid(2), (await AddAsync(mailbox, 1))[0].Uid);
        Assert.True(Account.ModSeq.Value > modSeq);
        await ReopenAsync();
        Assert.Equal(validity, Info(mailbox).UidValidity);
        Assert.Equal(new Uid(3), (await AddAsync(mailbox, 1))[0].Uid);
        await DoAsync<MailboxDeleted>(new DeleteMailbox(mailbox));
        Assert.True(Info(await CreateMailboxAsync("a")).UidValidity.Value > validity.Value);
    }

    [Fact]
    public async Task Quota_holds_inside_the_commit()
    {
        await AddAsync(Inbox, 2);
        long each = Info(Inbox).Size / 2;
        await using MailAccount system = await OpenAsync(Principal.System);
        Assert.True((await system.CommitAsync(new Commit(new SetQuota(each * 4, 3)), default)).IsDone);
        await DoAsync<MessagesCopied>(new CopyMessages(Inbox, Uids("1"), Inbox));
        Assert.Equal(new AccountQuota(each * 4, 3, each * 3, 3), Account.Quota);
        Assert.Equal(RefusalReason.OverQuota, await RefusalAsync(new CopyMessages(Inbox, Uids("1"), Inbox)));
        await DoAsync<MessagesCopied>(new CopyMessages(Inbox, Uids("1"), Inbox, IsMove: true));
        Assert.True((await system.CommitAsync(new Commit(new SetQuota(1, null)), default)).IsDone);
        await DoAsync<FlagsChanged>(new ChangeFlags(Inbox, Uids("2"), FlagChangeKind.Add, [Flag.Deleted]));
        await DoAsync<MessagesExpunged>(new ExpungeMessages(Inbox));
        Assert.Equal((2, each * 2), (Account.Quota.Messages, Account.Quota.StorageOctets));
        await ReopenAsync();
        Assert.Equal(new AccountQuota(1, null, each * 2, 2), Account.Quota);
        await using MailAccount again = await OpenAsync(Principal.System);
        Assert.True((await again.CommitAsync(new Commit(new SetQuota(long.MaxValue, long.MaxValue)), default)).IsDone);
        await DoAsync<MessagesCopied>(new CopyMessages(Inbox, Uids("3"), Inbox));
        await again.DisposeAsync();
        await ReopenAsync();
        Assert.Equal(new AccountQuota(long.MaxValue, long.MaxValue, each * 3, 3), Account.Quota);
    }

    [Fact]
    public async Task Listeners_hear_which_mailboxes_changed_when_it_is_visible()
    {
        var heard = new List<(AccountPublication What, int Messages)>();
        using IDisposable subscription = Account.Subscribe(publication => heard.Add((publication, Info(Inbox).Messages)));
        await AddAsync(Inbox, 2);
        Assert.Equal([Inbox], heard[0].What.Mailboxes);
        Assert.Equal((2, false), (heard[0].Messages, heard[0].What.NamesChanged));
        await CreateMailboxAsync("a");
        Assert.True(heard[^1].What.NamesChanged);
        await DoAsync<SubscriptionChanged>(new ChangeSubscription(Name("a"), true));
        Assert.True(heard[^1].What.SubscriptionsChanged);
        int before = heard.Count;
        subscription.Dispose();
        await AddAsync(Inbox, 1);
        Assert.Equal(before, heard.Count);
    }

    [Fact]
    public async Task Giving_up_in_the_queue_does_nothing()
    {
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Account.CommitAsync(new Commit(new CreateMailbox(Name("a"))), gone.Token));
        Assert.Single(Account.Mailboxes);
    }
}
