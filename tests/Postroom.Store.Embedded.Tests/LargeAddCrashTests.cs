using System.Buffers;
using System.Globalization;
using System.Text;
using Postroom.Imap;
using Postroom.Store.Embedded.Tests.Faults;
using Postroom.Store.Engine;

namespace Postroom.Store.Embedded.Tests;

/// <summary>The process, or the machine, stops at every step of a commit of many new messages: all of them are there or none, and what was stored for nothing is given back (INVARIANTS 20).</summary>
public sealed class LargeAddCrashTests
{
    private const int Before = 3;
    private const int Many = 30;

    private static readonly AccountId Id = new(0x1234_5678_9ABC_DEF0UL);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task After_a_stop_at_any_step_all_are_there_or_none(bool powerLoss)
    {
        int shown = 0, unseen = 0, orphans = 0;
        (int from, int to) = await CountStepsAsync();
        Assert.True(to - from > 20, $"only {to - from} steps");
        for (int step = from; step <= to; step++)
        {
            using var folder = new TestFolder();
            FaultyFileSystem files = Disk(folder, new FaultyFileSystem { StopAt = step });
            bool isDone = false;
            await using (Running running = await OpenAsync(folder, files))
            {
                isDone = await AddManyAsync(running);
                Assert.True(isDone || files.HasStopped);
            }

            FaultyFileSystem disk = Disk(folder, powerLoss ? files.AfterPowerLoss(new Random(step)) : files.AfterKill());
            await using Running again = await OpenAsync(folder, disk);
            int messages = again.Inbox.Messages;
            Assert.Contains(messages, isDone ? [Before + Many] : new[] { Before, Before + Many });
            (shown, unseen) = messages == Before ? (shown, unseen + 1) : (shown + 1, unseen);
            await again.AssertReadableAsync();
            orphans += (await again.Account.SweepAsync(default)).Emails > 0 ? 1 : 0;
            await again.AssertReadableAsync();
            Assert.Equal(messages, await again.EmailsAsync());
            Assert.True(await AddManyAsync(again));
        }

        Assert.True(shown > 0 && unseen > 10 && orphans > 10, $"{shown} shown, {unseen} not, {orphans} with something to sweep");
    }

    private static async Task<(int From, int To)> CountStepsAsync()
    {
        using var folder = new TestFolder();
        FaultyFileSystem files = Disk(folder, new FaultyFileSystem());
        await using Running running = await OpenAsync(folder, files);
        int from = files.Steps + 1;
        Assert.True(await AddManyAsync(running));
        return (from, files.Steps);
    }

    private static FaultyFileSystem Disk(TestFolder folder, FaultyFileSystem files)
    {
        files.TakeSqlite(folder.Path);
        return files;
    }

    private static async Task<Running> OpenAsync(TestFolder folder, FaultyFileSystem files)
    {
        EmbeddedStore engine = EmbeddedStore.Open(
            DataFolder.Open(folder.Path, create: true), new EmbeddedOptions { WriterLanes = 1, ReaderLanes = 1, ReserveOctets = 64 * 1024, MarksDelay = TimeSpan.FromDays(1) }, new ManualTime(), files);
        await engine.Accounts.SaveAsync(new AccountRecord { Id = Id, Name = "ali" }, default);
        var store = new MailStore(engine, new StoreOptions { LargeAddMessages = 8 }, TimeProvider.System);
        var running = new Running(engine, store, (await store.OpenAsync(Id, Principal.System, default))!);
        for (int i = running.Inbox.Messages; i < Before; i++)
        {
            Assert.True(await running.AddAsync(i, 1));
        }

        return running;
    }

    private static Task<bool> AddManyAsync(Running running) => running.AddAsync(running.Inbox.Messages, Many);

    private sealed record Running(EmbeddedStore Engine, MailStore Store, MailAccount Account) : IAsyncDisposable
    {
        internal MailboxInfo Inbox => Account.Mailboxes.Find(MailboxName.Inbox)!;

        internal async Task<bool> AddAsync(int first, int count)
        {
            var staged = new List<StagedMessage>();
            try
            {
                for (int i = first; i < first + count; i++)
                {
                    await using StagedMessageWriter writer = await Store.StageAsync(null, default);
                    await writer.WriteAsync(Encoding.ASCII.GetBytes(Text(i)), default);
                    staged.Add(await writer.CompleteAsync(default));
                }

                return (await Account.CommitAsync(new Commit([.. staged.Select(message => new AddMessage(Inbox.Id, message, [], null))]), default)).IsDone;
            }
            finally
            {
                foreach (StagedMessage message in staged)
                {
                    await message.DisposeAsync();
                }
            }
        }

        internal async Task AssertReadableAsync()
        {
            await foreach (string finding in Store.CheckAsync(Id, repair: false, default))
            {
                Assert.Fail(finding);
            }

            await using Mailbox inbox = (await Account.OpenMailboxAsync(Inbox.Id, default))!;
            for (int i = 0; i < inbox.Snapshot.Count; i++)
            {
                inbox.Snapshot.FindSequence(i + 1, out int chunk, out int index);
                var bytes = new ArrayBufferWriter<byte>();
                await inbox.ReadBlobAsync(new EmailKey(inbox.Snapshot.Chunks[chunk].Columns.Emails[index]), 0, 1 << 20, bytes, default);
                Assert.Equal(Text(i), Encoding.ASCII.GetString(bytes.WrittenSpan));
            }
        }

        internal async Task<int> EmailsAsync()
        {
            await using Mailbox inbox = (await Account.OpenMailboxAsync(Inbox.Id, default))!;
            using RowSet rows = await inbox.ReadEmailsAsync(Enumerable.Range(1, 200).Select(static key => new EmailKey(key)).ToArray(), default);
            return rows.Count;
        }

        public async ValueTask DisposeAsync()
        {
            await Account.DisposeAsync();
            await Store.DisposeAsync();
            await Engine.DisposeAsync();
        }

        private static string Text(int i) => string.Create(CultureInfo.InvariantCulture, $"Subject: {i}\r\n\r\n{new string('x', 2000)}\r\n");
    }
}
