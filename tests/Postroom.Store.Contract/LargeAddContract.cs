using System.Buffers;
using System.Globalization;
using System.Text;
using Postroom.Imap;
using Postroom.Store.Engine;
using Postroom.Store.State;
using Postroom.Store.Writing;

namespace Postroom.Store.Contract;

/// <summary>Very many new messages in one commit are stored in steps that nobody sees, others go in between, and one commit shows them (INVARIANTS 20).</summary>
public abstract class LargeAddContract : LargeContract
{
    private readonly List<StagedMessage> _staged = [];

    [Fact]
    public async Task A_store_goes_in_between_the_steps_and_sees_nothing_of_them()
    {
        await AddAsync(Inbox, 1);
        AddMessage[] adds = await StageAsync(Inbox, 1000);
        Task<CommitResult>? store = null;
        int seen = -1;
        At(3, () =>
        {
            seen = Info(Inbox).Messages;
            store = Account.CommitAsync(new Commit(new ChangeFlags(Inbox, Uids("1"), FlagChangeKind.Add, [Flag.Flagged])), default);
        });
        CommitResult added = await Account.CommitAsync(new Commit(adds), default);
        Assert.True((await store!).ModSeq < added.ModSeq);
        Assert.Equal(1, seen);
        Assert.Equal(Enumerable.Range(2, 1000).Select(static uid => new Uid((uint)uid)), added.Outcomes.Cast<MessageAdded>().Select(static one => one.Uid));
        MailboxSnapshot before = await SnapshotAsync(Inbox);
        await ReopenAsync();
        await SameAsync(before);
        Assert.All(before.Chunks[1].ModSeqs.ToArray(), modSeq => Assert.Equal((long)added.ModSeq.Value, modSeq));
        await using Mailbox inbox = await OpenMailboxAsync(Inbox);
        foreach (int i in (int[])[0, 199, 200, 999])
        {
            (EmailIdentity identity, string text) = await ReadAsync(inbox, i + 2);
            Assert.Equal((((MessageAdded)added.Outcomes[i]).EmailId, $"Message {i}."), (identity.Id, text));
        }
    }

    [Fact]
    public async Task To_several_mailboxes_with_other_changes_it_is_one_commit_and_one_email_each()
    {
        MailboxId other = await CreateMailboxAsync("other");
        AddMessage[] adds = await StageAsync(Inbox, 500, Flag.Seen, Flag.Parse("new"));
        Change[] changes = [new ChangeSubscription(Name("other"), true), .. adds, .. adds.Select(add => add with { Mailbox = other, Flags = [] }), new ExpungeMessages(other, Uids("500"), OnlyDeleted: false)];
        CommitResult done = await Account.CommitAsync(new Commit(changes), default);
        Assert.Equal(1002, done.Outcomes.Count);
        Assert.IsType<SubscriptionChanged>(done.Outcomes[0]);
        Assert.Equal("500", ((MessagesExpunged)done.Outcomes[^1]).Uids.ToString());
        Assert.Equal((500, 499, 0, 499), (Info(Inbox).Messages, Info(other).Messages, Info(Inbox).Unseen, Info(other).Unseen));
        Assert.Equal(500, (await EmailRowsAsync()).Count);
        await ReopenAsync();
        Assert.Equal(["\\Seen", "new"], (await SnapshotAsync(Inbox)).Flags(1, 7).Select(static flag => flag.Name));
        await CheckAsync();
    }

    [Fact]
    public async Task Replies_in_other_steps_join_the_thread()
    {
        AddMessage[] adds = await StageAsync(Inbox, 450);
        await using StagedMessage first = await StageAsync("Subject: thread\r\n\r\n", 4711), reply = await StageAsync("Subject: re\r\n\r\n", 4712, 4711);
        await CommitAsync([new AddMessage(Inbox, first, [], null), .. adds, new AddMessage(Inbox, reply, [], null)]);
        await using Mailbox inbox = await OpenMailboxAsync(Inbox);
        Assert.Equal((await ReadAsync(inbox, 1)).Identity.Thread, (await ReadAsync(inbox, 452)).Identity.Thread);
        Assert.NotEqual((await ReadAsync(inbox, 1)).Identity.Thread, (await ReadAsync(inbox, 2)).Identity.Thread);
    }

    [Fact]
    public async Task Asked_again_under_its_key_it_adds_nothing()
    {
        var commit = new Commit(await StageAsync(Inbox, 450)) { IdempotencyKey = Guid.NewGuid() };
        CommitResult first = await Account.CommitAsync(commit, default);
        Assert.Equal(first.Outcomes, (await Account.CommitAsync(commit, default)).Outcomes);
        Assert.Equal(450, Info(Inbox).Messages);
        Assert.Equal(450, (await EmailRowsAsync()).Count);
    }

    [Fact]
    public async Task A_mailbox_deleted_meanwhile_refuses_it_and_nothing_is_left()
    {
        MailboxId box = await CreateMailboxAsync("box");
        AddMessage[] adds = await StageAsync(box, 1000);
        At(3, () => _ = Account.CommitAsync(new Commit(new DeleteMailbox(box)), default));
        Assert.Equal(RefusalReason.TryCreate, await RefusalAsync(adds));
        Clock.Asked = null;
        await NothingAsync();
    }

    [Fact]
    public async Task A_quota_filled_meanwhile_refuses_it_and_nothing_is_left()
    {
        AddMessage[] adds = await StageAsync(Inbox, 1000);
        await using MailAccount system = await OpenAsync(Principal.System);
        await system.CommitAsync(new Commit(new SetQuota(null, 1000)), default);
        await using StagedMessage message = await StageAsync("other");
        Task<CommitResult>? other = null;
        At(5, () => other = Account.CommitAsync(new Commit(new AddMessage(Inbox, message, [], null)), default)); // with the last step: before the commit that shows it
        RefusalReason reason = await RefusalAsync(adds);
        Clock.Asked = null;
        Assert.Equal(RefusalReason.OverQuota, reason);
        Assert.True((await other!).IsDone);
        Assert.Equal(1, Info(Inbox).Messages);
        Assert.Single(await EmailRowsAsync());
    }

    [Fact]
    public async Task A_quota_that_it_exceeds_refuses_it_before_anything_is_stored()
    {
        AddMessage[] adds = await StageAsync(Inbox, 450);
        await using MailAccount system = await OpenAsync(Principal.System);
        await system.CommitAsync(new Commit(new SetQuota(null, 449)), default);
        Assert.Equal(RefusalReason.OverQuota, await RefusalAsync(adds));
        Assert.Equal(0, Account.Core.State.Counters.Email);
    }

    [Fact]
    public async Task One_that_is_too_large_or_has_too_many_keywords_keeps_all_out()
    {
        AddMessage[] adds = await StageAsync(Inbox, 450);
        Flag[] flags = [.. Enumerable.Range(0, Options.MaxKeywords + 1).Select(static n => Flag.Parse($"k{n}"))];
        Assert.Equal(RefusalReason.Limit, await RefusalAsync([.. adds[..^1], adds[^1] with { Flags = flags }]));
        await NothingAsync();
    }

    [Fact]
    public async Task Given_up_by_its_caller_it_leaves_nothing()
    {
        AddMessage[] adds = await StageAsync(Inbox, 1000);
        using var cancellation = new CancellationTokenSource();
        At(3, cancellation.Cancel);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Account.CommitAsync(new Commit(adds), cancellation.Token));
        Clock.Asked = null;
        Assert.Equal(Preparation.None, Account.Core.BeforePreparations);
        await NothingAsync();
    }

    [Fact]
    public async Task A_crash_before_it_is_shown_leaves_nothing_to_see_and_a_sweep_takes_the_rest()
    {
        AddMessage[] adds = await StageAsync(Inbox, 1000);
        At(4, () => Fixture.FailCommits(1000)); // three steps are stored; the fourth fails, and so does clearing up
        Assert.Equal(RefusalReason.Unavailable, await RefusalAsync(adds));
        Clock.Asked = null;
        Fixture.FailCommits(0);
        await CrashAsync(Fixture.KillProcessAsync);
        Assert.Equal(0, Info(Inbox).Messages);
        Assert.Equal(600, (await EmailRowsAsync()).Count);
        Assert.Equal(600, (await SweepAsync()).Emails);
        await NothingAsync();
    }

    [Fact]
    public async Task A_sweep_meanwhile_leaves_what_is_being_stored()
    {
        AddMessage[] adds = await StageAsync(Inbox, 1000);
        Task<SweepResult>? sweep = null;
        At(3, () => sweep = SweepAsync());
        Assert.True((await CommitAsync(adds)).IsDone);
        Assert.Equal(0, (await sweep!).Emails);
        await ReopenAsync();
        await using Mailbox inbox = await OpenMailboxAsync(Inbox);
        Assert.Equal("Message 0.", (await ReadAsync(inbox, 1)).Text);
        await CheckAsync();
    }

    [Fact]
    public async Task Who_may_not_insert_stores_nothing()
    {
        AddMessage[] adds = await StageAsync(Inbox, 450);
        await DoAsync<RightsGiven>(new GiveRights(Inbox, AccountId.New(), Right.Lookup));
        await using MailAccount reader = await OpenAsync(new Principal(Info(Inbox).Principals[0].Account));
        Assert.Equal(RefusalReason.NoPermission, (await reader.CommitAsync(new Commit(adds), default)).Refusal?.Reason);
        Assert.Equal(0, Account.Core.State.Counters.Email);
    }

    protected override async Task EndAsync()
    {
        foreach (StagedMessage message in _staged)
        {
            await message.DisposeAsync();
        }
    }

    private async Task NothingAsync()
    {
        Assert.Equal(0, Info(Inbox).Messages);
        Assert.Empty(await EmailRowsAsync());
        using EngineUse use = await Account.Core.Engine.UseAsync(default);
        Assert.Equal(-1, await use.Engine.BlobLengthAsync(new EmailKey(1), default));
        await CheckAsync();
    }

    private async Task<AddMessage[]> StageAsync(MailboxId mailbox, int count, params Flag[] flags)
    {
        int before = _staged.Count;
        for (int i = 0; i < count; i++)
        {
            _staged.Add(await StageAsync(string.Create(CultureInfo.InvariantCulture, $"Message {i}.")));
        }

        return [.. _staged.Skip(before).Select(message => new AddMessage(mailbox, message, flags, null))];
    }

    private async Task<List<RowKey>> EmailRowsAsync()
    {
        using EngineUse use = await Account.Core.Engine.UseAsync(default);
        var keys = new List<RowKey>();
        await foreach ((RowKey key, _) in AccountLoading.ScanAsync(use.Engine, StoreTable.Email, AccountLoading.Lowest, AccountLoading.Highest, default))
        {
            keys.Add(key);
        }

        return keys;
    }

    private static async Task<(EmailIdentity Identity, string Text)> ReadAsync(Mailbox mailbox, int sequence)
    {
        mailbox.Snapshot.FindSequence(sequence, out int chunk, out int index);
        var email = new EmailKey(mailbox.Snapshot.Chunks[chunk].Columns.Emails[index]);
        using RowSet rows = await mailbox.ReadEmailsAsync(new[] { email }, default);
        var bytes = new ArrayBufferWriter<byte>();
        await mailbox.ReadBlobAsync(email, 0, 1 << 20, bytes, default);
        return (EmailIdentity.Read(rows.Value(0).Span), Encoding.UTF8.GetString(bytes.WrittenSpan));
    }
}
