using System.Globalization;
using Postroom.Imap;
using Postroom.Store.Engine;

namespace Postroom.Store.Contract;

/// <summary>Very many messages that go with others between them that stay: what stays is prepared, the rows of before are the record, and others go in between (INVARIANTS 12, 20).</summary>
public abstract class ScatteredContract : LargeContract
{
    [Fact]
    public async Task A_store_goes_in_between_and_what_went_is_read_as_it_was()
    {
        (MailboxId from, _) = await FillAsync(20_000);
        await DoAsync<FlagsChanged>(new ChangeFlags(from, Uids("1:10000"), FlagChangeKind.Add, [Flag.Parse("old"), Flag.Seen]));
        MailboxSnapshot before = await SnapshotAsync(from);
        Task<CommitResult>? store = null;
        int seen = 0;
        At(4, () =>
        {
            seen = Info(from).Messages;
            store = Account.CommitAsync(new Commit(new ChangeFlags(from, Uids("4001:4002"), FlagChangeKind.Add, [Flag.Parse("late")])), default);
        });
        CommitResult gone = await CommitAsync(new ExpungeMessages(from, Even(20_000), OnlyDeleted: false));
        Clock.Asked = null;
        Assert.Equal(20_000, seen);
        Assert.True((await store!).ModSeq < gone.ModSeq);
        Assert.Equal(Even(20_000), gone.Only<MessagesExpunged>().Uids);
        await ReopenAsync();
        MailboxSnapshot after = await SnapshotAsync(from);
        Assert.Equal(Odd(20_000), after.AllUids());
        Assert.Single(after.Info.MoreStretches);
        Assert.Equal((10_000, 5_000, (long)gone.ModSeq.Value), (after.Info.Messages, after.Info.Unseen, after.Info.HighestModSeq));
        Assert.Equal("\\Seen old late", Flags(after, 4001));
        Assert.Equal("\\Seen old", Flags(after, 4003));
        await using Mailbox mailbox = await OpenMailboxAsync(from);
        IReadOnlyList<ExpungedMessage> kept = await mailbox.ReadExpungedAsync(All, default);
        Assert.Equal(Even(20_000), UidSet.From(kept.Select(static message => message.Uid)));
        Assert.Equal(["late", "old"], kept[2000].Keywords.Order(StringComparer.Ordinal));
        Assert.All(kept, message => Assert.Equal((EmailOf(before, message.Uid), (long)gone.ModSeq.Value), (message.Email.Value, message.ModSeq)));
        Assert.Equal(Uids("4002"), await mailbox.VanishedSinceAsync(new ModSeq((ulong)before.Info.HighestModSeq), Uids("4001:4003"), default));
        await CheckAsync();
        await AddAsync(from, 3);
        await ReopenAsync();
        Assert.Equal(Odd(20_000).Union(Uids("20001:20003")), (await SnapshotAsync(from)).AllUids());
    }

    [Fact]
    public async Task Some_are_brought_back_and_the_record_is_purged_in_the_end()
    {
        (MailboxId from, MailboxId to) = await FillAsync(5000);
        await DoAsync<MessagesExpunged>(new ExpungeMessages(from, Even(5000), OnlyDeleted: false));
        MessagesCopied back = await DoAsync<MessagesCopied>(new UndeleteMessages(from, Uids("1:10"), to));
        Assert.Equal(Uids("2,4,6,8,10"), back.SourceUids);
        Assert.True((await DoAsync<MessagesCopied>(new UndeleteMessages(from, Uids("1:10"), to))).SourceUids.IsEmpty);
        await using (Mailbox mailbox = await OpenMailboxAsync(from))
        {
            Assert.Equal(2495, (await mailbox.ReadExpungedAsync(All, default)).Count);
        }

        await CheckAsync();
        Clock.Advance(TimeSpan.FromDays(15));
        Assert.Equal(1, (await SweepAsync()).Purged);
        MailboxSnapshot now = await SnapshotAsync(from);
        Assert.Equal(2 * (now.Chunks.Length + 1), (await ChunkRowsAsync()).Count); // and the one with those brought back
        await ReopenAsync();
        await SameAsync(now);
    }

    [Fact]
    public async Task Deleted_flags_set_and_taken_back_meanwhile_count_as_they_are_in_the_end()
    {
        (MailboxId from, _) = await FillAsync(5000);
        await DoAsync<FlagsChanged>(new ChangeFlags(from, Even(5000), FlagChangeKind.Add, [Flag.Deleted]));
        At(2, () => _ = Account.CommitAsync(
            new Commit([
                new ChangeFlags(from, Uids("2,4000"), FlagChangeKind.Remove, [Flag.Deleted]), new ChangeFlags(from, Uids("3,4001"), FlagChangeKind.Add, [Flag.Deleted])]),
            default));
        MessagesExpunged gone = await DoAsync<MessagesExpunged>(new ExpungeMessages(from));
        Clock.Asked = null;
        UidSet stay = Odd(5000).Union(Uids("2,4000")).Except(Uids("3,4001"));
        Assert.Equal(Uids("1:5000").Except(stay), gone.Uids);
        await ReopenAsync();
        MailboxSnapshot now = await SnapshotAsync(from);
        Assert.Equal(stay, now.AllUids());
        Assert.Equal(0, now.Info.Deleted);
        await CheckAsync();
    }

    [Fact]
    public async Task What_comes_goes_and_is_joined_meanwhile_is_as_if_it_had_been_first()
    {
        (MailboxId from, MailboxId to) = await FillAsync(5000);
        await using StagedMessage message = await StageAsync("meanwhile");
        Task<CommitResult>? other = null;
        At(2, () => other = Account.CommitAsync(
            new Commit([
                new ExpungeMessages(from, Uids("240:500,760:1100,4000"), OnlyDeleted: false), // what is left of neighbours becomes one chunk
                new AddMessage(from, message, [], null), new CopyMessages(from, Uids("3001:3200"), from), new CopyMessages(from, Uids("1:3"), to)]),
            default));
        MessagesExpunged gone = await DoAsync<MessagesExpunged>(new ExpungeMessages(from, Even(5000).Except(Uids("1:230")), OnlyDeleted: false));
        Clock.Asked = null;
        Assert.True((await other!).IsDone);
        UidSet first = Uids("240:500,760:1100,4000");
        Assert.Equal(Even(5000).Except(Uids("1:230")).Except(first), gone.Uids);
        await ReopenAsync();
        MailboxSnapshot now = await SnapshotAsync(from);
        Assert.Equal(Uids("1:5201").Except(first).Except(gone.Uids), now.AllUids());
        await SameAsync(now);
        await using Mailbox mailbox = await OpenMailboxAsync(from);
        Assert.Equal(first.Union(gone.Uids), UidSet.From((await mailbox.ReadExpungedAsync(All, default)).Select(static one => one.Uid)));
    }

    [Fact]
    public async Task Again_and_again_with_copies_and_whole_chunks_every_record_keeps_its_rows()
    {
        (MailboxId from, MailboxId to) = await FillAsync(4000);
        await DoAsync<MessagesCopied>(new CopyMessages(from, All, to));
        await DoAsync<MessagesCopied>(new CopyMessages(from, All, to)); // rows of three numbers
        await DoAsync<MessagesExpunged>(new ExpungeMessages(to, Uids("1:1200"), OnlyDeleted: false)); // rows that stay where they are
        await DoAsync<MessagesExpunged>(new ExpungeMessages(to, Even(8000), OnlyDeleted: false));
        Clock.Advance(TimeSpan.FromDays(10));
        await DoAsync<MessagesExpunged>(new ExpungeMessages(to, Uids("2000:4500"), OnlyDeleted: false)); // rows of the prepared ones stay
        await ReopenAsync();
        UidSet stay = Odd(8000).Except(Uids("1:1200,2000:4500"));
        Assert.Equal(stay, (await SnapshotAsync(to)).AllUids());
        await CheckAsync();
        Clock.Advance(TimeSpan.FromDays(5)); // of the first two records; the third's rows stay
        Assert.Equal(2, (await SweepAsync()).Purged);
        await ReopenAsync();
        Assert.Equal(stay, (await SnapshotAsync(to)).AllUids());
        await using (Mailbox mailbox = await OpenMailboxAsync(to))
        {
            Assert.Equal(Odd(8000).Intersect(Uids("2000:4500")), UidSet.From((await mailbox.ReadExpungedAsync(All, default)).Select(static one => one.Uid)));
        }

        await CheckAsync();
        await DoAsync<MessagesExpunged>(new ExpungeMessages(to, UidSet.From(stay.Where(static uid => uid.Value % 3 == 0)), OnlyDeleted: false));
        Clock.Advance(TimeSpan.FromDays(15));
        Assert.Equal(2, (await SweepAsync()).Purged);
        await ReopenAsync();
        MailboxSnapshot now = await SnapshotAsync(to);
        Assert.Equal(UidSet.From(stay.Where(static uid => uid.Value % 3 != 0)), now.AllUids());
        Assert.True(now.Info.GivenUp.IsEmpty);
        await CheckAsync();
        await DoAsync<MailboxDeleted>(new DeleteMailbox(from));
        await DoAsync<MailboxDeleted>(new DeleteMailbox(to));
        Clock.Advance(TimeSpan.FromDays(400));
        await SweepAsync();
        Assert.Empty(await ChunkRowsAsync());
    }

    [Fact]
    public async Task Refused_or_ended_before_it_is_shown_it_leaves_every_message_where_it_was()
    {
        (MailboxId from, _) = await FillAsync(5000);
        MailboxSnapshot before = await SnapshotAsync(from);
        IReadOnlyList<RowKey> rows = await ChunkRowsAsync();
        At(3, () => Fixture.FailCommits(1000));
        Assert.Equal(RefusalReason.Unavailable, await RefusalAsync(new ExpungeMessages(from, Even(5000), OnlyDeleted: false)));
        Clock.Asked = null;
        Fixture.FailCommits(0);
        await CrashAsync(Fixture.KillProcessAsync);
        await SameAsync(before);
        Assert.True((await ChunkRowsAsync()).Count > rows.Count);
        await SweepAsync();
        Assert.Equal(rows, await ChunkRowsAsync());
        using var cancellation = new CancellationTokenSource();
        At(2, cancellation.Cancel);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Account.CommitAsync(new Commit(new ExpungeMessages(from, Even(5000), OnlyDeleted: false)), cancellation.Token));
        Clock.Asked = null;
        Assert.Equal(rows, await ChunkRowsAsync());
        await SameAsync(before);
    }

    [Fact]
    public async Task A_mailbox_that_is_deleted_or_emptied_meanwhile_leaves_no_prepared_rows()
    {
        (MailboxId from, MailboxId to) = await FillAsync(5000);
        await DoAsync<MessagesCopied>(new CopyMessages(from, All, to));
        IReadOnlyList<RowKey> rows = await ChunkRowsAsync();
        At(2, () => _ = Account.CommitAsync(new Commit(new ExpungeMessages(to, OnlyDeleted: false)), default));
        Assert.True((await DoAsync<MessagesExpunged>(new ExpungeMessages(to, Even(5000), OnlyDeleted: false))).Uids.IsEmpty);
        At(2, () => _ = Account.CommitAsync(new Commit(new DeleteMailbox(from)), default));
        Assert.Equal(RefusalReason.NonExistent, await RefusalAsync(new ExpungeMessages(from, Even(5000), OnlyDeleted: false)));
        Clock.Asked = null;
        Assert.Equal(rows, await ChunkRowsAsync()); // as history
    }

    [Fact]
    public async Task However_often_it_is_done_a_mailbox_has_few_stretches()
    {
        (MailboxId from, _) = await FillAsync(256 * 140);
        for (uint chunk = 0; chunk < 135; chunk++)
        {
            UidSet uids = UidSet.From([new Uid((chunk * 256) + 7), new Uid(((chunk + 1) * 256) + 9), new Uid(((chunk + 2) * 256) + 11)]);
            Assert.Equal(uids, (await DoAsync<MessagesExpunged>(new ExpungeMessages(from, uids, OnlyDeleted: false))).Uids);
        }

        Assert.InRange(Info(from).MoreStretches.Length, 1, 128);
        await ReopenAsync();
        Assert.Equal((256 * 140) - (3 * 135), (await SnapshotAsync(from)).Count);
        await CheckAsync();
    }

    [Theory]
    [InlineData(5000, 2)] // so many that the copies are prepared too
    [InlineData(5000, 20)]
    public async Task A_move_of_every_so_manieth_leaves_the_others_and_goes_on_beside_them(int messages, int every)
    {
        (MailboxId from, MailboxId to) = await FillAsync(messages);
        MailboxSnapshot before = await SnapshotAsync(from);
        UidSet some = UidSet.From(Enumerable.Range(1, messages / every).Select(n => new Uid((uint)(n * every))));
        Task<CommitResult>? store = null;
        At(2, () => store = Account.CommitAsync(new Commit(new ChangeFlags(from, Uids("39:40"), FlagChangeKind.Add, [Flag.Flagged])), default));
        CommitResult move = await CommitAsync(new CopyMessages(from, some, to, IsMove: true));
        Clock.Asked = null;
        Assert.True((await store!).ModSeq < move.ModSeq);
        Assert.Equal((some, some.Count), (move.Only<MessagesCopied>().SourceUids, move.Only<MessagesCopied>().TargetUids.Count));
        Assert.Equal((1, every == 2 ? 1 : 0), (Info(from).MoreStretches.Length, Info(to).MoreStretches.Length));
        await ReopenAsync();
        (MailboxSnapshot source, MailboxSnapshot target) = (await SnapshotAsync(from), await SnapshotAsync(to));
        Assert.Equal(before.AllUids().Except(some), source.AllUids());
        Assert.Equal(("\\Flagged", "\\Flagged"), (Flags(source, 39), Flags(target, 40 / (uint)every)));
        Assert.Equal(some.Select(uid => EmailOf(before, uid)), target.AllUids().Select(uid => EmailOf(target, uid)));
        await CheckAsync();
    }

    [Fact]
    public async Task Those_who_share_the_mailbox_keep_their_counts()
    {
        (MailboxId from, _) = await FillAsync(3000);
        AccountId friend = AccountId.New();
        await DoAsync<RightsGiven>(new GiveRights(from, friend, Right.Lookup | Right.Read | Right.KeepSeen));
        await using (MailAccount theirs = await OpenAsync(new Principal(friend)))
        {
            Assert.True((await theirs.CommitAsync(new Commit(new ChangeFlags(from, Uids("1:1000"), FlagChangeKind.Add, [Flag.Seen])), default)).IsDone);
            await DoAsync<MessagesExpunged>(new ExpungeMessages(from, Even(3000), OnlyDeleted: false));
            MailboxInfo seen = theirs.Mailboxes.Find(from)!;
            Assert.Equal((1500, 1000, 1001L), (seen.Messages, seen.Unseen, seen.FirstUnseen));
        }

        await ReopenAsync();
        await CheckAsync();
    }

    private static UidSet Even(int last) => UidSet.From(Enumerable.Range(1, last / 2).Select(static half => new Uid((uint)half * 2)));

    private static UidSet Odd(int last) => Uids(string.Create(CultureInfo.InvariantCulture, $"1:{last}")).Except(Even(last));

    private static string Flags(MailboxSnapshot mailbox, uint uid) => mailbox.TryFind(new Uid(uid), out int chunk, out int index)
        ? string.Join(' ', mailbox.Flags(chunk, index).Select(static flag => flag.Name))
        : "";

    private static long EmailOf(MailboxSnapshot mailbox, Uid uid) => mailbox.TryFind(uid, out int chunk, out int index) ? mailbox.Chunks[chunk].Columns.Emails[index] : 0;
}
