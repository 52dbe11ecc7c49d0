using System.Globalization;
using Postroom.Imap;
using Postroom.Store.Engine;

namespace Postroom.Store.Contract;

/// <summary>Large copies are prepared in steps that nobody sees, others go in between, and one commit shows them (INVARIANTS 20).</summary>
public abstract class LargeCopyContract : LargeContract
{
    [Fact]
    public async Task A_store_goes_in_between_the_steps_of_a_copy_of_200_000()
    {
        (MailboxId from, MailboxId to) = (await CreateMailboxAsync("from"), await CreateMailboxAsync("to"));
        await AddAsync(Inbox, 500);
        for (int i = 0; i < 20; i++)
        {
            Assert.True((await CommitAsync([.. Enumerable.Repeat(new CopyMessages(Inbox, All, from), 20)])).IsDone);
        }

        Task<CommitResult>? store = null;
        At(10, () => store = Account.CommitAsync(new Commit(new ChangeFlags(from, Uids("100000"), FlagChangeKind.Add, [Flag.Flagged])), default));
        CommitResult copy = await CommitAsync(new CopyMessages(from, All, to));
        Assert.True((await store!).ModSeq < copy.ModSeq);
        Assert.Equal(Uids("1:200000"), copy.Only<MessagesCopied>().TargetUids);
        MailboxSnapshot copies = await SnapshotAsync(to);
        Assert.Equal(200_000, copies.Count);
        Assert.Equal([100_000u], Flagged(copies)); // as it was when it was shown
        await ReopenAsync();
        await SameAsync(copies);
    }

    [Fact]
    public async Task Mail_that_comes_meanwhile_is_there_first_and_has_lower_uids()
    {
        (MailboxId from, MailboxId to) = await FillAsync(1000);
        await using StagedMessage message = await StageAsync("meanwhile");
        Task<CommitResult>? add = null;
        At(3, () => add = Account.CommitAsync(new Commit(new AddMessage(to, message, [], null)), default));
        CommitResult copy = await CommitAsync(new CopyMessages(from, All, to));
        Assert.Equal(new Uid(1), (await add!).Only<MessageAdded>().Uid);
        Assert.Equal(Uids("2:1001"), copy.Only<MessagesCopied>().TargetUids);
        MailboxSnapshot copies = await SnapshotAsync(to);
        Assert.All(copies.Chunks[1].ModSeqs.ToArray(), modSeq => Assert.Equal((long)copy.ModSeq.Value, modSeq));
        await ReopenAsync();
        await SameAsync(copies);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_another_expunges_meanwhile_is_not_brought_back(bool isMove)
    {
        (MailboxId from, MailboxId to) = await FillAsync(1000);
        Task<CommitResult>? expunge = null;
        At(3, () => expunge = Account.CommitAsync(new Commit(new ExpungeMessages(from, Uids("1:300,500"), OnlyDeleted: false)), default));
        MessagesCopied copied = await DoAsync<MessagesCopied>(new CopyMessages(from, All, to, isMove));
        Assert.Equal(Uids("1:300,500"), (await expunge!).Only<MessagesExpunged>().Uids);
        Assert.Equal(Uids("301:499,501:1000"), copied.SourceUids);
        Assert.Equal((isMove ? 0 : 699, 699), (Info(from).Messages, Info(to).Messages));
        MailboxSnapshot copies = await SnapshotAsync(to);
        Assert.Equal(copied.TargetUids, copies.AllUids());
        Assert.Equal(699, copies.Chunks.SelectMany(chunk => chunk.Columns.Emails.ToArray()).Distinct().Count());
        await ReopenAsync();
        await SameAsync(copies);
        await using Mailbox source = await OpenMailboxAsync(from);
        Assert.Equal(isMove ? 1000 : 301, (await source.ReadExpungedAsync(All, default)).Count);
    }

    [Fact]
    public async Task Flags_set_meanwhile_are_copied_and_keywords_keep_their_names()
    {
        (MailboxId from, MailboxId to) = await FillAsync(1000);
        for (int i = 0; i < 70; i++) // beyond the word: some stand in the side table
        {
            UidSet one = Uids((i * 13 + 1).ToString(CultureInfo.InvariantCulture));
            await DoAsync<FlagsChanged>(new ChangeFlags(from, one, FlagChangeKind.Add, [Flag.Parse($"k{i}")]));
        }

        // The target gives numbers away meanwhile that the copy had counted on.
        await using StagedMessage message = await StageAsync("other");
        Task<CommitResult>? add = null;
        At(3, () => add = Account.CommitAsync(new Commit([
            new AddMessage(to, message, [Flag.Parse("other"), Flag.Parse("k69")], null),
            new ChangeFlags(from, Uids("1:1000"), FlagChangeKind.Add, [Flag.Answered])]), default));
        MessagesCopied copied = await DoAsync<MessagesCopied>(new CopyMessages(from, All, to));
        Assert.True((await add!).IsDone);
        await ReopenAsync();
        (MailboxSnapshot source, MailboxSnapshot target) = (await SnapshotAsync(from), await SnapshotAsync(to));
        foreach ((Uid a, Uid b) in copied.SourceUids.Zip(copied.TargetUids))
        {
            Assert.Equal(Names(source, a), Names(target, b));
        }

        static IEnumerable<string> Names(MailboxSnapshot mailbox, Uid uid) =>
            mailbox.TryFind(uid, out int chunk, out int index) ? mailbox.Flags(chunk, index).Select(flag => flag.Name).Order(StringComparer.Ordinal) : [];
    }

    [Fact]
    public async Task A_keyword_that_is_new_meanwhile_is_copied_by_name()
    {
        (MailboxId from, MailboxId to) = await FillAsync(1000);
        Task<CommitResult>? store = null;
        At(3, () => store = Account.CommitAsync(new Commit(new ChangeFlags(from, Uids("7"), FlagChangeKind.Add, [Flag.Parse("new")])), default));
        CommitResult copy = await CommitAsync(new CopyMessages(from, All, to));
        Assert.True((await store!).ModSeq < copy.ModSeq);
        await ReopenAsync();
        Assert.Equal(["new"], (await SnapshotAsync(to)).Flags(0, 6).Select(static flag => flag.Name));
    }

    [Fact]
    public async Task Copies_are_changed_expunged_and_copied_again_like_other_messages()
    {
        (MailboxId from, MailboxId to) = await FillAsync(1000);
        await DoAsync<MessagesCopied>(new CopyMessages(from, All, to));
        await DoAsync<MessagesCopied>(new CopyMessages(to, All, to));
        await AddAsync(to, 300);
        await DoAsync<FlagsChanged>(new ChangeFlags(to, Uids("500:1500"), FlagChangeKind.Add, [Flag.Flagged]));
        await DoAsync<MessagesExpunged>(new ExpungeMessages(to, Uids("100:990,1100:1300,1900:2250"), OnlyDeleted: false));
        await ReopenAsync();
        Assert.Equal("1:99,991:1099,1301:1899,2251:2300", (await SnapshotAsync(to)).AllUids().ToString());
        await DoAsync<MessagesCopied>(new CopyMessages(to, All, from, IsMove: true));
        await ReopenAsync();
        Assert.Equal((1857, 0), (Info(from).Messages, Info(to).Messages));
        await CheckAsync();
        await DoAsync<MailboxDeleted>(new DeleteMailbox(from));
        Clock.Advance(TimeSpan.FromDays(400));
        await SweepAsync();
        Assert.Empty(await ChunkRowsAsync());
    }

    [Fact]
    public async Task A_crash_before_it_is_shown_leaves_nothing_to_see_and_a_sweep_takes_the_rest()
    {
        (MailboxId from, MailboxId to) = await FillAsync(1000);
        IReadOnlyList<RowKey> before = await ChunkRowsAsync();
        At(4, () => Fixture.FailCommits(1000)); // what was prepared is stored; the commit that shows it fails, and so does clearing up
        Assert.Equal(RefusalReason.Unavailable, await RefusalAsync(new CopyMessages(from, All, to)));
        Fixture.FailCommits(0);
        await CrashAsync(Fixture.KillProcessAsync);
        Assert.Equal(0, Info(to).Messages);
        Assert.True((await ChunkRowsAsync()).Count > before.Count);
        await SweepAsync();
        Assert.Equal(before, await ChunkRowsAsync());
        Assert.Equal(Uids("1:1000"), (await DoAsync<MessagesCopied>(new CopyMessages(from, All, to))).TargetUids);
    }

    [Fact]
    public async Task A_sweep_meanwhile_leaves_what_is_being_prepared()
    {
        (MailboxId from, MailboxId to) = await FillAsync(1000);
        Task? sweep = null;
        At(3, () => sweep = SweepAsync());
        await DoAsync<MessagesCopied>(new CopyMessages(from, All, to));
        await sweep!;
        await ReopenAsync();
        Assert.Equal(1000, (await SnapshotAsync(to)).Count);
        await CheckAsync();
    }

    [Fact]
    public async Task A_quota_set_meanwhile_holds_and_nothing_is_left_behind()
    {
        (MailboxId from, MailboxId to) = await FillAsync(1000);
        IReadOnlyList<RowKey> before = await ChunkRowsAsync();
        await using MailAccount system = await OpenAsync(Principal.System);
        At(3, () => _ = system.CommitAsync(new Commit(new SetQuota(null, 1500)), default));
        Assert.Equal(RefusalReason.OverQuota, await RefusalAsync(new CopyMessages(from, All, to)));
        Assert.Equal(before, await ChunkRowsAsync());
        Assert.Equal(RefusalReason.OverQuota, await RefusalAsync(new CopyMessages(from, All, to))); // now before anything is prepared
        Assert.Equal(0, Info(to).Messages);
    }

    [Fact]
    public async Task A_target_deleted_meanwhile_refuses_it()
    {
        (MailboxId from, MailboxId to) = await FillAsync(1000);
        IReadOnlyList<RowKey> before = await ChunkRowsAsync();
        At(3, () => _ = Account.CommitAsync(new Commit(new DeleteMailbox(to)), default));
        Assert.Equal(RefusalReason.TryCreate, await RefusalAsync(new CopyMessages(from, All, to)));
        Assert.Equal(before, await ChunkRowsAsync());
    }

    [Fact]
    public async Task Of_messages_that_all_went_meanwhile_nothing_is_copied()
    {
        (MailboxId from, MailboxId to) = await FillAsync(1000);
        MailboxInfo before = Info(to);
        IReadOnlyList<RowKey> rows = await ChunkRowsAsync();
        At(3, () => _ = Account.CommitAsync(new Commit(new ExpungeMessages(from, OnlyDeleted: false)), default));
        Assert.True((await DoAsync<MessagesCopied>(new CopyMessages(from, All, to))).SourceUids.IsEmpty);
        Assert.Equal(before, Info(to));
        Assert.Equal(rows, await ChunkRowsAsync()); // of the source, as history
    }

    [Fact]
    public async Task A_source_that_changes_all_over_each_time_is_copied_in_the_end()
    {
        (MailboxId from, MailboxId to) = await FillAsync(256 * 70);
        int commits = 0;
        Clock.Asked = () =>
        {
            if (++commits is var n && n < 100)
            {
                _ = Account.CommitAsync(new Commit(new ChangeFlags(from, All, n % 2 == 0 ? FlagChangeKind.Add : FlagChangeKind.Remove, [Flag.Seen])), default);
            }
        };
        await DoAsync<MessagesCopied>(new CopyMessages(from, All, to));
        Clock.Asked = null;
        await ReopenAsync();
        Assert.Equal(256 * 70, (await SnapshotAsync(to)).Count);
        await CheckAsync();
    }

    [Fact]
    public async Task One_that_was_behind_ends_when_its_target_is_deleted_then()
    {
        (MailboxId from, MailboxId to) = await FillAsync(256 * 70);
        int commits = 0;
        Clock.Asked = () =>
        {
            Change? change = ++commits switch
            {
                3 => new ChangeFlags(from, All, FlagChangeKind.Add, [Flag.Seen]), // all of what was prepared
                12 => new DeleteMailbox(to),
                _ => null,
            };
            if (change is not null)
            {
                _ = Account.CommitAsync(new Commit(change), default);
            }
        };
        Assert.Equal(RefusalReason.TryCreate, await RefusalAsync(new CopyMessages(from, All, to)));
        Assert.True(commits > 12);
        Clock.Asked = null;
    }

    private static uint[] Flagged(MailboxSnapshot mailbox) =>
    [
        .. from chunk in mailbox.Chunks
           from i in Enumerable.Range(0, chunk.Count)
           where ((FlagBits)chunk.Flags[i] & FlagBits.Flagged) != 0
           select chunk.Columns.Uids[i],
    ];
}
