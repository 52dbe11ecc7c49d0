using System.Buffers;
using Postroom.Imap;
using Postroom.Store.Engine;

namespace Postroom.Store.Contract;

/// <summary>VANISHED, what is purged and when, and what a sweep frees (INVARIANTS 9, 12).</summary>
public abstract class HistoryContract : StoreContract
{
    [Fact]
    public async Task Vanished_is_what_went_after_the_modseq()
    {
        await AddAsync(Inbox, 10);
        await DoAsync<MessagesExpunged>(new ExpungeMessages(Inbox, Uids("2:3"), OnlyDeleted: false));
        var between = new ModSeq((ulong)Info(Inbox).HighestModSeq);
        await DoAsync<MessagesExpunged>(new ExpungeMessages(Inbox, Uids("7,9"), OnlyDeleted: false));
        await ReopenAsync();
        await using Mailbox inbox = await OpenMailboxAsync(Inbox);
        Assert.Equal("7,9", (await inbox.VanishedSinceAsync(between, Uids("1:20"), default)).ToString());
        Assert.Equal("2:3,7,9", (await inbox.VanishedSinceAsync(new ModSeq((ulong)inbox.Info.HistoryFloor), Uids("1:20"), default)).ToString());
        Assert.Equal("9", (await inbox.VanishedSinceAsync(between, Uids("8:20"), default)).ToString());
        Assert.True((await inbox.VanishedSinceAsync(new ModSeq((ulong)inbox.Info.HighestModSeq), Uids("1:20"), default)).IsEmpty);
    }

    [Fact]
    public async Task Without_history_everything_that_is_missing_has_vanished()
    {
        await AddAsync(Inbox, 5);
        await using Mailbox inbox = await OpenMailboxAsync(Inbox);
        await DoAsync<MessagesExpunged>(new ExpungeMessages(Inbox, Uids("2"), OnlyDeleted: false));
        var after = new ModSeq((ulong)inbox.Info.HighestModSeq);
        Clock.Advance(TimeSpan.FromDays(400));
        SweepResult swept = await SweepAsync();
        Assert.Equal((1, 1), (swept.Purged, swept.Forgotten));
        await DoAsync<MessagesExpunged>(new ExpungeMessages(Inbox, Uids("4"), OnlyDeleted: false));
        Assert.Equal("4", (await inbox.VanishedSinceAsync(after, Uids("1:99"), default)).ToString());
        Assert.Equal("2,4", (await inbox.VanishedSinceAsync(new ModSeq(1), Uids("1:99"), default)).ToString());
    }

    [Fact]
    public async Task A_sweep_removes_bytes_that_nothing_names_and_nothing_else()
    {
        await AddAsync(Inbox, 4);
        MailboxId copies = await CreateMailboxAsync("copies");
        await DoAsync<MessagesCopied>(new CopyMessages(Inbox, Uids("1"), copies));
        await using Mailbox inbox = await OpenMailboxAsync(Inbox);
        long[] emails = inbox.Snapshot.Chunks[0].Columns.Emails.ToArray();
        await DoAsync<MessagesExpunged>(new ExpungeMessages(Inbox, Uids("1:3"), OnlyDeleted: false));
        Assert.Equal(0, (await SweepAsync()).Emails);
        Clock.Advance(TimeSpan.FromDays(15));
        SweepResult swept = await SweepAsync();
        Assert.Equal((2, 1, 0), (swept.Emails, swept.Purged, swept.Forgotten));
        bool[] gone = await Task.WhenAll(emails.Select(IsGoneAsync));
        Assert.Equal([false, true, true, false], gone);
        Assert.Equal("1:3", (await inbox.VanishedSinceAsync(new ModSeq((ulong)inbox.Info.HistoryFloor), Uids("1:9"), default)).ToString());
        Assert.Empty(await inbox.ReadExpungedAsync(Uids("1:9"), default));
        Assert.Equal(0, (await SweepAsync()).Emails);

        async Task<bool> IsGoneAsync(long email)
        {
            using RowSet rows = await inbox.ReadEmailsAsync(new[] { new EmailKey(email) }, default);
            return rows.Count == 0;
        }
    }

    [Fact]
    public async Task Bytes_of_a_deleted_mailbox_go_when_their_time_has_come()
    {
        MailboxId a = await CreateMailboxAsync("a");
        await AddAsync(a, 3);
        await DoAsync<MailboxDeleted>(new DeleteMailbox(a));
        Clock.Advance(TimeSpan.FromDays(15));
        SweepResult swept = await SweepAsync();
        Assert.Equal((3, 1), (swept.Emails, swept.Forgotten));
    }

    [Fact]
    public async Task A_sweep_beside_moves_loses_nothing()
    {
        MailboxId a = await CreateMailboxAsync("a"), b = await CreateMailboxAsync("b");
        await AddAsync(b, 300);
        Task<SweepResult> sweep = SweepAsync();
        MailboxId from = b, to = a;
        for (int i = 0; i < 20; i++)
        {
            await DoAsync<MessagesCopied>(new CopyMessages(from, Uids("1:99999"), to, IsMove: true));
            (from, to) = (to, from);
        }

        await sweep;
        MailboxSnapshot now = await SnapshotAsync(from);
        Assert.Equal(300, now.Count);
        await using Mailbox open = await OpenMailboxAsync(from);
        foreach (long email in now.Chunks.SelectMany(chunk => chunk.Columns.Emails.ToArray()))
        {
            Assert.True(await open.ReadBlobAsync(new EmailKey(email), 0, 10, new ArrayBufferWriter<byte>(), default) > 0);
        }
    }

    private async Task<SweepResult> SweepAsync()
    {
        await using MailAccount system = await OpenAsync(Principal.System);
        return await system.SweepAsync(default);
    }
}
