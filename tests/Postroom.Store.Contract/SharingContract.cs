using Postroom.Imap;
using Postroom.Store.Engine;

namespace Postroom.Store.Contract;

/// <summary>A mailbox that others may use too: rights, and flags that each has for themselves (INVARIANTS 13, 16).</summary>
public abstract class SharingContract : StoreContract
{
    private const Right All = Right.Owner & ~Right.Share;

    private readonly AccountId _bea = AccountId.New();
    private readonly AccountId _cem = AccountId.New();

    protected override StoreOptions Options => base.Options with { MaxPrincipals = 3 };

    [Fact]
    public async Task Seen_is_each_ones_own_and_other_flags_are_everybodys()
    {
        await AddAsync(Inbox, 3);
        await GiveAsync(_bea, All);
        await DoAsync<FlagsChanged>(new ChangeFlags(Inbox, Uids("1"), FlagChangeKind.Add, [Flag.Seen]));
        await AsAsync(_bea, new ChangeFlags(Inbox, Uids("2"), FlagChangeKind.Add, [Flag.Seen, Flag.Flagged]));
        for (int round = 0; round < 2; round++)
        {
            Assert.Equal([FlagBits.Seen, FlagBits.Flagged, FlagBits.None], Flags(await SnapshotAsync(Inbox)));
            MailboxSnapshot beas = await SnapshotAsync(_bea);
            Assert.Equal([FlagBits.None, FlagBits.Seen | FlagBits.Flagged, FlagBits.None], Flags(beas));
            Assert.Equal(((2, 2L), (2, 1L)), ((Info(Inbox).Unseen, Info(Inbox).FirstUnseen), (beas.Info.Unseen, beas.Info.FirstUnseen)));
            await ReopenAsync();
        }
    }

    [Fact]
    public async Task A_replace_leaves_the_others_seen_alone()
    {
        await AddAsync(Inbox, 1, Flag.Seen, Flag.Draft);
        await GiveAsync(_bea, All);
        await AsAsync(_bea, new ChangeFlags(Inbox, Uids("1"), FlagChangeKind.Replace, [Flag.Flagged]));
        Assert.Equal([FlagBits.Seen | FlagBits.Flagged], Flags(await SnapshotAsync(Inbox)));
        await AsAsync(_bea, new ChangeFlags(Inbox, Uids("1"), FlagChangeKind.Replace, [Flag.Seen]));
        await DoAsync<FlagsChanged>(new ChangeFlags(Inbox, Uids("1"), FlagChangeKind.Replace, []));
        Assert.Equal([FlagBits.Seen], Flags(await SnapshotAsync(_bea)));
    }

    [Fact]
    public async Task A_private_change_raises_the_modseqs_of_its_principal_only()
    {
        await AddAsync(Inbox, 2);
        await GiveAsync(_bea, All);
        await GiveAsync(_cem, All);
        MailboxSnapshot before = await SnapshotAsync(Inbox);
        MailboxSnapshot cems = await SnapshotAsync(_cem);
        CommitResult result = await AsAsync(_bea, new ChangeFlags(Inbox, Uids("2"), FlagChangeKind.Add, [Flag.Seen]));
        MailboxSnapshot beas = await SnapshotAsync(_bea);
        Assert.Equal((long)result.ModSeq.Value, beas.Info.HighestModSeq);
        Assert.Equal((long)result.ModSeq.Value, beas.Chunks[0].ModSeqs[1]);
        Assert.True(beas.Chunks[0].ModSeqs[0] < beas.Chunks[0].ModSeqs[1]);
        Assert.Equal(before.Info.HighestModSeq, Info(Inbox).HighestModSeq);
        Assert.Same((await SnapshotAsync(Inbox)).Chunks[0], before.Chunks[0]);
        Assert.Equal(cems.Info.HighestModSeq, (await SnapshotAsync(_cem)).Info.HighestModSeq);
        CommitResult next = await CommitAsync(new ExpungeMessages(Inbox, Uids("2"), OnlyDeleted: false));
        Assert.True(next.ModSeq > result.ModSeq); // one counter: the owner's
        Assert.Equal((long)next.ModSeq.Value, (await SnapshotAsync(_cem)).Info.HighestModSeq);
    }

    [Fact]
    public async Task Unchangedsince_tests_what_its_principal_sees()
    {
        await AddAsync(Inbox, 2);
        await GiveAsync(_bea, All);
        var since = new ModSeq((ulong)(await SnapshotAsync(_bea)).Info.HighestModSeq);
        await AsAsync(_bea, new ChangeFlags(Inbox, Uids("1"), FlagChangeKind.Add, [Flag.Seen]));
        FlagsChanged owners = await DoAsync<FlagsChanged>(new ChangeFlags(Inbox, Uids("1"), FlagChangeKind.Add, [Flag.Draft], since));
        Assert.Equal("1", owners.Changed.ToString()); // to the owner nothing changed
        await DoAsync<FlagsChanged>(new ChangeFlags(Inbox, Uids("1"), FlagChangeKind.Remove, [Flag.Draft]));
        var later = new ModSeq((ulong)Info(Inbox).HighestModSeq);
        await AsAsync(_bea, new ChangeFlags(Inbox, Uids("2"), FlagChangeKind.Add, [Flag.Seen]));
        FlagsChanged beas = (await AsAsync(_bea, new ChangeFlags(Inbox, Uids("1:2"), FlagChangeKind.Add, [Flag.Flagged], later))).Only<FlagsChanged>();
        Assert.Equal(("1", "2"), (beas.Changed.ToString(), beas.Refused.ToString()));
    }

    [Fact]
    public async Task What_one_brings_is_seen_by_them_and_by_nobody_else()
    {
        MailboxId target = await CreateMailboxAsync("target");
        await GiveAsync(_bea, All);
        await GiveAsync(_bea, All, target);
        await using StagedMessage message = await StageAsync("x");
        await AsAsync(_bea, new AddMessage(Inbox, message, [Flag.Seen, Flag.Flagged], null));
        await AddAsync(Inbox, 1, Flag.Seen);
        Assert.Equal([FlagBits.Flagged, FlagBits.Seen], Flags(await SnapshotAsync(Inbox)));
        await AsAsync(_bea, new CopyMessages(Inbox, Uids("1:2"), target));
        Assert.Equal([FlagBits.Flagged, FlagBits.None], Flags(await SnapshotAsync(target)));
        Assert.Equal([FlagBits.Flagged | FlagBits.Seen, FlagBits.None], Flags(await SnapshotAsync(_bea, target)));
        await AsAsync(_bea, new CopyMessages(Inbox, Uids("1"), target, IsMove: true));
        Assert.Equal((1, 1L), ((await SnapshotAsync(_bea)).Info.Unseen, (await SnapshotAsync(_bea)).Info.FirstUnseen - 1));
        Assert.Equal((1, 2L), ((await SnapshotAsync(_bea, target)).Info.Unseen, (await SnapshotAsync(_bea, target)).Info.FirstUnseen));
    }

    [Fact]
    public async Task Rights_say_which_flags_can_be_changed_and_one_is_enough()
    {
        await AddAsync(Inbox, 1);
        await GiveAsync(_bea, Right.Lookup | Right.Read | Right.KeepSeen | Right.Insert);
        await AsAsync(_bea, new ChangeFlags(Inbox, Uids("1"), FlagChangeKind.Add, [Flag.Seen, Flag.Deleted, Flag.Parse("mine")]));
        Assert.Equal([FlagBits.Seen], Flags(await SnapshotAsync(_bea)));
        Assert.Empty(Info(Inbox).Keywords);
        await RefusedAsync(_bea, RefusalReason.NoPermission, new ChangeFlags(Inbox, Uids("1"), FlagChangeKind.Add, [Flag.Deleted]));
        await RefusedAsync(_bea, RefusalReason.NoPermission, new ExpungeMessages(Inbox));
        await using StagedMessage message = await StageAsync("x");
        await AsAsync(_bea, new AddMessage(Inbox, message, [Flag.Deleted, Flag.Seen, Flag.Parse("mine")], null));
        Assert.Equal([FlagBits.Seen, FlagBits.Seen], Flags(await SnapshotAsync(_bea)));
        Assert.Equal([FlagBits.None, FlagBits.None], Flags(await SnapshotAsync(Inbox)));
        await GiveAsync(_bea, Right.Lookup | Right.Read);
        await RefusedAsync(_bea, RefusalReason.NoPermission, new ChangeFlags(Inbox, Uids("1"), FlagChangeKind.Replace, []));
    }

    /// <summary>RFC 8508 §4.1: the rights of STORE and EXPUNGE where the old message is, those of APPEND where the new one goes.</summary>
    [Fact]
    public async Task Who_lacks_one_of_the_rights_replaces_nothing()
    {
        MailboxId other = await CreateMailboxAsync("other");
        await AddAsync(Inbox, 1);
        await using StagedMessage message = await StageAsync("x");
        var replace = new Commit([new ExpungeMessages(Inbox, Uids("1"), OnlyDeleted: false) { MustExist = true }, new AddMessage(other, message, [], null)]);
        foreach ((Right here, Right there) in ((Right, Right)[])
        [
            (All & ~Right.DeleteMessages, All), (All & ~Right.Expunge, All), (All, All & ~Right.Insert),
        ])
        {
            await GiveAsync(_bea, here);
            await GiveAsync(_bea, there, other);
            await using MailAccount beas = await OpenAsync(new Principal(_bea));
            Assert.Equal(RefusalReason.NoPermission, (await beas.CommitAsync(replace, default)).Refusal?.Reason);
            Assert.Equal((1, 0), (Info(Inbox).Messages, Info(other).Messages));
        }

        await GiveAsync(_bea, Right.Lookup | Right.DeleteMessages | Right.Expunge);
        await GiveAsync(_bea, Right.Lookup | Right.Insert, other);
        await using MailAccount allowed = await OpenAsync(new Principal(_bea));
        Assert.True((await allowed.CommitAsync(replace, default)).IsDone);
        Assert.Equal((0, 1), (Info(Inbox).Messages, Info(other).Messages));
    }

    [Fact]
    public async Task Only_what_is_shared_is_there_and_the_account_is_not()
    {
        MailboxId hidden = await CreateMailboxAsync("hidden");
        await DoAsync<SubscriptionChanged>(new ChangeSubscription(Name("hidden"), true));
        await GiveAsync(_bea, All);
        await using MailAccount beas = await OpenAsync(new Principal(_bea));
        Assert.Equal(["INBOX"], beas.Mailboxes.Select(mailbox => mailbox.Name.Value));
        Assert.Empty(beas.Subscriptions);
        Assert.Null(await beas.OpenMailboxAsync(hidden, default));
        Assert.Equal((All, Right.None, 0), (beas.RightsOn(Inbox), beas.RightsOn(hidden), beas.RightsGivenOn(Inbox).Count));
        Assert.Equal([(_bea, All)], Account.RightsGivenOn(Inbox));
        await RefusedAsync(_bea, RefusalReason.NonExistent, new ExpungeMessages(hidden));
        foreach (Change change in new Change[]
        {
            new CreateMailbox(Name("mine")), new RenameMailbox(MailboxName.Inbox, Name("mine")), new DeleteMailbox(hidden), new SetQuota(1, 1),
            new ChangeSubscription(Name("mine"), true), new GiveRights(Inbox, _cem, Right.Read), new SetPrivateFlags(Inbox, FlagBits.None),
        })
        {
            await RefusedAsync(_bea, RefusalReason.NoPermission, change);
        }

        Assert.Null(await Store.OpenAsync(Owner, new Principal(_cem), default));
    }

    [Fact]
    public async Task Rights_taken_back_end_what_is_open_and_what_was_private()
    {
        await AddAsync(Inbox, 2);
        await GiveAsync(_bea, All);
        await AsAsync(_bea, new ChangeFlags(Inbox, Uids("1:2"), FlagChangeKind.Add, [Flag.Seen]));
        await using MailAccount beas = await OpenAsync(new Principal(_bea));
        await using Mailbox open = (await beas.OpenMailboxAsync(Inbox, default))!;
        long known = open.Info.HighestModSeq;
        await GiveAsync(_bea, Right.None);
        Assert.Equal((false, 0), (open.Info.IsSelectable, open.Snapshot.Count));
        Assert.Empty(beas.Mailboxes);
        Assert.Equal(RefusalReason.NonExistent, (await beas.CommitAsync(new Commit(new ExpungeMessages(Inbox)), default)).Refusal?.Reason);
        await GiveAsync(_bea, All);
        Assert.Equal((true, 2), (open.Info.IsSelectable, open.Info.Unseen));
        Assert.All(open.Snapshot.Chunks[0].ModSeqs.ToArray(), modSeq => Assert.True(modSeq > known)); // what a client remembers of \Seen is read again
        await ReopenAsync();
        Assert.Equal([FlagBits.None, FlagBits.None], Flags(await SnapshotAsync(_bea)));
    }

    [Fact]
    public async Task The_policy_says_which_flags_are_private_while_nobody_has_any()
    {
        await AddAsync(Inbox, 1, Flag.Seen, Flag.Flagged);
        Assert.Equal(RefusalReason.Cannot, await RefusalAsync(new SetPrivateFlags(Inbox, FlagBits.Seen | FlagBits.Deleted)));
        await DoAsync<PrivateFlagsSet>(new SetPrivateFlags(Inbox, FlagBits.Flagged));
        await GiveAsync(_bea, All);
        await ReopenAsync();
        Assert.Equal(RefusalReason.Cannot, await RefusalAsync(new SetPrivateFlags(Inbox, FlagBits.None)));
        Assert.Equal([FlagBits.Seen], Flags(await SnapshotAsync(_bea)));
        await AsAsync(_bea, new ChangeFlags(Inbox, Uids("1"), FlagChangeKind.Remove, [Flag.Seen]));
        await AsAsync(_bea, new ChangeFlags(Inbox, Uids("1"), FlagChangeKind.Add, [Flag.Flagged]));
        Assert.Equal((1, 1L), (Info(Inbox).Unseen, (await SnapshotAsync(_bea)).Info.FirstUnseen)); // \Seen is everybody's here
    }

    [Fact]
    public async Task Rights_that_cannot_be_given_are_refused()
    {
        await GiveAsync(_bea, All);
        await GiveAsync(_cem, All);
        await GiveAsync(AccountId.New(), All);
        Assert.Equal(RefusalReason.Limit, await RefusalAsync(new GiveRights(Inbox, AccountId.New(), All)));
        Assert.Equal(RefusalReason.Cannot, await RefusalAsync(new GiveRights(Inbox, Owner, Right.Read)));
        Assert.Equal(RefusalReason.Cannot, await RefusalAsync(new GiveRights(Inbox, default, Right.Read)));
        Assert.Equal(RefusalReason.Cannot, await RefusalAsync(new GiveRights(Inbox, _bea, Right.Administer)));
        Assert.Equal(RefusalReason.NonExistent, await RefusalAsync(new GiveRights(MailboxId.New(), _bea, Right.Read)));
    }

    [Fact]
    public async Task A_sweep_takes_private_flags_of_mailboxes_and_principals_that_are_gone_and_no_others()
    {
        Assert.True(await Fixture.Engine.Accounts.SaveAsync(new AccountRecord { Id = _bea, Name = "bea" }, default));
        MailboxId gone = await CreateMailboxAsync("gone");
        await AddAsync(Inbox, 1);
        await AddAsync(gone, 1);
        foreach ((AccountId who, MailboxId where) in new[] { (_bea, Inbox), (_cem, Inbox), (_bea, gone) })
        {
            await GiveAsync(who, All, where);
            await AsAsync(who, new ChangeFlags(where, Uids("1"), FlagChangeKind.Add, [Flag.Seen]));
        }

        await DoAsync<MailboxDeleted>(new DeleteMailbox(gone));
        Assert.Equal(3, await OverlayRowsAsync());
        await using (MailAccount system = await OpenAsync(Principal.System))
        {
            await system.SweepAsync(default); // cem is in no directory
        }

        Assert.Equal(1, await OverlayRowsAsync());
        Assert.Equal([(_bea, All)], Account.RightsGivenOn(Inbox));
        await ReopenAsync();
        Assert.Equal([FlagBits.Seen], Flags(await SnapshotAsync(_bea)));
    }

    [Fact]
    public async Task An_account_that_shares_nothing_has_no_rows_for_it()
    {
        await AddAsync(Inbox, 300, Flag.Seen);
        await DoAsync<FlagsChanged>(new ChangeFlags(Inbox, Uids("1:300"), FlagChangeKind.Remove, [Flag.Seen]));
        Assert.Equal(0, await OverlayRowsAsync());
        Assert.Equal((MailboxKind.Stored, 1L), (Info(Inbox).Kind, Info(Inbox).FirstUnseen));
        await ReopenAsync();
        Assert.Equal((MailboxKind.Stored, 1L), (Info(Inbox).Kind, Info(Inbox).FirstUnseen));
    }

    private static FlagBits[] Flags(MailboxSnapshot snapshot) => [.. snapshot.Chunks.SelectMany(chunk => chunk.Flags.ToArray()).Select(flags => (FlagBits)flags)];

    private Task<RightsGiven> GiveAsync(AccountId who, Right rights) => GiveAsync(who, rights, Inbox);

    private Task<RightsGiven> GiveAsync(AccountId who, Right rights, MailboxId mailbox) => DoAsync<RightsGiven>(new GiveRights(mailbox, who, rights));

    private async Task<CommitResult> AsAsync(AccountId who, Change change)
    {
        await using MailAccount account = await OpenAsync(new Principal(who));
        CommitResult result = await account.CommitAsync(new Commit(change), default);
        Assert.True(result.IsDone, result.Refusal?.Text);
        return result;
    }

    private async Task RefusedAsync(AccountId who, RefusalReason reason, Change change)
    {
        await using MailAccount account = await OpenAsync(new Principal(who));
        Assert.Equal(reason, (await account.CommitAsync(new Commit(change), default)).Refusal?.Reason);
    }

    private Task<MailboxSnapshot> SnapshotAsync(AccountId who) => SnapshotAsync(who, Inbox);

    private async Task<MailboxSnapshot> SnapshotAsync(AccountId who, MailboxId mailbox)
    {
        await using MailAccount account = await OpenAsync(new Principal(who));
        await using Mailbox open = (await account.OpenMailboxAsync(mailbox, default))!;
        return open.Snapshot;
    }

    // What is stored, seen from below: the store lets go of the account meanwhile.
    private async Task<int> OverlayRowsAsync()
    {
        int count = 0;
        await RestartAsync(async () =>
        {
            await Fixture.ReopenAsync();
            await using IAccountEngine engine = await Fixture.Engine.OpenAsync(Owner, default);
            using RowSet rows = await engine.ScanAsync(StoreTable.Overlay, new RowKey(0), new RowKey(long.MaxValue, long.MaxValue), default);
            count = rows.Count;
        });
        return count;
    }
}
