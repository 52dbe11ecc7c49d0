using System.Buffers;
using System.Text;
using Postroom.Imap;
using Postroom.Store.Engine;

namespace Postroom.Store.Contract;

/// <summary>Adding, copying, moving, expunging; what a mailbox shows of it; what stays.</summary>
public abstract class MessageContract : StoreContract
{
    [Fact]
    public async Task Messages_of_one_commit_get_consecutive_uids_and_the_commits_modseq()
    {
        IReadOnlyList<MessageAdded> added = await AddAsync(Inbox, 600, Flag.Seen);
        Assert.Equal(Enumerable.Range(1, 600).Select(n => new Uid((uint)n)), added.Select(message => message.Uid));
        Assert.All(added, message => Assert.Equal(Info(Inbox).UidValidity, message.UidValidity));
        MailboxSnapshot snapshot = await SnapshotAsync(Inbox);
        Assert.Equal(600, snapshot.Count);
        Assert.All(snapshot.Chunks, chunk => Assert.All(chunk.ModSeqs.ToArray(), modSeq => Assert.Equal(snapshot.Info.HighestModSeq, modSeq)));
        Assert.Equal([256, 256, 88], snapshot.Chunks.Select(chunk => chunk.Count));
        Assert.Equal((600, 0, 0, 600, 601L), (snapshot.Info.Messages, snapshot.Info.Unseen, snapshot.Info.Deleted, snapshot.Info.Recent, snapshot.Info.UidNext));
    }

    [Fact]
    public async Task What_was_added_is_read_back_byte_for_byte_also_after_reopening()
    {
        await AddAsync(Inbox, 3);
        for (int round = 0; round < 2; round++)
        {
            await using Mailbox inbox = await OpenMailboxAsync(Inbox);
            for (int i = 0; i < 3; i++)
            {
                string text = $"Subject: {i}\r\n\r\nMessage {i}.\r\n";
                var email = new EmailKey(inbox.Snapshot.Chunks[0].Columns.Emails[i]);
                Assert.Equal(text.Length, inbox.Snapshot.Chunks[0].Columns.Sizes[i]);
                var bytes = new ArrayBufferWriter<byte>();
                Assert.Equal(text.Length, await inbox.ReadBlobAsync(email, 0, 1000, bytes, default));
                Assert.Equal(text, Encoding.UTF8.GetString(bytes.WrittenSpan));
                using RowSet derived = await inbox.ReadDerivedAsync(new[] { email }, default);
                Assert.Equal(text[..16], Encoding.UTF8.GetString(derived.Value(0).Span));
                using RowSet header = await inbox.ReadHeadersAsync(new[] { email }, default);
                Assert.Equal(text[..8], Encoding.UTF8.GetString(header.Value(0).Span));
            }

            if (round == 0)
            {
                await inbox.DisposeAsync();
                await ReopenAsync();
            }
        }
    }

    [Fact]
    public async Task A_commit_is_done_whole_or_not_at_all()
    {
        await AddAsync(Inbox, 5);
        MailboxInfo before = Info(Inbox);
        await using StagedMessage message = await StageAsync("x");
        RefusalReason reason = await RefusalAsync(
            new AddMessage(Inbox, message, [Flag.Parse("new")], null),
            new ChangeFlags(Inbox, Uids("1:5"), FlagChangeKind.Add, [Flag.Seen]),
            new CreateMailbox(Name("made")),
            new ExpungeMessages(Inbox, Uids("1:2"), OnlyDeleted: false),
            new DeleteMailbox(MailboxId.New()));
        Assert.Equal(RefusalReason.NonExistent, reason);
        Assert.Equal(before, Info(Inbox));
        Assert.Null(Account.Mailboxes.Find(Name("made")));
        await ReopenAsync();
        Assert.Equal(5, (await SnapshotAsync(Inbox)).Count);
        Assert.Equal(6, (long)(await AddAsync(Inbox, 1))[0].Uid.Value);
    }

    [Fact]
    public async Task A_later_change_of_a_commit_sees_the_earlier_ones()
    {
        await using StagedMessage message = await StageAsync("x");
        CommitResult created = await CommitAsync(new CreateMailbox(Name("a")));
        MailboxId a = created.Only<MailboxCreated>().Mailbox;
        CommitResult result = await CommitAsync(
            new AddMessage(a, message, [], null),
            new ChangeFlags(a, Uids("1"), FlagChangeKind.Add, [Flag.Flagged, Flag.Parse("later")]),
            new CopyMessages(a, Uids("1"), Inbox, IsMove: true),
            new RenameMailbox(Name("a"), Name("b")));
        Assert.True(result.IsDone, result.Refusal?.Text);
        Assert.Equal(a, Account.Mailboxes.Find(Name("b"))!.Id);
        Assert.Equal(0, Info(a).Messages);
        MailboxSnapshot inbox = await SnapshotAsync(Inbox);
        Assert.Equal(1, inbox.Count);
        Assert.Equal([Flag.Flagged, Flag.Parse("later")], inbox.Flags(0, 0));
        await ReopenAsync();
        Assert.Equal(1, (await SnapshotAsync(Inbox)).Count);
        Assert.Equal(0, (await SnapshotAsync(a)).Count);
    }

    [Fact]
    public async Task Copy_keeps_email_flags_by_name_and_dates_and_tells_both_uids()
    {
        MailboxId target = await CreateMailboxAsync("target");
        await AddAsync(target, 2, Flag.Parse("other"));
        await AddAsync(Inbox, 4, Flag.Answered, Flag.Parse("first"), Flag.Parse("second"));
        Clock.Advance(TimeSpan.FromHours(1));
        MessagesCopied copied = await DoAsync<MessagesCopied>(new CopyMessages(Inbox, Uids("2:3,9"), target));
        Assert.Equal(("2:3", "3:4"), (copied.SourceUids.ToString(), copied.TargetUids.ToString()));
        Assert.Equal(Info(target).UidValidity, copied.TargetUidValidity);
        MailboxSnapshot from = await SnapshotAsync(Inbox), to = await SnapshotAsync(target);
        Assert.Equal(4, from.Count);
        Assert.True(to.TryFind(new Uid(3), out int chunk, out int index));
        Assert.Equal(from.Chunks[0].Columns.Emails[1], to.Chunks[chunk].Columns.Emails[index]);
        Assert.Equal(from.Chunks[0].Columns.InternalDates[1], to.Chunks[chunk].Columns.InternalDates[index]);
        Assert.Equal(from.Chunks[0].Columns.SaveDates[1] + 3600, to.Chunks[chunk].Columns.SaveDates[index]);
        Assert.Equal(["first", "second"], to.Keywords(chunk, index));
        Assert.Equal(["other", "first", "second"], Info(target).Keywords);
    }

    [Fact]
    public async Task Copy_into_the_same_mailbox_gives_new_uids()
    {
        await AddAsync(Inbox, 3);
        MessagesCopied copied = await DoAsync<MessagesCopied>(new CopyMessages(Inbox, Uids("1:3"), Inbox));
        Assert.Equal("4:6", copied.TargetUids.ToString());
        MessagesCopied moved = await DoAsync<MessagesCopied>(new CopyMessages(Inbox, Uids("1:3"), Inbox, IsMove: true));
        Assert.Equal("7:9", moved.TargetUids.ToString());
        Assert.Equal("4:9", (await SnapshotAsync(Inbox)).AllUids().ToString());
    }

    [Fact]
    public async Task Expunge_takes_only_what_is_deleted_and_named()
    {
        await AddAsync(Inbox, 10);
        await DoAsync<FlagsChanged>(new ChangeFlags(Inbox, Uids("2:8"), FlagChangeKind.Add, [Flag.Deleted]));
        Assert.Equal("5:8", (await DoAsync<MessagesExpunged>(new ExpungeMessages(Inbox, Uids("5:10")))).Uids.ToString());
        Assert.Equal("2:4", (await DoAsync<MessagesExpunged>(new ExpungeMessages(Inbox))).Uids.ToString());
        Assert.Equal("1", (await DoAsync<MessagesExpunged>(new ExpungeMessages(Inbox, Uids("1"), OnlyDeleted: false))).Uids.ToString());
        Assert.True((await DoAsync<MessagesExpunged>(new ExpungeMessages(Inbox))).Uids.IsEmpty);
        Assert.Equal((2, 0, 2), (Info(Inbox).Messages, Info(Inbox).Deleted, Info(Inbox).Unseen));
        await ReopenAsync();
        Assert.Equal("9:10", (await SnapshotAsync(Inbox)).AllUids().ToString());
    }

    [Fact]
    public async Task A_uid_is_never_given_out_twice()
    {
        await AddAsync(Inbox, 3);
        await DoAsync<MessagesExpunged>(new ExpungeMessages(Inbox, null, OnlyDeleted: false));
        await ReopenAsync();
        Assert.Equal(new Uid(4), (await AddAsync(Inbox, 1))[0].Uid);
    }

    [Fact]
    public async Task What_was_expunged_can_still_be_read_by_those_who_show_it()
    {
        await AddAsync(Inbox, 3, Flag.Seen, Flag.Parse("kept"));
        await using Mailbox inbox = await OpenMailboxAsync(Inbox);
        var before = new ModSeq((ulong)inbox.Info.HighestModSeq);
        EmailKey email = new(inbox.Snapshot.Chunks[0].Columns.Emails[1]);
        await DoAsync<MessagesExpunged>(new ExpungeMessages(Inbox, Uids("2"), OnlyDeleted: false));
        IReadOnlyList<ExpungedMessage> expunged = await inbox.ReadExpungedAsync(Uids("1:3"), before, default);
        ExpungedMessage message = Assert.Single(expunged);
        Assert.Equal((new Uid(2), email, FlagBits.Seen, inbox.Info.HighestModSeq), (message.Uid, message.Email, message.SystemFlags, message.ModSeq));
        Assert.Equal(["kept"], message.Keywords);
        Assert.Equal(message.Size, await inbox.ReadBlobAsync(message.Email, 0, 1000, new ArrayBufferWriter<byte>(), default));
        Assert.Empty(await inbox.ReadExpungedAsync(Uids("1:3"), new ModSeq((ulong)inbox.Info.HighestModSeq), default));
    }

    [Fact]
    public async Task Undelete_brings_messages_back_under_new_uids_without_deleted()
    {
        await AddAsync(Inbox, 3, Flag.Deleted, Flag.Flagged, Flag.Parse("kept"));
        await DoAsync<MessagesExpunged>(new ExpungeMessages(Inbox));
        MessagesCopied restored = await DoAsync<MessagesCopied>(new UndeleteMessages(Inbox, Uids("2:3"), Inbox));
        Assert.Equal(("2:3", "4:5"), (restored.SourceUids.ToString(), restored.TargetUids.ToString()));
        MailboxSnapshot snapshot = await SnapshotAsync(Inbox);
        Assert.Equal([Flag.Flagged, Flag.Parse("kept")], snapshot.Flags(0, 0));
        Assert.True((await DoAsync<MessagesCopied>(new UndeleteMessages(Inbox, Uids("2:3"), Inbox))).TargetUids.IsEmpty);
        await using Mailbox inbox = await OpenMailboxAsync(Inbox);
        Assert.Equal("1:3", (await inbox.VanishedSinceAsync(new ModSeq((ulong)Info(Inbox).HistoryFloor), Uids("1:5"), default)).ToString());
    }

    [Fact]
    public async Task Emails_have_identities_that_copies_share()
    {
        IReadOnlyList<MessageAdded> added = await AddAsync(Inbox, 2);
        Assert.NotEqual(added[0].EmailId, added[1].EmailId);
        await DoAsync<MessagesCopied>(new CopyMessages(Inbox, Uids("1"), Inbox));
        await using Mailbox inbox = await OpenMailboxAsync(Inbox);
        long[] emails = [.. inbox.Snapshot.Chunks.SelectMany(static chunk => chunk.Columns.Emails.ToArray())];
        Assert.Equal(emails[0], emails[2]);
        using RowSet rows = await inbox.ReadEmailsAsync(new[] { new EmailKey(emails[2]) }, default);
        Assert.Equal(added[0].EmailId, EmailIdentity.Read(rows.Value(0).Span).Id);
    }

    [Fact]
    public async Task A_reply_joins_the_thread_of_what_it_answers_and_stays_there()
    {
        ThreadId[] threads = new ThreadId[4];
        ulong[][] keys = [[1], [2, 1], [3], [4, 3, 2]];
        for (int i = 0; i < keys.Length; i++)
        {
            await using StagedMessage message = await StageAsync($"m{i}", keys[i]);
            await DoAsync<MessageAdded>(new AddMessage(Inbox, message, [], null));
            await using Mailbox inbox = await OpenMailboxAsync(Inbox);
            using RowSet rows = await inbox.ReadEmailsAsync(new[] { new EmailKey(inbox.Snapshot.Chunks[0].Columns.Emails[i]) }, default);
            threads[i] = EmailIdentity.Read(rows.Value(0).Span).Thread;
        }

        Assert.Equal(threads[0], threads[1]);
        Assert.NotEqual(threads[0], threads[2]);
        Assert.Equal(threads[1], threads[3]); // the nearest reference stands last
    }

    [Fact]
    public async Task Recent_is_claimed_once_and_again_for_what_comes_later()
    {
        await AddAsync(Inbox, 2);
        Assert.Equal(new Uid(1), (await DoAsync<RecentClaimed>(new ClaimRecent(Inbox))).FirstRecent);
        Assert.Null((await DoAsync<RecentClaimed>(new ClaimRecent(Inbox))).FirstRecent);
        await AddAsync(Inbox, 2);
        await DoAsync<MessagesExpunged>(new ExpungeMessages(Inbox, Uids("1,3"), OnlyDeleted: false));
        Assert.Equal(1, Info(Inbox).Recent);
        Assert.Equal(new Uid(3), (await DoAsync<RecentClaimed>(new ClaimRecent(Inbox))).FirstRecent);
        Assert.Equal(0, Info(Inbox).Recent);
    }

    [Fact]
    public async Task A_message_too_large_is_refused()
    {
        await using StagedMessage message = await StageAsync(new string('x', 2000));
        await using var small = new MailStore(Fixture.Engine, Options with { MaxMessageOctets = 1000 }, Clock);
        var owner = AccountId.New();
        await Fixture.Engine.Accounts.SaveAsync(new AccountRecord { Id = owner, Name = "small" }, default);
        await using MailAccount account = (await small.OpenAsync(owner, new Principal(owner), default))!;
        CommitResult result = await account.CommitAsync(new Commit(new AddMessage(account.Mailboxes[0].Id, message, [], null)), default);
        Assert.Equal(RefusalReason.TooBig, result.Refusal!.Reason);
    }
}
