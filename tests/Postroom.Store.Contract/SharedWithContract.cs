using Postroom.Imap;
using Postroom.Store.Engine;

namespace Postroom.Store.Contract;

/// <summary>The directory knows in which accounts somebody has rights: never of fewer than there are. And who proved nothing may read what is shared with that.</summary>
public abstract class SharedWithContract : StoreContract
{
    private readonly AccountId _bea = AccountId.New();

    private IReadOnlyList<AccountId> WithBea => Fixture.Engine.Accounts.SharedWith(_bea);

    [Fact]
    public async Task It_is_known_from_the_first_mailbox_to_the_last()
    {
        MailboxId other = await CreateMailboxAsync("other");
        Assert.Empty(WithBea);
        await GiveAsync(Inbox, _bea, Right.Lookup);
        await GiveAsync(other, _bea, Right.Lookup | Right.Read);
        for (int round = 0; round < 2; round++)
        {
            Assert.Equal([Owner], WithBea);
            Assert.Equal(["ali"], Store.SharedWith(new Principal(_bea)).Select(static owner => owner.Name));
            Assert.Empty(Store.SharedWith(new Principal(Owner)));
            Assert.Empty(Store.SharedWith(Principal.System));
            await ReopenAsync();
        }

        await GiveAsync(Inbox, _bea, Right.None);
        Assert.Equal([Owner], WithBea);
        await GiveAsync(other, _bea, Right.None);
        Assert.Empty(WithBea);
        await ReopenAsync();
        Assert.Empty(WithBea);
    }

    [Fact]
    public async Task What_was_refused_is_not_known()
    {
        Assert.Equal(RefusalReason.NonExistent, await RefusalAsync(new GiveRights(MailboxId.New(), _bea, Right.Read)));
        Assert.Empty(WithBea);
    }

    [Fact]
    public async Task Whoever_looks_for_what_is_gone_ends_it()
    {
        MailboxId gone = await CreateMailboxAsync("gone");
        await GiveAsync(gone, _bea, Right.Lookup);
        await DoAsync<MailboxDeleted>(new DeleteMailbox(gone));
        Assert.Equal([Owner], WithBea); // more than there is may be known
        Assert.Null(await Store.OpenAsync(Owner, new Principal(_bea), default));
        Assert.Empty(WithBea);
    }

    [Fact]
    public async Task A_directory_that_lost_it_learns_it_when_the_account_is_opened()
    {
        await GiveAsync(Inbox, _bea, Right.Lookup);
        await RestartAsync(async () =>
        {
            await Fixture.ReopenAsync();
            await Fixture.Engine.Accounts.NoteSharedAsync(Owner, _bea, isShared: false);
            Assert.Empty(WithBea);
        });
        Assert.Equal([Owner], WithBea);
    }

    [Fact]
    public async Task Accounts_that_are_removed_share_nothing_and_nothing_is_shared_with_them()
    {
        IAccountDirectory accounts = Fixture.Engine.Accounts;
        var cem = AccountId.New();
        Assert.True(await accounts.SaveAsync(new AccountRecord { Id = cem, Name = "cem" }, default));
        await accounts.NoteSharedAsync(cem, _bea, isShared: true);
        await accounts.NoteSharedAsync(Owner, cem, isShared: true);
        await accounts.NoteSharedAsync(Owner, _bea, isShared: true);
        await accounts.NoteSharedAsync(AccountId.New(), _bea, isShared: true); // is not here
        Assert.Equal(new[] { cem, Owner }.Order(), WithBea.Order());
        await accounts.RemoveAsync(cem, default);
        Assert.Equal([Owner], WithBea);
        Assert.Empty(accounts.SharedWith(cem));
        await ReopenAsync();
        Assert.Equal([Owner], WithBea);
        Assert.Empty(Fixture.Engine.Accounts.SharedWith(cem));
    }

    [Fact]
    public async Task Given_and_taken_at_one_moment_it_is_as_the_mailboxes_have_it()
    {
        await Task.WhenAll(Enumerable.Range(0, 24).Select(number => Task.Run(() =>
            CommitAsync(new GiveRights(Inbox, _bea, number % 2 == 0 ? Right.Lookup : Right.None)))));
        Assert.Equal(Account.RightsGivenOn(Inbox).Count, WithBea.Count);
    }

    [Fact]
    public async Task Who_proved_nothing_reads_whatever_rights_were_given()
    {
        await AddAsync(Inbox, 1);
        await GiveAsync(Inbox, AccountId.Anonymous, Right.Owner);
        await using MailAccount account = await OpenAsync(Principal.Anonymous);
        Assert.Equal(Right.Lookup | Right.Read, account.RightsOn(Inbox));
        await using Mailbox open = (await account.OpenMailboxAsync(Inbox, default))!;
        Assert.Equal(1, open.Snapshot.Count);
        await using StagedMessage message = await StageAsync("x");
        foreach (Change change in (Change[])
        [
            new ChangeFlags(Inbox, Uids("1"), FlagChangeKind.Add, [Flag.Seen]), new AddMessage(Inbox, message, [], null), new ExpungeMessages(Inbox),
            new ClaimRecent(Inbox), new GiveRights(Inbox, _bea, Right.Read), new CreateMailbox(Name("x")), new DeleteMailbox(Inbox),
        ])
        {
            Assert.Equal(RefusalReason.NoPermission, (await account.CommitAsync(new Commit(change), default)).Refusal?.Reason);
        }

        Assert.Empty(WithBea);
        await using (MailAccount system = await OpenAsync(Principal.System))
        {
            await system.SweepAsync(default); // it stands in no directory, and stays
        }

        Assert.Equal([(AccountId.Anonymous, Right.Owner)], Account.RightsGivenOn(Inbox));
    }

    [Fact]
    public async Task Nobodys_account_has_nothing_and_takes_nothing()
    {
        await using MailAccount first = await Store.OpenNobodyAsync(default);
        await using MailAccount second = await Store.OpenNobodyAsync(default);
        Assert.Empty(first.Mailboxes);
        Assert.Empty(first.Subscriptions);
        foreach (Change change in (Change[])[new CreateMailbox(Name("x")), new ChangeSubscription(Name("x"), true), new SetQuota(1, 1)])
        {
            Assert.Equal(RefusalReason.NoPermission, (await second.CommitAsync(new Commit(change), default)).Refusal?.Reason);
        }

        Assert.Null(await Store.OpenAsync(second.Owner, Principal.System, default)); // no directory has it
    }

    [Fact]
    public async Task Nothing_of_a_mailbox_is_shown_any_longer_whose_rights_were_taken()
    {
        await AddAsync(Inbox, 2);
        await GiveAsync(Inbox, _bea, Right.Lookup | Right.Read);
        await using MailAccount beas = await OpenAsync(new Principal(_bea));
        await using Mailbox open = (await beas.OpenMailboxAsync(Inbox, default))!;
        await DoAsync<MessagesExpunged>(new ExpungeMessages(Inbox, Uids("1"), OnlyDeleted: false));
        Assert.Single(await open.ReadExpungedAsync(Uids("1"), default)); // as its view still shows it
        await GiveAsync(Inbox, _bea, Right.None);
        Assert.Empty(await open.ReadExpungedAsync(Uids("1"), default));
    }

    private Task<RightsGiven> GiveAsync(MailboxId mailbox, AccountId who, Right rights) => DoAsync<RightsGiven>(new GiveRights(mailbox, who, rights));
}
