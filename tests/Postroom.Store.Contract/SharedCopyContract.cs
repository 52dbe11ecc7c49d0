using Postroom.Imap;
using Postroom.Store.Engine;

namespace Postroom.Store.Contract;

/// <summary>Large copies from and to mailboxes that others use too: prepared like all others, with flags as who copies sees them and may set them (INVARIANTS 13, 20).</summary>
public abstract class SharedCopyContract : LargeContract
{
    private const Right Everything = Right.Owner & ~Right.Share;

    private readonly AccountId _bea = AccountId.New();

    [Fact]
    public async Task The_owners_copy_is_new_to_all_and_a_store_goes_in_between()
    {
        (MailboxId from, MailboxId to) = await GivenAsync(Everything, Everything);
        await AsBeaAsync(new ChangeFlags(from, Uids("1:500"), FlagChangeKind.Add, [Flag.Seen]));
        await DoAsync<FlagsChanged>(new ChangeFlags(from, Uids("1:200"), FlagChangeKind.Add, [Flag.Seen, Flag.Parse("mine")]));
        Task<CommitResult>? store = null;
        At(3, () => store = Account.CommitAsync(new Commit(new ChangeFlags(from, Uids("900"), FlagChangeKind.Add, [Flag.Flagged])), default));
        CommitResult copy = await CommitAsync(new CopyMessages(from, All, to));
        Clock.Asked = null;
        Assert.True((await store!).ModSeq < copy.ModSeq);
        for (int round = 0; round < 2; round++)
        {
            Assert.Equal((1000, 800, 201L), (Info(to).Messages, Info(to).Unseen, Info(to).FirstUnseen));
            MailboxSnapshot beas = await AsBeaSeesAsync(to);
            Assert.Equal((1000, 1000, 1L), (beas.Info.Messages, beas.Info.Unseen, beas.Info.FirstUnseen));
            Assert.Equal("mine", Flags(beas, 7));
            Assert.Equal("\\Flagged", Flags(beas, 900));
            await CheckAsync();
            await ReopenAsync();
        }
    }

    [Fact]
    public async Task Another_ones_copy_has_the_flags_that_they_see_and_their_own_stay_their_own()
    {
        (MailboxId from, MailboxId to) = await GivenAsync(Everything, Everything);
        await AsBeaAsync(new ChangeFlags(from, Uids("1:500"), FlagChangeKind.Add, [Flag.Seen, Flag.Parse("hers")]));
        await DoAsync<FlagsChanged>(new ChangeFlags(from, Uids("501:600"), FlagChangeKind.Add, [Flag.Seen]));
        await using MailAccount hers = await OpenAsync(new Principal(_bea));
        Task<CommitResult>? store = null;
        At(3, () => store = hers.CommitAsync(new Commit(new ChangeFlags(from, Uids("700"), FlagChangeKind.Add, [Flag.Seen])), default));
        CommitResult copy = await hers.CommitAsync(new Commit(new CopyMessages(from, All, to)), default);
        Clock.Asked = null;
        Assert.Equal(Uids("1:1000"), copy.Only<MessagesCopied>().TargetUids);
        Assert.True((await store!).ModSeq < copy.ModSeq);
        for (int round = 0; round < 2; round++)
        {
            MailboxSnapshot beas = await AsBeaSeesAsync(to);
            Assert.Equal(("\\Seen hers", "", "\\Seen"), (Flags(beas, 500), Flags(beas, 550), Flags(beas, 700)));
            Assert.Equal((499, 501L, (long)copy.ModSeq.Value), (beas.Info.Unseen, beas.Info.FirstUnseen, beas.Chunks[0].ModSeqs[0]));
            Assert.Equal(("hers", ""), (Flags(await SnapshotAsync(to), 500), Flags(await SnapshotAsync(to), 550)));
            Assert.Equal(1000, Info(to).Unseen);
            await CheckAsync();
            await ReopenAsync();
        }
    }

    [Theory]
    [InlineData(Right.Insert | Right.Lookup | Right.Read, "")]
    [InlineData(Right.Insert | Right.Lookup | Right.Read | Right.KeepSeen, "\\Seen")]
    [InlineData(Right.Insert | Right.Lookup | Right.Read | Right.Write, "\\Flagged work")]
    [InlineData(Right.Insert | Right.Lookup | Right.Read | Right.DeleteMessages, "\\Deleted")]
    public async Task Flags_come_as_far_as_rights_on_the_target_go(Right rights, string expected)
    {
        (MailboxId from, MailboxId to) = await GivenAsync(Everything, rights);
        await AsBeaAsync(new ChangeFlags(from, Uids("1:1000"), FlagChangeKind.Add, [Flag.Seen, Flag.Flagged, Flag.Deleted, Flag.Parse("work")]));
        Assert.True((await AsBeaAsync(new CopyMessages(from, All, to))).IsDone);
        Assert.Equal(expected, Flags(await AsBeaSeesAsync(to), 1000));
        Assert.Equal(expected.Contains("work", StringComparison.Ordinal), Info(to).Keywords.Contains("work"));
        await CheckAsync();
    }

    [Fact]
    public async Task Rights_that_change_meanwhile_are_those_of_the_end()
    {
        (MailboxId from, MailboxId to) = await GivenAsync(Everything, Everything);
        await AsBeaAsync(new ChangeFlags(from, Uids("1:1000"), FlagChangeKind.Add, [Flag.Seen, Flag.Flagged]));
        Task<CommitResult>? given = null;
        At(3, () => given = Account.CommitAsync(new Commit(new GiveRights(to, _bea, Right.Insert | Right.Lookup | Right.Read | Right.KeepSeen)), default));
        Assert.True((await AsBeaAsync(new CopyMessages(from, All, to))).IsDone);
        Clock.Asked = null;
        Assert.True((await given!).IsDone); // rights are given one after the other: the next would wait for it, and come behind the copy
        Assert.Equal("\\Seen", Flags(await AsBeaSeesAsync(to), 1));
        IReadOnlyList<RowKey> rows = await ChunkRowsAsync();
        At(3, () => _ = Account.CommitAsync(new Commit(new GiveRights(from, _bea, Right.None)), default));
        Assert.Equal(RefusalReason.NonExistent, (await AsBeaAsync(new CopyMessages(from, All, to))).Refusal?.Reason);
        Clock.Asked = null;
        Assert.Equal(rows, await ChunkRowsAsync());
    }

    [Fact]
    public async Task A_move_takes_the_private_flags_along_and_everyones_counts_are_right()
    {
        (MailboxId from, MailboxId to) = await GivenAsync(Everything, Everything);
        await AsBeaAsync(new ChangeFlags(from, Uids("1:300"), FlagChangeKind.Add, [Flag.Seen]));
        Assert.Equal(Uids("1:990"), (await AsBeaAsync(new CopyMessages(from, Uids("1:990"), to, IsMove: true))).Only<MessagesCopied>().SourceUids);
        for (int round = 0; round < 2; round++)
        {
            Assert.Equal((690, 301L), ((await AsBeaSeesAsync(to)).Info.Unseen, (await AsBeaSeesAsync(to)).Info.FirstUnseen));
            Assert.Equal((10, 10, 991L), ((await AsBeaSeesAsync(from)).Count, (await AsBeaSeesAsync(from)).Info.Unseen, (await AsBeaSeesAsync(from)).Info.FirstUnseen));
            await CheckAsync();
            await ReopenAsync();
        }
    }

    [Theory]
    [InlineData(Right.Lookup | Right.Insert, Right.Lookup | Right.Read)]
    [InlineData(Right.Lookup, Right.Lookup | Right.Read | Right.Insert)]
    public async Task Who_lacks_a_right_prepares_nothing(Right onSource, Right onTarget)
    {
        (MailboxId from, MailboxId to) = await GivenAsync(onSource, onTarget);
        long numbers = Account.Core.State.Counters.Mailbox;
        Assert.Equal(RefusalReason.NoPermission, (await AsBeaAsync(new CopyMessages(from, All, to))).Refusal?.Reason);
        Assert.Equal(numbers, Account.Core.State.Counters.Mailbox);
    }

    private async Task<(MailboxId From, MailboxId To)> GivenAsync(Right onSource, Right onTarget)
    {
        (MailboxId from, MailboxId to) = await FillAsync(1000);
        await DoAsync<RightsGiven>(new GiveRights(from, _bea, onSource));
        await DoAsync<RightsGiven>(new GiveRights(to, _bea, onTarget));
        return (from, to);
    }

    private async Task<CommitResult> AsBeaAsync(Change change)
    {
        await using MailAccount hers = await OpenAsync(new Principal(_bea));
        return await hers.CommitAsync(new Commit(change), default);
    }

    private async Task<MailboxSnapshot> AsBeaSeesAsync(MailboxId mailbox)
    {
        await using MailAccount hers = await OpenAsync(new Principal(_bea));
        await using Mailbox open = (await hers.OpenMailboxAsync(mailbox, default))!;
        return open.Snapshot;
    }

    private static string Flags(MailboxSnapshot mailbox, uint uid) => mailbox.TryFind(new Uid(uid), out int chunk, out int index)
        ? string.Join(' ', mailbox.Flags(chunk, index).Select(static flag => flag.Name))
        : "";
}
