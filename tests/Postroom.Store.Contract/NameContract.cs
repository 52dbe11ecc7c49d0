using Postroom.Imap;
using Postroom.Store.Engine;

namespace Postroom.Store.Contract;

/// <summary>CREATE, DELETE, RENAME, subscriptions (INVARIANTS 3, 9, 14).</summary>
public abstract class NameContract : StoreContract
{
    [Fact]
    public async Task A_new_account_has_an_inbox_and_keeps_it()
    {
        MailboxInfo inbox = Assert.Single(Account.Mailboxes);
        Assert.True(inbox.Name.IsInbox);
        await ReopenAsync();
        Assert.Equal((inbox.Id, inbox.UidValidity), (Account.Mailboxes[0].Id, Account.Mailboxes[0].UidValidity));
        Assert.Equal(RefusalReason.AlreadyExists, await RefusalAsync(new CreateMailbox(MailboxName.Inbox)));
        Assert.Equal(RefusalReason.Cannot, await RefusalAsync(new DeleteMailbox(Inbox)));
    }

    [Fact]
    public async Task Missing_parents_are_names_without_a_row()
    {
        await CreateMailboxAsync("a/b/c");
        Assert.Null(Account.Mailboxes.Find(Name("a")));
        Assert.True(Account.Mailboxes.HasChildren(Name("a")));
        Assert.True(Account.Mailboxes.HasChildren(Name("a/b")));
        Assert.False(Account.Mailboxes.HasChildren(Name("a/b/c")));
        await CreateMailboxAsync("a-b");
        await CreateMailboxAsync("a");
        Assert.Equal(["INBOX", "a", "a-b", "a/b/c"], Account.Mailboxes.Select(mailbox => mailbox.Name.Value));
        Assert.Equal(["a/b/c"], Account.Mailboxes.Below(Name("a")).Select(mailbox => mailbox.Name.Value));
        await ReopenAsync();
        Assert.Equal(["INBOX", "a", "a-b", "a/b/c"], Account.Mailboxes.Select(mailbox => mailbox.Name.Value));
    }

    [Fact]
    public async Task An_account_has_a_name_that_can_be_a_level_of_a_mailbox_name()
    {
        IAccountDirectory accounts = Fixture.Engine.Accounts;
        foreach (string name in new[] { "", "a/b", "../x", ".", "..", "a\0b", "a\u0001", "a*", "a%", " a", "a ", "-ann", new string('x', 256), new string('\u00e4', 128), "\ud800" })
        {
            await Assert.ThrowsAsync<ArgumentException>(async () => await accounts.SaveAsync(new AccountRecord { Id = AccountId.New(), Name = name }, default));
        }

        foreach (string name in new[] { "ann", "ann@example.org", "o'brien+lists@example.org", "a.b..c", "ann-", "j\u00f6rn smith", new string('x', 255) })
        {
            Assert.True(await accounts.SaveAsync(new AccountRecord { Id = AccountId.New(), Name = name }, default));
            Assert.True(MailboxName.TryCreate($"Other Users/{name}", out _, out _));
        }
    }

    [Fact]
    public async Task A_special_use_is_one_mailboxs()
    {
        CommitResult made = await CommitAsync(new CreateMailbox(Name("Sent"), ["\\Sent"]));
        Assert.Equal(RefusalReason.UseTaken, await RefusalAsync(new CreateMailbox(Name("Sent Items"), ["\\Archive", "\\sent"])));
        Assert.Null(Account.Mailboxes.Find(Name("Sent Items")));
        await CommitAsync(new DeleteMailbox(made.Only<MailboxCreated>().Mailbox));
        Assert.True((await CommitAsync(new CreateMailbox(Name("Sent Items"), ["\\Sent"]))).IsDone);
    }

    [Fact]
    public async Task Reserved_names_are_refused()
    {
        foreach (string name in new[] { "Shared", "Shared/x", "Other Users/ali" })
        {
            Assert.Equal(RefusalReason.Cannot, await RefusalAsync(new CreateMailbox(Name(name))));
        }

        await CreateMailboxAsync("Shared2");
        Assert.Equal(RefusalReason.Cannot, await RefusalAsync(new RenameMailbox(Name("Shared2"), Name("Shared/2"))));
    }

    [Fact]
    public async Task A_name_used_again_gets_a_higher_uidvalidity_and_another_identity()
    {
        MailboxCreated first = await DoAsync<MailboxCreated>(new CreateMailbox(Name("a")));
        await DoAsync<MailboxDeleted>(new DeleteMailbox(first.Mailbox));
        await ReopenAsync();
        MailboxCreated second = await DoAsync<MailboxCreated>(new CreateMailbox(Name("a")));
        Assert.True(second.UidValidity > first.UidValidity);
        Assert.NotEqual(first.Mailbox, second.Mailbox);
    }

    [Fact]
    public async Task Rename_keeps_identity_uidvalidity_and_messages_of_all_inferiors()
    {
        MailboxId a = await CreateMailboxAsync("a"), b = await CreateMailboxAsync("a/b");
        await AddAsync(b, 3);
        MailboxInfo before = Info(b);
        await DoAsync<MailboxRenamed>(new RenameMailbox(Name("a"), Name("x/y")));
        Assert.Equal(["INBOX", "x/y", "x/y/b"], Account.Mailboxes.Select(mailbox => mailbox.Name.Value));
        Assert.Equal((a, b), (Account.Mailboxes[1].Id, Account.Mailboxes[2].Id));
        await ReopenAsync();
        Assert.Equal((before.UidValidity, before.UidNext), (Info(b).UidValidity, Info(b).UidNext));
        Assert.Equal(3, (await SnapshotAsync(b)).Count);
    }

    [Fact]
    public async Task Rename_onto_a_name_that_had_a_higher_uidvalidity_gives_a_new_one()
    {
        MailboxCreated old = await DoAsync<MailboxCreated>(new CreateMailbox(Name("old")));
        MailboxId high = await CreateMailboxAsync("name/below");
        UidValidity seen = Info(high).UidValidity;
        await DoAsync<MailboxDeleted>(new DeleteMailbox(high));
        await ReopenAsync();
        MailboxId child = await CreateMailboxAsync("old/below");
        UidValidity childs = Info(child).UidValidity;
        await DoAsync<MailboxRenamed>(new RenameMailbox(Name("old"), Name("name")));
        Assert.Equal(old.UidValidity, Info(old.Mailbox).UidValidity);
        Assert.Equal(childs, Info(child).UidValidity); // it is higher than what stood there
        await DoAsync<MailboxRenamed>(new RenameMailbox(Name("name"), Name("away")));
        await DoAsync<MailboxRenamed>(new RenameMailbox(Name("away"), Name("name/below")));
        Assert.True(Info(old.Mailbox).UidValidity > seen);
        Assert.True(Info(old.Mailbox).UidValidity > childs);
    }

    [Fact]
    public async Task Rename_back_keeps_the_uidvalidity()
    {
        MailboxCreated made = await DoAsync<MailboxCreated>(new CreateMailbox(Name("a")));
        await DoAsync<MailboxRenamed>(new RenameMailbox(Name("a"), Name("b")));
        await DoAsync<MailboxRenamed>(new RenameMailbox(Name("b"), Name("a")));
        Assert.Equal(made.UidValidity, Info(made.Mailbox).UidValidity);
    }

    [Fact]
    public async Task Rename_refuses_what_cannot_be()
    {
        await CreateMailboxAsync("a");
        await CreateMailboxAsync("a/x");
        await CreateMailboxAsync("b/x");
        Assert.Equal(RefusalReason.NonExistent, await RefusalAsync(new RenameMailbox(Name("none"), Name("c"))));
        Assert.Equal(RefusalReason.AlreadyExists, await RefusalAsync(new RenameMailbox(Name("a"), Name("b/x"))));
        Assert.Equal(RefusalReason.AlreadyExists, await RefusalAsync(new RenameMailbox(Name("a"), Name("b"))));
        Assert.Equal(RefusalReason.AlreadyExists, await RefusalAsync(new RenameMailbox(Name("a"), MailboxName.Inbox)));
        Assert.Equal(RefusalReason.Cannot, await RefusalAsync(new RenameMailbox(Name("a"), Name("a/y"))));
        Assert.Equal(RefusalReason.Cannot, await RefusalAsync(new RenameMailbox(Name("a"), Name(new string('n', 1000)))));
    }

    [Fact]
    public async Task A_parent_that_is_only_a_name_can_be_renamed()
    {
        MailboxId child = await CreateMailboxAsync("a/b");
        await DoAsync<MailboxRenamed>(new RenameMailbox(Name("a"), Name("c")));
        Assert.Equal("c/b", Info(child).Name.Value);
    }

    [Fact]
    public async Task Rename_of_inbox_moves_its_messages_and_leaves_it_in_place()
    {
        MailboxId below = await CreateMailboxAsync("INBOX/sub");
        IReadOnlyList<MessageAdded> added = await AddAsync(Inbox, 3, Flag.Seen);
        MailboxInfo before = Info(Inbox);
        await DoAsync<MailboxRenamed>(new RenameMailbox(MailboxName.Inbox, Name("old-mail")));
        Assert.Equal((before.Id, before.UidValidity, 4L, 0), (Info(Inbox).Id, Info(Inbox).UidValidity, Info(Inbox).UidNext, Info(Inbox).Messages));
        MailboxInfo moved = Account.Mailboxes.Find(Name("old-mail"))!;
        Assert.Equal((3, 0), (moved.Messages, moved.Unseen));
        Assert.True(moved.UidValidity > before.UidValidity);
        Assert.Equal("INBOX/sub", Info(below).Name.Value);
        await ReopenAsync();
        Assert.Equal(added.Count, (await SnapshotAsync(moved.Id)).Count);
    }

    [Fact]
    public async Task Delete_with_children_leaves_the_name()
    {
        MailboxId a = await CreateMailboxAsync("a"), b = await CreateMailboxAsync("a/b");
        await AddAsync(a, 2);
        await DoAsync<MailboxDeleted>(new DeleteMailbox(a));
        MailboxInfo left = Account.Mailboxes.Find(Name("a"))!;
        Assert.False(left.IsSelectable);
        Assert.Equal(0, left.Messages);
        Assert.Null(await Account.OpenMailboxAsync(left.Id, default));
        Assert.Equal(RefusalReason.HasChildren, await RefusalAsync(new DeleteMailbox(left.Id)));
        await DoAsync<MailboxDeleted>(new DeleteMailbox(b));
        await ReopenAsync();
        await DoAsync<MailboxDeleted>(new DeleteMailbox(Account.Mailboxes.Find(Name("a"))!.Id));
        Assert.Single(Account.Mailboxes);
    }

    [Fact]
    public async Task A_name_that_was_left_can_be_made_again()
    {
        MailboxCreated first = await DoAsync<MailboxCreated>(new CreateMailbox(Name("a")));
        await CreateMailboxAsync("a/b");
        await DoAsync<MailboxDeleted>(new DeleteMailbox(first.Mailbox));
        MailboxCreated second = await DoAsync<MailboxCreated>(new CreateMailbox(Name("a")));
        Assert.True(second.UidValidity > first.UidValidity);
        Assert.True(Info(second.Mailbox).IsSelectable);
    }

    [Fact]
    public async Task A_deleted_mailbox_can_still_be_read_and_no_longer_written()
    {
        MailboxId a = await CreateMailboxAsync("a");
        await AddAsync(a, 3);
        await using Mailbox open = await OpenMailboxAsync(a);
        long before = open.Info.HighestModSeq;
        await DoAsync<MailboxDeleted>(new DeleteMailbox(a));
        Assert.Equal((0, false), (open.Snapshot.Count, open.Info.IsSelectable));
        Assert.True(open.Info.HighestModSeq > before);
        Assert.Equal(3, (await open.ReadExpungedAsync(Uids("1:3"), new ModSeq((ulong)before), default)).Count);
        Assert.Equal(RefusalReason.NonExistent, await RefusalAsync(new ChangeFlags(a, Uids("1"), FlagChangeKind.Add, [Flag.Seen])));
        await using StagedMessage message = await StageAsync("x");
        Assert.Equal(RefusalReason.TryCreate, await RefusalAsync(new AddMessage(a, message, [], null)));
        Assert.Null(await Account.OpenMailboxAsync(a, default));
    }

    [Fact]
    public async Task There_is_a_limit_of_mailboxes()
    {
        for (int i = Account.Mailboxes.Count; i < Options.MaxMailboxes; i++)
        {
            await CreateMailboxAsync($"m{i}");
        }

        Assert.Equal(RefusalReason.Limit, await RefusalAsync(new CreateMailbox(Name("one-more"))));
        Assert.Equal(RefusalReason.Limit, await RefusalAsync(new RenameMailbox(MailboxName.Inbox, Name("one-more"))));
    }

    [Fact]
    public async Task Subscriptions_are_names_that_need_not_exist_and_stay_when_mailboxes_go()
    {
        MailboxId a = await CreateMailboxAsync("a");
        await DoAsync<SubscriptionChanged>(new ChangeSubscription(Name("a"), true));
        await DoAsync<SubscriptionChanged>(new ChangeSubscription(Name("nowhere"), true));
        await DoAsync<SubscriptionChanged>(new ChangeSubscription(Name("gone"), true));
        await DoAsync<SubscriptionChanged>(new ChangeSubscription(Name("gone"), false));
        await DoAsync<MailboxDeleted>(new DeleteMailbox(a));
        await ReopenAsync();
        Assert.Equal(["a", "nowhere"], Account.Subscriptions.Select(name => name.Value));
    }

    [Fact]
    public async Task Others_see_nothing_and_only_the_server_sets_quota()
    {
        Assert.Null(await Store.OpenAsync(Owner, new Principal(AccountId.New()), default));
        Assert.Null(await Store.OpenAsync(AccountId.New(), Principal.System, default));
        Assert.Equal(RefusalReason.NoPermission, await RefusalAsync(new SetQuota(1, 1)));
        await using MailAccount system = await OpenAsync(Principal.System);
        Assert.True((await system.CommitAsync(new Commit(new SetQuota(1, 1)), default)).IsDone);
    }
}
