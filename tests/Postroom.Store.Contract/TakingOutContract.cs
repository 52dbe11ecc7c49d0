using System.Globalization;
using Postroom.Imap;
using Postroom.Store.Engine;

namespace Postroom.Store.Contract;

/// <summary>Many messages that go at once: their chunks' rows become the record of them, and everything that reads history reads it (INVARIANTS 9, 12, 20).</summary>
public abstract class TakingOutContract : LargeContract
{
    [Fact]
    public async Task What_was_expunged_is_read_as_it_was_and_no_row_is_written_again()
    {
        (MailboxId from, _) = await FillAsync(1000);
        IReadOnlyList<ExpungedMessage> before = await KeywordsAsync(from);
        IReadOnlyList<RowKey> rows = await ChunkRowsAsync();
        var since = new ModSeq((ulong)Info(from).HighestModSeq);
        CommitResult gone = await CommitAsync(new ExpungeMessages(from, OnlyDeleted: false));
        Assert.Equal(Uids("1:1000"), gone.Only<MessagesExpunged>().Uids);
        Assert.Equal(rows, await ChunkRowsAsync());
        await ReopenAsync();
        await using Mailbox mailbox = await OpenMailboxAsync(from);
        Assert.Equal(0, mailbox.Snapshot.Count);
        Assert.Equal(Texts(before, gone.ModSeq), Texts(await mailbox.ReadExpungedAsync(All, default)));
        Assert.Equal(Texts(before.Where(message => message.Uid.Value is 256 or 257 or 700), gone.ModSeq), Texts(await mailbox.ReadExpungedAsync(Uids("256:257,700,2000"), since, default)));
        Assert.Empty(await mailbox.ReadExpungedAsync(All, gone.ModSeq, default));
        Assert.Equal(Uids("1:1000"), await mailbox.VanishedSinceAsync(since, All, default));
        await AddAsync(from, 3);
        await ReopenAsync();
        Assert.Equal("1001:1003", (await SnapshotAsync(from)).AllUids().ToString());
        await CheckAsync();
    }

    [Fact]
    public async Task Some_are_brought_back_once_with_their_flags_and_the_others_stay_readable()
    {
        (MailboxId from, MailboxId to) = await FillAsync(1000);
        IReadOnlyList<ExpungedMessage> before = await KeywordsAsync(from);
        await DoAsync<MessagesExpunged>(new ExpungeMessages(from, OnlyDeleted: false));
        MessagesCopied back = await DoAsync<MessagesCopied>(new UndeleteMessages(from, Uids("1:14,512:513"), to));
        Assert.Equal((Uids("1:14,512:513"), Uids("1:16")), (back.SourceUids, back.TargetUids));
        Assert.True((await DoAsync<MessagesCopied>(new UndeleteMessages(from, Uids("2,512"), to))).SourceUids.IsEmpty);
        await ReopenAsync();
        MailboxSnapshot restored = await SnapshotAsync(to);
        Assert.Equal(["k1", "Flagged"], restored.Flags(0, 13).Select(static flag => flag.Name.TrimStart('\\')).OrderByDescending(static name => name, StringComparer.Ordinal));
        Assert.Equal(before[511].Email.Value, restored.Chunks[0].Columns.Emails[14]);
        await using Mailbox mailbox = await OpenMailboxAsync(from);
        Assert.Equal(Uids("15:511,514:1000"), UidSet.From((await mailbox.ReadExpungedAsync(All, default)).Select(static message => message.Uid)));
        await CheckAsync();
    }

    [Fact]
    public async Task What_the_same_commit_and_group_changed_before_is_in_the_record()
    {
        (MailboxId from, MailboxId to) = await FillAsync(1000);
        Task<CommitResult>[] group =
        [
            Account.CommitAsync(new Commit([new ChangeFlags(from, Uids("3"), FlagChangeKind.Add, [Flag.Flagged]), new ExpungeMessages(from, Uids("257:300"), OnlyDeleted: false)]), default),
            Account.CommitAsync(new Commit([
                new CopyMessages(from, Uids("1:200"), from), new ChangeFlags(from, Uids("1001:1100"), FlagChangeKind.Add, [Flag.Parse("late")]), new ExpungeMessages(from, OnlyDeleted: false)]), default),
            Account.CommitAsync(new Commit(new UndeleteMessages(from, Uids("3,1100:1101"), to)), default),
        ];
        Assert.All(await Task.WhenAll(group), static result => Assert.True(result.IsDone));
        Assert.Equal(3, Info(to).Messages);
        await ReopenAsync();
        MailboxSnapshot restored = await SnapshotAsync(to);
        Assert.Equal(["\\Flagged", "late", ""], Enumerable.Range(0, 3).Select(i => string.Join(' ', restored.Flags(0, i).Select(static flag => flag.Name))));
        await using Mailbox mailbox = await OpenMailboxAsync(from);
        IReadOnlyList<ExpungedMessage> kept = await mailbox.ReadExpungedAsync(All, default);
        Assert.Equal(Uids("1:2,4:1099,1102:1200"), UidSet.From(kept.Select(static message => message.Uid)));
        Assert.Equal(99, kept.Count(static message => message.Keywords is ["late"]));
        await CheckAsync();
    }

    [Fact]
    public async Task Again_and_again_with_survivors_between_and_other_stretches()
    {
        (MailboxId from, MailboxId to) = await FillAsync(2000);
        await DoAsync<MessagesCopied>(new CopyMessages(from, All, to));
        await DoAsync<MessagesCopied>(new CopyMessages(from, All, to)); // rows of three numbers
        await DoAsync<MessagesExpunged>(new ExpungeMessages(to, Uids("10:290,600:1500"), OnlyDeleted: false));
        await DoAsync<MessagesExpunged>(new ExpungeMessages(to, Uids("1600:2600"), OnlyDeleted: false));
        await ReopenAsync();
        await DoAsync<MessagesExpunged>(new ExpungeMessages(to, Uids("1:9,291:599,3000:3999"), OnlyDeleted: false));
        await AddAsync(to, 300);
        await ReopenAsync();
        Assert.Equal("1501:1599,2601:2999,4000:4300", (await SnapshotAsync(to)).AllUids().ToString());
        await using (Mailbox mailbox = await OpenMailboxAsync(to))
        {
            Assert.Equal(Uids("1:1500,1600:2600,3000:3999"), UidSet.From((await mailbox.ReadExpungedAsync(All, default)).Select(static message => message.Uid)));
        }

        await CheckAsync();
        Clock.Advance(TimeSpan.FromDays(15));
        Assert.Equal((3, 0), ((await SweepAsync()) is var swept ? swept.Purged : 0, (await SweepAsync()).Purged));
        await ReopenAsync();
        Assert.Equal("1501:1599,2601:2999,4000:4300", (await SnapshotAsync(to)).AllUids().ToString());
        Assert.True(Info(to).GivenUp.IsEmpty);
        await CheckAsync();
    }

    [Fact]
    public async Task Bytes_stay_as_long_as_the_record_and_go_with_it()
    {
        MailboxId box = await CreateMailboxAsync("box");
        await AddAsync(box, 700);
        await DoAsync<MessagesExpunged>(new ExpungeMessages(box, OnlyDeleted: false));
        Assert.Equal(0, (await SweepAsync()).Emails);
        Clock.Advance(TimeSpan.FromDays(15));
        SweepResult swept = await SweepAsync();
        Assert.Equal((700, 1, 0), (swept.Emails, swept.Purged, swept.Forgotten));
        Assert.Empty(await ChunkRowsAsync());
        await using Mailbox mailbox = await OpenMailboxAsync(box);
        Assert.Empty(await mailbox.ReadExpungedAsync(All, default));
        Assert.Equal(Uids("1:700"), await mailbox.VanishedSinceAsync(new ModSeq((ulong)mailbox.Info.HistoryFloor), All, default));
    }

    [Fact]
    public async Task Of_a_deleted_mailbox_the_record_stays_for_who_still_shows_it()
    {
        MailboxId box = await CreateMailboxAsync("box");
        await AddAsync(box, 700);
        await using Mailbox open = await OpenMailboxAsync(box);
        await DoAsync<MailboxDeleted>(new DeleteMailbox(box));
        Assert.Equal(0, (await SweepAsync()).Emails);
        Assert.Equal(700, (await open.ReadExpungedAsync(All, default)).Count);
        Clock.Advance(TimeSpan.FromDays(15));
        Assert.Equal(700, (await SweepAsync()).Emails);
        Assert.Empty(await ChunkRowsAsync());
        await CheckAsync();
    }

    [Fact]
    public async Task A_record_of_70_000_is_purged_in_steps_and_mail_comes_in_between()
    {
        (MailboxId from, _) = await FillAsync(70_000);
        await DoAsync<MessagesExpunged>(new ExpungeMessages(from, OnlyDeleted: false));
        Clock.Advance(TimeSpan.FromDays(15));
        IReadOnlyList<RowKey> before = await ChunkRowsAsync();
        await using StagedMessage message = await StageAsync("meanwhile");
        Task<CommitResult>? add = null;
        At(3, () => add = Account.CommitAsync(new Commit(new AddMessage(from, message, [], null)), default)); // the sweep asks once itself
        SweepResult swept = await SweepAsync();
        Assert.Equal(1, swept.Purged);
        Assert.True(before.Count > 2 * 256);
        Assert.Equal(2, (await ChunkRowsAsync()).Count);
        Assert.Equal(new Uid(70_001), (await add!).Only<MessageAdded>().Uid);
        await ReopenAsync();
        Assert.Equal(1, (await SnapshotAsync(from)).Count);
        await CheckAsync();
    }

    [Fact]
    public async Task A_crash_while_it_is_done_leaves_every_message_where_it_was()
    {
        (MailboxId from, _) = await FillAsync(1000);
        MailboxSnapshot before = await SnapshotAsync(from);
        Fixture.FailCommits(1);
        Assert.Equal(RefusalReason.Unavailable, await RefusalAsync(new ExpungeMessages(from, OnlyDeleted: false)));
        Fixture.FailCommits(0);
        await CrashAsync(Fixture.KillProcessAsync);
        await SameAsync(before);
        await DoAsync<MessagesExpunged>(new ExpungeMessages(from, OnlyDeleted: false));
        await CrashAsync(Fixture.KillProcessAsync);
        Assert.Equal(0, (await SnapshotAsync(from)).Count);
        await using Mailbox mailbox = await OpenMailboxAsync(from);
        Assert.Equal(1000, (await mailbox.ReadExpungedAsync(All, default)).Count);
    }

    [Fact]
    public async Task A_record_of_which_a_row_is_gone_is_found_by_check_and_the_rest_is_read()
    {
        (MailboxId from, _) = await FillAsync(1000);
        await DoAsync<MessagesExpunged>(new ExpungeMessages(from, OnlyDeleted: false));
        await DoAsync<RowsRemoved>(new RemoveRows(StoreTable.ChunkState, [new RowKey(Info(from).Key.Value, 257)]));
        await using Mailbox mailbox = await OpenMailboxAsync(from);
        Assert.Equal(1000 - 256, (await mailbox.ReadExpungedAsync(All, default)).Count);
        var findings = new List<string>();
        await foreach (string finding in Store.CheckAsync(Owner, repair: false, default))
        {
            findings.Add(finding);
        }

        Assert.Equal([$"from: of what was expunged at MODSEQ {Info(from).HighestModSeq}, 1 rows are missing."], findings);
    }

    [Fact]
    public async Task Within_one_mailbox_a_move_of_everything_renews_the_uids()
    {
        (MailboxId from, _) = await FillAsync(1010);
        MailboxSnapshot before = await SnapshotAsync(from);
        Task<CommitResult>? store = null;
        At(3, () => store = Account.CommitAsync(new Commit(new ChangeFlags(from, Uids("1005"), FlagChangeKind.Add, [Flag.Flagged])), default));
        MessagesCopied moved = await DoAsync<MessagesCopied>(new CopyMessages(from, Uids("1:300,305:1010"), from, IsMove: true));
        Assert.True((await store!).IsDone);
        Assert.Equal(1006, moved.TargetUids.Count);
        await ReopenAsync();
        MailboxSnapshot after = await SnapshotAsync(from);
        Assert.Equal(moved.TargetUids.Union(Uids("301:304")), after.AllUids());
        Assert.Equal(Emails(before).Order(), Emails(after).Order());
        Assert.Equal((1010, before.Info.Size), (after.Info.Messages, after.Info.Size));
        await CheckAsync();
    }

    private static IEnumerable<long> Emails(MailboxSnapshot mailbox) => mailbox.Chunks.SelectMany(static chunk => chunk.Columns.Emails.ToArray());

    private static IEnumerable<string> Texts(IEnumerable<ExpungedMessage> messages, ModSeq modSeq = default) => messages.Select(message => string.Create(
        CultureInfo.InvariantCulture,
        $"{message.Uid} {message.Email.Value} {message.SystemFlags} {string.Join(' ', message.Keywords.Order(StringComparer.Ordinal))} {message.Size} {message.InternalDateSeconds} {message.ZoneMinutes} {message.SaveDateSeconds} {(modSeq == default ? message.ModSeq : (long)modSeq.Value)}"));

    // Flags and keywords on some, more of them than stand in the word; what they are now, as history should tell it.
    private async Task<IReadOnlyList<ExpungedMessage>> KeywordsAsync(MailboxId mailbox)
    {
        for (int i = 0; i < 70; i++)
        {
            UidSet one = Uids((i * 13 + 1).ToString(CultureInfo.InvariantCulture));
            await DoAsync<FlagsChanged>(new ChangeFlags(mailbox, one, FlagChangeKind.Add, [Flag.Parse($"k{i}"), Flag.Flagged]));
        }

        MailboxSnapshot now = await SnapshotAsync(mailbox);
        return
        [
            .. from c in Enumerable.Range(0, now.Chunks.Length)
               from i in Enumerable.Range(0, now.Chunks[c].Count)
               let columns = now.Chunks[c].Columns
               select new ExpungedMessage(
                   new Uid(columns.Uids[i]), new EmailKey(columns.Emails[i]), (FlagBits)now.Chunks[c].Flags[i] & FlagNames.SystemMask, now.Keywords(c, i),
                   columns.Sizes[i], columns.InternalDates[i], columns.ZoneMinutes[i], columns.SaveDates[i], 0),
        ];
    }
}
