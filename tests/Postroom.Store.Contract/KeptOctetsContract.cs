using System.Buffers;
using Postroom.Imap;
using Postroom.Store.Engine;
using Postroom.Store.State;

namespace Postroom.Store.Contract;

/// <summary>Expunged messages are kept for a while, but not without bound: beyond some octets the oldest go early (INVARIANTS 9, 12).</summary>
public abstract class KeptOctetsContract : LargeContract
{
    private const int Size = 1000;
    private const int Most = 10;

    protected override StoreOptions Options => base.Options with { KeepExpungedOctets = Most * Size };

    [Fact]
    public async Task Beyond_the_limit_the_oldest_go_first_and_their_uids_are_still_known()
    {
        await FillAsync(30);
        var since = new ModSeq((ulong)Info(Inbox).HighestModSeq);
        await ExpungeEachAsync(1, 25);
        await SweepAsync();
        await Account.Core.EarlySweep;
        await using Mailbox inbox = await OpenMailboxAsync(Inbox);
        Assert.Equal("16:25", UidSet.From((await inbox.ReadExpungedAsync(All, default)).Select(static one => one.Uid)).ToString());
        Assert.Equal(Uids("1:25"), await inbox.VanishedSinceAsync(since, All, default));
        Assert.Equal(15, await EmailsAsync());
        Assert.Equal(Uids("20"), (await DoAsync<MessagesCopied>(new UndeleteMessages(Inbox, Uids("5,20"), Inbox))).SourceUids);
        Assert.Equal(0, (await SweepAsync()).Purged);
        await CheckAsync();
    }

    [Fact]
    public async Task What_is_in_another_mailbox_takes_nothing()
    {
        MailboxId archive = await CreateMailboxAsync("archive");
        await FillAsync(30);
        await DoAsync<MessagesCopied>(new CopyMessages(Inbox, Uids("1:20"), archive, IsMove: true));
        await SweepAsync();
        await Account.Core.EarlySweep;
        await using Mailbox inbox = await OpenMailboxAsync(Inbox);
        Assert.Equal(20, (await inbox.ReadExpungedAsync(All, default)).Count);
        await DoAsync<MessagesExpunged>(new ExpungeMessages(archive, Uids("1:12"), OnlyDeleted: false)); // now twelve are nowhere
        await SweepAsync();
        await Account.Core.EarlySweep;
        Assert.Equal(18, await EmailsAsync());
        await CheckAsync();
    }

    [Fact]
    public async Task What_an_open_view_still_shows_stays_readable_and_goes_when_it_was_told()
    {
        await FillAsync(30);
        Mailbox view = await OpenMailboxAsync(Inbox);
        await ExpungeEachAsync(1, 30);
        await SweepAsync();
        await Account.Core.EarlySweep;
        Assert.Equal(30, await EmailsAsync());
        IReadOnlyList<ExpungedMessage> shown = await view.ReadExpungedAsync(All, default);
        var bytes = new ArrayBufferWriter<byte>();
        Assert.Equal(Size, await view.ReadBlobAsync(shown[0].Email, 0, 2 * Size, bytes, default));
        view.TellExpunges(new ModSeq((ulong)shown[14].ModSeq)); // some of them
        await SweepAsync();
        Assert.Equal(15, await EmailsAsync());
        Assert.Equal("16:30", UidSet.From((await view.ReadExpungedAsync(All, default)).Select(static one => one.Uid)).ToString());
        await view.DisposeAsync();
        await SweepAsync();
        Assert.Equal(Most, await EmailsAsync());
    }

    [Fact]
    public async Task A_loop_of_append_and_expunge_keeps_no_more_whoever_sweeps()
    {
        int most = 0;
        for (int i = 1; i <= 200; i++)
        {
            await FillAsync(1);
            await ExpungeEachAsync(i, i);
            await Account.Core.EarlySweep;
            most = Math.Max(most, await EmailsAsync());
        }

        Assert.InRange(most, Most, Most + 2);
        await using Mailbox inbox = await OpenMailboxAsync(Inbox);
        Assert.Contains((await inbox.ReadExpungedAsync(All, default)), static one => one.Uid.Value == 200);
    }

    [Theory]
    [InlineData(1)] // whole chunks: their rows are the record
    [InlineData(2)] // every second: those of what stays too
    public async Task Records_in_chunk_rows_count_and_go_likewise(int every)
    {
        await FillAsync(1000);
        UidSet some = UidSet.From(Enumerable.Range(1, 1000 / every).Select(n => new Uid((uint)(n * every))));
        await DoAsync<MessagesExpunged>(new ExpungeMessages(Inbox, some, OnlyDeleted: false));
        await SweepAsync();
        await Account.Core.EarlySweep;
        Assert.Equal(1000 - some.Count, await EmailsAsync());
        MailboxSnapshot now = await SnapshotAsync(Inbox);
        Assert.Equal(2 * now.Chunks.Length, (await ChunkRowsAsync()).Count);
        await CheckAsync();
    }

    [Fact]
    public async Task Purge_takes_all_that_was_expunged_but_what_a_view_shows_and_what_is_in_another_mailbox()
    {
        MailboxId archive = await CreateMailboxAsync("archive");
        await FillAsync(12);
        var since = new ModSeq((ulong)Info(Inbox).HighestModSeq);
        await DoAsync<MessagesCopied>(new CopyMessages(Inbox, Uids("9"), archive, IsMove: true));
        await ExpungeEachAsync(1, 4);
        Mailbox view = await OpenMailboxAsync(Inbox);
        await ExpungeEachAsync(5, 6);
        SweepResult first = await PurgeAsync();
        Assert.Equal((4, 2 * Size), (first.Emails, first.Kept));
        Assert.Equal("5:6", UidSet.From((await view.ReadExpungedAsync(All, default)).Select(static one => one.Uid)).ToString());
        await view.DisposeAsync();
        SweepResult second = await PurgeAsync();
        Assert.Equal((2, 0), (second.Emails, second.Kept));
        await using Mailbox inbox = await OpenMailboxAsync(Inbox);
        Assert.Empty(await inbox.ReadExpungedAsync(All, default));
        Assert.Equal(Uids("1:6,9"), await inbox.VanishedSinceAsync(since, All, default));
        Assert.Equal(6, await EmailsAsync());
        Assert.Equal(0, (await PurgeAsync()).Purged);
        await CheckAsync();
    }

    [Fact]
    public async Task Only_the_server_purges()
    {
        await using MailAccount owner = await OpenAsync(new Principal(Owner));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(async () => await owner.PurgeAsync(default));
    }

    [Fact]
    public async Task Something_that_is_being_prepared_all_the_time_does_not_keep_the_rest()
    {
        await FillAsync(30);
        await ExpungeEachAsync(1, 30);
        Writing.Preparation preparation = Account.Core.BeginPreparation();
        await FillAsync(1);
        await ExpungeEachAsync(31, 31);
        await SweepAsync();
        await Account.Core.EarlySweep;
        Assert.Equal(Most, await EmailsAsync());
        Account.Core.EndPreparation(preparation);
    }

    [Fact]
    public async Task Without_a_limit_of_its_own_an_account_keeps_a_gibibyte_or_as_much_as_its_quota()
    {
        await using var store = new MailStore(Fixture.Engine, new StoreOptions(), Clock);
        AccountId other = AccountId.New();
        await Fixture.Engine.Accounts.SaveAsync(new AccountRecord { Id = other, Name = "eva" }, default);
        await using MailAccount account = (await store.OpenAsync(other, Principal.System, default))!;
        Assert.Equal(1L << 30, account.Core.KeepExpungedOctets);
        await account.CommitAsync(new Commit(new SetQuota(1 << 20, null)), default);
        Assert.Equal(1L << 30, account.Core.KeepExpungedOctets);
        await account.CommitAsync(new Commit(new SetQuota(5L << 30, null)), default);
        Assert.Equal(5L << 30, account.Core.KeepExpungedOctets);
    }

    private async Task<SweepResult> PurgeAsync()
    {
        await using MailAccount server = await OpenAsync(Principal.System);
        return await server.PurgeAsync(default);
    }

    private new async Task FillAsync(int messages)
    {
        var staged = new List<StagedMessage>();
        for (int i = 0; i < messages; i++)
        {
            staged.Add(await StageAsync(new string('x', Size)));
        }

        Assert.True((await CommitAsync([.. staged.Select(message => new AddMessage(Inbox, message, [], null))])).IsDone);
        foreach (StagedMessage message in staged)
        {
            await message.DisposeAsync();
        }
    }

    private async Task ExpungeEachAsync(int first, int last)
    {
        for (int uid = first; uid <= last; uid++)
        {
            Assert.False((await DoAsync<MessagesExpunged>(new ExpungeMessages(Inbox, UidSet.Of(new Uid((uint)uid)), OnlyDeleted: false))).Uids.IsEmpty);
        }
    }

    private async Task<int> EmailsAsync()
    {
        using EngineUse use = await Account.Core.Engine.UseAsync(default);
        int count = 0;
        await foreach (var _ in AccountLoading.ScanAsync(use.Engine, StoreTable.Email, AccountLoading.Lowest, AccountLoading.Highest, default))
        {
            count++;
        }

        return count;
    }
}
