using System.Buffers;
using System.Text;
using Postroom.Imap;
using Postroom.Store.Engine;

namespace Postroom.Store.Contract;

/// <summary>COPY and MOVE from one account into another: a durable copy first, then the expunge, resumed by its key (INVARIANTS 5).</summary>
public abstract class AcrossContract : StoreContract
{
    private readonly AccountId _other = AccountId.New();
    private readonly Guid _key = Guid.NewGuid();

    protected override StoreOptions Options => base.Options with { LargeAddMessages = 200 };

    [Fact]
    public async Task Identity_dates_flags_and_bytes_are_those_of_the_source()
    {
        await GivenAsync();
        await using StagedMessage original = await StageAsync("Subject: a\r\n\r\nWhole.\r\n", 17);
        var date = new InternalDate(new DateTimeOffset(2001, 2, 3, 4, 5, 6, TimeSpan.FromHours(-3)));
        await DoAsync<MessageAdded>(new AddMessage(Inbox, original, [Flag.Seen, Flag.Parse("work")], date));
        await DoAsync<MessagesCopied>(new CopyMessages(Inbox, Uids("1"), Inbox)); // the same email twice
        await using MailAccount source = await OpenAsync(Principal.System);
        await using MailAccount target = await OpenOtherAsync();
        Clock.Advance(TimeSpan.FromHours(1));
        MessagesCopied copied = (await CopyAsync(source, target, "1:9", isMove: false)).Only<MessagesCopied>();
        Assert.Equal(("1:2", "1:2"), (copied.SourceUids.ToString(), copied.TargetUids.ToString()));
        await using Mailbox from = (await source.OpenMailboxAsync(Inbox, default))!;
        await using Mailbox to = (await target.OpenMailboxAsync(InboxOf(target), default))!;
        ChunkColumns there = to.Snapshot.Chunks[0].Columns;
        Assert.Equal(there.Emails[0], there.Emails[1]);
        Assert.Equal(date.Value.ToUnixTimeSeconds(), there.InternalDates[0]);
        Assert.Equal(-180, there.ZoneMinutes[0]);
        Assert.Equal(Clock.GetUtcNow().ToUnixTimeSeconds(), there.SaveDates[0]); // it came into this mailbox now (RFC 8514)
        Assert.Equal([@"\Seen", "work"], to.Snapshot.Flags(0, 0).Select(flag => flag.Name));
        Assert.Equal(await IdentityAsync(from), await IdentityAsync(to));
        Assert.Equal("Subject: a\r\n\r\nWhole.\r\n", await TextAsync(to, 0));
        Assert.Equal(2, Info(Inbox).Messages);
        await CheckAsync();
    }

    [Fact]
    public async Task A_message_larger_than_a_piece_is_copied_whole()
    {
        await GivenAsync();
        string text = "Subject: large\r\n\r\n" + string.Concat(Enumerable.Range(0, 60_000).Select(n => $"line {n}\r\n"));
        await using (StagedMessage message = await StageAsync(text))
        {
            await DoAsync<MessageAdded>(new AddMessage(Inbox, message, [], null));
        }

        await using MailAccount source = await OpenAsync(Principal.System);
        await using MailAccount target = await OpenOtherAsync();
        Assert.True((await CopyAsync(source, target, "1", isMove: true)).IsDone);
        Assert.Equal(0, Info(Inbox).Messages);
        await using Mailbox to = (await target.OpenMailboxAsync(InboxOf(target), default))!;
        Assert.Equal(text, await TextAsync(to, 0));
    }

    [Fact]
    public async Task Ended_at_any_commit_and_resumed_a_move_loses_and_doubles_nothing()
    {
        await GivenAsync();
        const int messages = 450; // three batches
        await AddAsync(Inbox, messages);
        int refusals = 0;
        for (int nth = 1; ; nth++)
        {
            bool done;
            await using (MailAccount source = await OpenAsync(Principal.System))
            await using (MailAccount target = await OpenOtherAsync())
            {
                At(nth, () => Fixture.FailCommits(1000));
                done = (await CopyAsync(source, target, "1:450", isMove: true)).IsDone;
                Clock.Asked = null;
                Fixture.FailCommits(0);
                int here = Info(Inbox).Messages, there = Info(target).Messages;
                Assert.Contains((here, there), new[] { (messages, 0), (messages, messages), (0, messages) });
            }

            if (done)
            {
                break;
            }

            refusals++;
            await CrashAsync(Fixture.KillProcessAsync);
        }

        Assert.InRange(refusals, 5, 20); // three batches, the copies, the expunge: each of them failed once
        await using MailAccount emptied = await OpenAsync(Principal.System);
        await using MailAccount filled = await OpenOtherAsync();
        await using Mailbox to = (await filled.OpenMailboxAsync(InboxOf(filled), default))!;
        for (int i = 0; i < messages; i += 90)
        {
            Assert.Equal($"Subject: {i}\r\n\r\nMessage {i}.\r\n", await TextAsync(to, i));
        }

        // What the failed attempts had stored goes; what came through stays.
        Assert.True((await filled.SweepAsync(default)).Emails > 0);
        Assert.Equal($"Subject: 449\r\n\r\nMessage 449.\r\n", await TextAsync(to, 449));
        await CheckAsync();
    }

    [Fact]
    public async Task Asked_again_under_its_key_it_gives_the_first_answer()
    {
        await GivenAsync();
        await AddAsync(Inbox, 3);
        await using MailAccount source = await OpenAsync(Principal.System);
        await using MailAccount target = await OpenOtherAsync();
        CommitResult first = await CopyAsync(source, target, "1:2", isMove: false);
        await DoAsync<MessagesExpunged>(new ExpungeMessages(Inbox, Uids("1"), OnlyDeleted: false));
        CommitResult again = await CopyAsync(source, target, "1:2", isMove: false);
        Assert.Equal(first.Outcomes, again.Outcomes);
        Assert.Equal(2, Info(target).Messages);
    }

    [Fact]
    public async Task The_targets_quota_holds_and_nothing_appears()
    {
        await GivenAsync();
        await AddAsync(Inbox, 300);
        await using MailAccount source = await OpenAsync(Principal.System);
        await using MailAccount target = await OpenOtherAsync();
        Assert.True((await target.CommitAsync(new Commit(new SetQuota(null, 299)), default)).IsDone);
        Assert.Equal(RefusalReason.OverQuota, (await CopyAsync(source, target, "1:300", isMove: true)).Refusal?.Reason);
        Assert.Equal((300, 0), (Info(Inbox).Messages, Info(target).Messages));
        Assert.True((await target.CommitAsync(new Commit(new SetQuota(null, 300)), default)).IsDone);
        At(2, () => _ = target.CommitAsync(new Commit(new SetQuota(null, 100)), default)); // less, while bytes are being copied
        Assert.Equal(RefusalReason.OverQuota, (await CopyAsync(source, target, "1:300", isMove: true)).Refusal?.Reason);
        Clock.Asked = null;
        Assert.Equal((300, 0), (Info(Inbox).Messages, Info(target).Messages));
        await target.SweepAsync(default);
        await using Mailbox to = (await target.OpenMailboxAsync(InboxOf(target), default))!;
        using RowSet left = await to.ReadEmailsAsync(new[] { new EmailKey(1) }, default);
        Assert.Equal(0, left.Count);
    }

    [Fact]
    public async Task Who_lacks_rights_copies_nothing()
    {
        await GivenAsync();
        await AddAsync(Inbox, 1);
        Assert.Null(await Store.OpenAsync(_other, new Principal(Owner), default));
        await using MailAccount source = await OpenAsync(new Principal(Owner));
        await using MailAccount target = await OpenOtherAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => CopyAsync(source, target, "1", isMove: false));
        var nobody = new Principal(AccountId.New());
        await using var blind = new MailAccount(Store, await Store.LeaseAsync(Owner, default), source.Core, nobody);
        await using var mute = new MailAccount(Store, await Store.LeaseAsync(_other, default), target.Core, nobody);
        var copy = new CopyAcross(blind, Inbox, Uids("1"), mute, InboxOf(target), _key);
        Assert.Equal(RefusalReason.NonExistent, (await Store.CopyAcrossAsync(copy, default)).Refusal?.Reason); // nor learns that it is there (RFC 4314 §6)
        Assert.Equal(0, Info(target).Messages);
    }

    [Fact]
    public async Task From_a_mailbox_that_another_shares_come_the_flags_that_one_sees_there()
    {
        await GivenAsync();
        await AddAsync(Inbox, 2, Flag.Seen, Flag.Flagged);
        await DoAsync<RightsGiven>(new GiveRights(Inbox, _other, Right.Lookup | Right.Read | Right.KeepSeen));
        var eva = new Principal(_other);
        await using MailAccount source = await OpenAsync(eva);
        await using MailAccount target = (await Store.OpenAsync(_other, eva, default))!;
        Assert.True((await source.CommitAsync(new Commit(new ChangeFlags(Inbox, Uids("2"), FlagChangeKind.Add, [Flag.Seen])), default)).IsDone);
        Assert.Equal(RefusalReason.NoPermission, (await CopyAsync(source, target, "1:2", isMove: true)).Refusal?.Reason); // not t, nor e
        Assert.Equal((0, 2), (Info(target).Messages, Info(Inbox).Messages));
        Assert.Equal(Uids("1:2"), (await CopyAsync(source, target, "1:2", isMove: false)).Only<MessagesCopied>().TargetUids);
        await using (Mailbox to = (await target.OpenMailboxAsync(InboxOf(target), default))!)
        {
            Assert.Equal([@"\Flagged"], to.Snapshot.Flags(0, 0).Select(static flag => flag.Name));
            Assert.Equal([@"\Flagged", @"\Seen"], to.Snapshot.Flags(0, 1).Select(static flag => flag.Name).Order(StringComparer.Ordinal));
            Assert.Equal("Subject: 1\r\n\r\nMessage 1.\r\n", await TextAsync(to, 1));
        }

        await CheckAsync();
    }

    [Fact]
    public async Task Into_and_out_of_a_shared_mailbox_rights_there_decide_what_comes_along()
    {
        await GivenAsync();
        var eva = new Principal(_other);
        await DoAsync<RightsGiven>(new GiveRights(Inbox, _other, Right.Lookup | Right.Read | Right.Insert | Right.KeepSeen | Right.DeleteMessages | Right.Expunge));
        await using MailAccount theirs = await OpenAsync(eva);
        await using MailAccount hers = (await Store.OpenAsync(_other, eva, default))!;
        await using (StagedMessage message = await StageAsync("Subject: back and forth\r\n\r\n"))
        {
            Assert.True((await hers.CommitAsync(new Commit(new AddMessage(InboxOf(hers), message, [Flag.Seen, Flag.Flagged, Flag.Parse("k")], null)), default)).IsDone);
        }

        var there = new CopyAcross(hers, InboxOf(hers), Uids("1"), theirs, Inbox, _key, IsMove: true);
        Assert.True((await Store.CopyAcrossAsync(there, default)).IsDone);
        Assert.Equal((1, 1, 0, 0), (Info(Inbox).Messages, Info(Inbox).Unseen, theirs.Mailboxes.Find(Inbox)!.Unseen, Info(hers).Messages));
        Assert.Empty((await SnapshotAsync(Inbox)).Flags(0, 0)); // no w: neither \Flagged nor the keyword; her \Seen is her own
        var back = new CopyAcross(theirs, Inbox, Uids("1"), hers, InboxOf(hers), Guid.NewGuid(), IsMove: true);
        Assert.True((await Store.CopyAcrossAsync(back, default)).IsDone);
        Assert.Equal((0, 1, 0), (Info(Inbox).Messages, Info(hers).Messages, Info(hers).Unseen));
        Assert.True((await Store.CopyAcrossAsync(there, default)).IsDone); // asked again: its answer, and nothing else
        Assert.Equal((0, 1), (Info(Inbox).Messages, Info(hers).Messages));
        await CheckAsync();
    }

    [Fact]
    public async Task A_mailbox_that_is_not_there_is_said_before_anything_is_copied()
    {
        await GivenAsync();
        await AddAsync(Inbox, 1);
        await using MailAccount source = await OpenAsync(Principal.System);
        await using MailAccount target = await OpenOtherAsync();
        var copy = new CopyAcross(source, Inbox, Uids("1"), target, Inbox, _key);
        Assert.Equal(RefusalReason.TryCreate, (await Store.CopyAcrossAsync(copy, default)).Refusal?.Reason);
        copy = new CopyAcross(source, InboxOf(target), Uids("1"), target, InboxOf(target), _key);
        Assert.Equal(RefusalReason.NonExistent, (await Store.CopyAcrossAsync(copy, default)).Refusal?.Reason);
        Assert.Equal(0, target.Core.State.Counters.Email);
    }

    private async Task GivenAsync() => Assert.True(await Fixture.Engine.Accounts.SaveAsync(new AccountRecord { Id = _other, Name = "eva" }, default));

    private async Task<MailAccount> OpenOtherAsync() => (await Store.OpenAsync(_other, Principal.System, default))!;

    private Task<CommitResult> CopyAsync(MailAccount source, MailAccount target, string uids, bool isMove) =>
        Store.CopyAcrossAsync(new CopyAcross(source, Inbox, Uids(uids), target, InboxOf(target), _key, isMove), default);

    private static MailboxId InboxOf(MailAccount account) => account.Mailboxes.Find(MailboxName.Inbox)!.Id;

    private static MailboxInfo Info(MailAccount account) => account.Mailboxes.Find(MailboxName.Inbox)!;

    private static async Task<EmailIdentity> IdentityAsync(Mailbox mailbox)
    {
        using RowSet rows = await mailbox.ReadEmailsAsync(new[] { new EmailKey(mailbox.Snapshot.Chunks[0].Columns.Emails[0]) }, default);
        return EmailIdentity.Read(rows.Value(0).Span);
    }

    private static async Task<string> TextAsync(Mailbox mailbox, int message)
    {
        mailbox.Snapshot.FindSequence(message + 1, out int chunk, out int index);
        var bytes = new ArrayBufferWriter<byte>();
        await mailbox.ReadBlobAsync(new EmailKey(mailbox.Snapshot.Chunks[chunk].Columns.Emails[index]), 0, 1 << 20, bytes, default);
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private async Task CheckAsync()
    {
        foreach (AccountId account in new[] { Owner, _other })
        {
            await foreach (string finding in Store.CheckAsync(account, repair: false, default))
            {
                Assert.Fail(finding);
            }
        }
    }
}
