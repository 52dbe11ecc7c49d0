namespace Postroom.Store.Contract;

/// <summary>What a mailbox and an account may hold: beyond it a commit is refused whole (docs/limits.md).</summary>
public abstract class LimitContract : StoreContract
{
    protected override StoreOptions Options => new() { MaxMailboxMessages = 10, MaxMessages = 15 };

    [Fact]
    public async Task A_copy_that_would_overfill_the_mailbox_is_refused_whole()
    {
        await AddAsync(Inbox, 6);
        MailboxInfo before = Info(Inbox);
        Assert.Equal(RefusalReason.Limit, await RefusalAsync(new CopyMessages(Inbox, Uids("1:6"), Inbox)));
        Assert.Equal(before, Info(Inbox));
        await DoAsync<MessagesCopied>(new CopyMessages(Inbox, Uids("1:4"), Inbox));
        Assert.Equal("1:10", (await SnapshotAsync(Inbox)).AllUids().ToString());
    }

    [Fact]
    public async Task One_message_more_than_the_mailbox_may_hold_is_refused_with_all_that_came_with_it()
    {
        await AddAsync(Inbox, 9);
        await using StagedMessage message = await StageAsync("one more");
        var add = new AddMessage(Inbox, message, [], null);
        Assert.Equal(RefusalReason.Limit, await RefusalAsync(add, add));
        Assert.Equal(9, Info(Inbox).Messages);
        await DoAsync<MessageAdded>(add);
    }

    [Fact]
    public async Task The_account_has_a_limit_whatever_its_quota()
    {
        MailboxId other = await CreateMailboxAsync("other");
        await AddAsync(Inbox, 9);
        Assert.Equal(RefusalReason.Limit, await RefusalAsync(new CopyMessages(Inbox, Uids("1:9"), other)));
        Assert.Equal(0, Info(other).Messages);
        await DoAsync<MessagesCopied>(new CopyMessages(Inbox, Uids("1:6"), other));
        Assert.Equal(RefusalReason.Limit, await RefusalAsync(new CopyMessages(Inbox, Uids("1"), other)));
    }

    [Fact]
    public async Task A_full_mailbox_and_a_full_account_can_still_be_moved_expunged_and_emptied()
    {
        MailboxId other = await CreateMailboxAsync("other");
        await AddAsync(Inbox, 10);
        await AddAsync(other, 5);
        await DoAsync<MessagesCopied>(new CopyMessages(Inbox, Uids("1:10"), Inbox, IsMove: true));
        await DoAsync<MessagesCopied>(new CopyMessages(Inbox, Uids("11:15"), other, IsMove: true));
        Assert.Equal(RefusalReason.Limit, await RefusalAsync(new CopyMessages(Inbox, Uids("16"), other, IsMove: true)));
        await DoAsync<MessagesExpunged>(new ExpungeMessages(other, OnlyDeleted: false));
        Assert.Equal((5, 0), (Info(Inbox).Messages, Info(other).Messages));
    }

    /// <summary>REPLACE (RFC 8508 §3.4): "only the net quota consumption is considered".</summary>
    [Fact]
    public async Task What_takes_the_place_of_another_needs_room_only_for_what_it_has_more()
    {
        await AddAsync(Inbox, 10);
        await using StagedMessage message = await StageAsync("in its place");
        var add = new AddMessage(Inbox, message, [], null);
        Change[] replace = [new ExpungeMessages(Inbox, Uids("3"), OnlyDeleted: false) { MustExist = true }, add];
        CommitResult done = await CommitAsync(replace);
        Assert.Equal(("3", 11u), (((MessagesExpunged)done.Outcomes[0]).Uids.ToString(), ((MessageAdded)done.Outcomes[1]).Uid.Value));
        Assert.Equal("1:2,4:11", (await SnapshotAsync(Inbox)).AllUids().ToString());
        Assert.Equal(RefusalReason.ExpungeIssued, await RefusalAsync(replace));
        Assert.Equal(RefusalReason.ExpungeIssued, await RefusalAsync(new ExpungeMessages(Inbox, Uids("2:4"), OnlyDeleted: false) { MustExist = true }, add));
        Assert.Equal(RefusalReason.ExpungeIssued, await RefusalAsync(new ExpungeMessages(Inbox, Uids("2")) { MustExist = true }));
        Assert.Equal("1:2,4:11", (await SnapshotAsync(Inbox)).AllUids().ToString());
    }

    [Fact]
    public async Task What_was_expunged_comes_back_only_where_there_is_room()
    {
        await AddAsync(Inbox, 2);
        await DoAsync<MessagesExpunged>(new ExpungeMessages(Inbox, OnlyDeleted: false));
        await AddAsync(Inbox, 9);
        Assert.Equal(RefusalReason.Limit, await RefusalAsync(new UndeleteMessages(Inbox, Uids("1:2"), Inbox)));
        Assert.Equal("2", (await DoAsync<MessagesCopied>(new UndeleteMessages(Inbox, Uids("2"), Inbox))).SourceUids.ToString());
    }
}
