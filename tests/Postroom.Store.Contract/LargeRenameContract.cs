using Postroom.Imap;
using Postroom.Store.Engine;

namespace Postroom.Store.Contract;

/// <summary>RENAME INBOX of very many messages: prepared like a COPY, and shown with the mailbox it makes (RFC 3501 §6.3.5, INVARIANTS 20).</summary>
public abstract class LargeRenameContract : LargeContract
{
    private static RenameMailbox Rename { get; } = new(MailboxName.Inbox, Name("old"));

    private MailboxId Old => Account.Mailboxes.Find(Name("old"))!.Id;

    [Fact]
    public async Task Mail_that_comes_and_flags_that_change_meanwhile_go_along()
    {
        await AddAsync(Inbox, 1000);
        MailboxSnapshot before = await SnapshotAsync(Inbox);
        await using StagedMessage message = await StageAsync("meanwhile");
        Task<CommitResult>? add = null;
        At(3, () => add = Account.CommitAsync(
            new Commit([new AddMessage(Inbox, message, [], null), new ChangeFlags(Inbox, Uids("7"), FlagChangeKind.Add, [Flag.Flagged, Flag.Parse("k")])]), default));
        CommitResult renamed = await CommitAsync(Rename);
        Assert.True((await add!).ModSeq < renamed.ModSeq);
        renamed.Only<MailboxRenamed>();
        await ReopenAsync();
        MailboxSnapshot old = await SnapshotAsync(Old);
        Assert.Equal(1001, old.Count);
        Assert.Equal(["\\Flagged", "k"], old.Flags(0, 6).Select(static flag => flag.Name));
        Assert.Equal((before.Info.Id, before.Info.UidValidity, 0, 1002L), (Inbox, Info(Inbox).UidValidity, Info(Inbox).Messages, Info(Inbox).UidNext));
        await using Mailbox inbox = await OpenMailboxAsync(Inbox);
        Assert.Equal(1001, (await inbox.ReadExpungedAsync(All, default)).Count);
        Assert.Equal(Uids("1:1001"), await inbox.VanishedSinceAsync(new ModSeq((ulong)before.Info.HighestModSeq), All, default));
        await CheckAsync();
    }

    [Fact]
    public async Task A_name_that_is_taken_meanwhile_refuses_it_and_nothing_is_left_behind()
    {
        await AddAsync(Inbox, 1000);
        IReadOnlyList<RowKey> before = await ChunkRowsAsync();
        At(3, () => _ = Account.CommitAsync(new Commit(new CreateMailbox(Name("old"))), default));
        Assert.Equal(RefusalReason.AlreadyExists, await RefusalAsync(Rename));
        Assert.Equal(before, await ChunkRowsAsync());
        Assert.Equal((1000, 0), (Info(Inbox).Messages, Info(Old).Messages));
    }

    [Fact]
    public async Task A_crash_before_it_is_shown_leaves_inbox_as_it_was()
    {
        await AddAsync(Inbox, 1000);
        MailboxSnapshot before = await SnapshotAsync(Inbox);
        IReadOnlyList<RowKey> rows = await ChunkRowsAsync();
        At(3, () => Fixture.FailCommits(1000));
        Assert.Equal(RefusalReason.Unavailable, await RefusalAsync(Rename));
        Fixture.FailCommits(0);
        await CrashAsync(Fixture.KillProcessAsync);
        Assert.Null(Account.Mailboxes.Find(Name("old")));
        await SameAsync(before);
        await SweepAsync();
        Assert.Equal(rows, await ChunkRowsAsync());
        await DoAsync<MailboxRenamed>(Rename);
        Assert.Equal(1000, Info(Old).Messages);
    }

    [Fact]
    public async Task A_full_quota_and_a_sweep_meanwhile_do_not_matter_to_it()
    {
        await AddAsync(Inbox, 1000);
        await using MailAccount system = await OpenAsync(Principal.System);
        Assert.True((await system.CommitAsync(new Commit(new SetQuota(null, 1000)), default)).IsDone);
        Task? sweep = null;
        At(3, () => sweep = SweepAsync());
        await DoAsync<MailboxRenamed>(Rename);
        await sweep!;
        await ReopenAsync();
        Assert.Equal((0, 1000), (Info(Inbox).Messages, (await SnapshotAsync(Old)).Count));
        await CheckAsync();
    }
}
