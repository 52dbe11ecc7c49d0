using Postroom.Imap;
using Postroom.Store.Engine;

namespace Postroom.Store.Contract;

/// <summary>Very many messages copied into another account: what goes on there meanwhile goes in between, and they appear at once (INVARIANTS 5, 20).</summary>
public abstract class LargeAcrossContract : LargeContract
{
    private readonly AccountId _other = AccountId.New();
    private readonly Guid _key = Guid.NewGuid();

    [Fact]
    public async Task They_appear_at_once_with_flags_dates_and_identities_while_others_go_in_between()
    {
        MailboxId from = await GivenAsync();
        await DoAsync<FlagsChanged>(new ChangeFlags(from, Uids("100:900"), FlagChangeKind.Add, [Flag.Seen, Flag.Parse("work")]));
        MailboxSnapshot source = await SnapshotAsync(from);
        await using MailAccount target = (await Store.OpenAsync(_other, Principal.System, default))!;
        await using StagedMessage message = await StageAsync("meanwhile");
        Task<CommitResult>? add = null;
        At(7, () => add = target.CommitAsync(new Commit(new AddMessage(InboxOf(target).Id, message, [Flag.Parse("other"), Flag.Parse("work")], null)), default)); // the emails are kept, the rows not yet shown
        CommitResult copy = await CopyAsync(from, "3:1000", isMove: true);
        Clock.Asked = null;
        Assert.Equal(new Uid(1), (await add!).Only<MessageAdded>().Uid);
        Assert.Equal((Uids("3:1000"), Uids("2:999")), (copy.Only<MessagesCopied>().SourceUids, copy.Only<MessagesCopied>().TargetUids));
        Assert.Equal(2, Info(from).Messages);
        Assert.Single(InboxOf(target).MoreStretches);
        Assert.Equal(copy.Outcomes, (await CopyAsync(from, "3:1000", isMove: true)).Outcomes); // asked again: its answer
        await target.DisposeAsync();
        await ReopenAsync();
        await using MailAccount reopened = (await Store.OpenAsync(_other, Principal.System, default))!;
        await using Mailbox there = (await reopened.OpenMailboxAsync(InboxOf(reopened).Id, default))!;
        Assert.Equal((999, 999 - 801), (there.Snapshot.Count, there.Info.Unseen));
        for (uint uid = 3; uid <= 1000; uid += 83)
        {
            Assert.True(source.TryFind(new Uid(uid), out int a, out int i));
            Assert.True(there.Snapshot.TryFind(new Uid(uid - 1), out int b, out int j));
            Assert.Equal(source.Flags(a, i), there.Snapshot.Flags(b, j));
            Assert.Equal(source.Chunks[a].Columns.InternalDates[i], there.Snapshot.Chunks[b].Columns.InternalDates[j]);
            Assert.Equal(Clock.GetUtcNow().ToUnixTimeSeconds(), there.Snapshot.Chunks[b].Columns.SaveDates[j]);
            var email = new EmailKey(there.Snapshot.Chunks[b].Columns.Emails[j]);
            using RowSet rows = await there.ReadEmailsAsync(new[] { email }, default);
            Assert.Equal(source.Chunks[a].Columns.Sizes[i], EmailIdentity.Read(rows.Value(0).Span).Size);
        }

        await CheckAsync();
        await foreach (string finding in Store.CheckAsync(_other, repair: false, default))
        {
            Assert.Fail(finding);
        }
    }

    [Fact]
    public async Task A_quota_set_meanwhile_refuses_them_and_they_can_be_asked_for_again()
    {
        MailboxId from = await GivenAsync();
        await using MailAccount target = (await Store.OpenAsync(_other, Principal.System, default))!;
        At(7, () => _ = target.CommitAsync(new Commit(new SetQuota(null, 500)), default));
        Assert.Equal(RefusalReason.OverQuota, (await CopyAsync(from, "1:1000", isMove: true)).Refusal?.Reason);
        Clock.Asked = null;
        Assert.Equal((0, 1000), (InboxOf(target).Messages, Info(from).Messages));
        Assert.Equal(1000, (await target.SweepAsync(default)).Emails);
        Assert.True((await target.CommitAsync(new Commit(new SetQuota(null, null)), default)).IsDone);
        Assert.True((await CopyAsync(from, "1:1000", isMove: true)).IsDone);
        Assert.Equal((1000, 0), (InboxOf(target).Messages, Info(from).Messages));
    }

    private async Task<MailboxId> GivenAsync()
    {
        Assert.True(await Fixture.Engine.Accounts.SaveAsync(new AccountRecord { Id = _other, Name = "eva" }, default));
        return (await FillAsync(1000)).From;
    }

    private async Task<CommitResult> CopyAsync(MailboxId from, string uids, bool isMove)
    {
        await using MailAccount source = await OpenAsync(Principal.System);
        await using MailAccount target = (await Store.OpenAsync(_other, Principal.System, default))!;
        return await Store.CopyAcrossAsync(new CopyAcross(source, from, Uids(uids), target, InboxOf(target).Id, _key, isMove), default);
    }

    private static MailboxInfo InboxOf(MailAccount account) => account.Mailboxes.Find(MailboxName.Inbox)!;
}
