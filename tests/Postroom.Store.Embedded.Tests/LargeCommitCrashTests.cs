using System.Buffers;
using System.Globalization;
using System.Text;
using Postroom.Imap;
using Postroom.Store.Embedded.Tests.Faults;
using Postroom.Store.Engine;

namespace Postroom.Store.Embedded.Tests;

/// <summary>The process, or the machine, stops at every step of a commit that is prepared: all of it is there or nothing, and what was stored for nothing is given back (INVARIANTS 20).</summary>
public sealed class LargeCommitCrashTests
{
    private const int Many = 30;

    private static readonly AccountId Id = AccountId.New();

    private static readonly MailboxName To = MailboxName.Parse("to");

    public enum Large
    {
        Append,
        ExpungeEverySecond,
        MoveEverySecond,
    }

    [Theory]
    [InlineData(Large.Append, false)]
    [InlineData(Large.Append, true)]
    [InlineData(Large.ExpungeEverySecond, false)]
    [InlineData(Large.ExpungeEverySecond, true)]
    [InlineData(Large.MoveEverySecond, false)]
    [InlineData(Large.MoveEverySecond, true)]
    public async Task After_a_stop_at_any_step_all_of_it_is_there_or_nothing(Large what, bool powerLoss)
    {
        int done = 0, undone = 0;
        (int from, int to) = await CountStepsAsync(what);
        Assert.True(to - from > 10, $"only {to - from} steps");
        IEnumerable<int> steps = Enumerable.Range(from, to + 2 - from); // the last: it is answered, and nothing comes after
        foreach ((int step, int seed) in steps.SelectMany(static step => CrashRounds.Seeds(step), static (step, seed) => (step, seed)))
        {
            using var folder = new TestFolder();
            FaultyFileSystem files = Disk(folder, new FaultyFileSystem { StopAt = step, Tearing = new Random(~seed) });
            bool isAnswered;
            await using (Running running = await Running.OpenAsync(folder, files))
            {
                isAnswered = await running.DoAsync(what);
                Assert.True(isAnswered || files.HasStopped);
            }

            FaultyFileSystem disk = Disk(folder, powerLoss ? files.AfterPowerLoss(new Random(seed)) : files.AfterKill());
            await using Running again = await Running.OpenAsync(folder, disk);
            bool isDone = again.Counts == After(what);
            Assert.True(isDone || (!isAnswered && again.Counts == (Many, 0)), $"step {step}, seed {seed}: {again.Counts}, answered {isAnswered}");
            (done, undone) = isDone ? (done + 1, undone) : (done, undone + 1);
            await again.AssertSoundAsync();
            await again.Account.SweepAsync(default);
            await again.AssertSoundAsync();
            Assert.Equal(what == Large.Append && isDone ? 2 * Many : Many, await again.EmailsAsync()); // expunged ones are kept
            Assert.True(isDone || await again.DoAsync(what));
            await again.AssertSoundAsync();
        }

        Assert.True(done > 0 && undone > 10, $"{done} done, {undone} not");
    }

    private static (int Inbox, int To) After(Large what) => what switch
    {
        Large.Append => (2 * Many, 0),
        Large.ExpungeEverySecond => (Many / 2, 0),
        _ => (Many / 2, Many / 2),
    };

    private static async Task<(int From, int To)> CountStepsAsync(Large what)
    {
        using var folder = new TestFolder();
        FaultyFileSystem files = Disk(folder, new FaultyFileSystem());
        await using Running running = await Running.OpenAsync(folder, files);
        int from = files.Steps + 1;
        Assert.True(await running.DoAsync(what));
        Assert.Equal(After(what), running.Counts);
        return (from, files.Steps);
    }

    private static FaultyFileSystem Disk(TestFolder folder, FaultyFileSystem files)
    {
        files.TakeSqlite(folder.Path);
        return files;
    }

    /// <summary>A store to which few are many; INBOX begins with 30 messages.</summary>
    private sealed record Running(EmbeddedStore Engine, MailStore Store, MailAccount Account) : IAsyncDisposable
    {
        internal (int Inbox, int To) Counts => (Inbox.Messages, Account.Mailboxes.Find(To)!.Messages);

        private MailboxInfo Inbox => Account.Mailboxes.Find(MailboxName.Inbox)!;

        internal static async Task<Running> OpenAsync(TestFolder folder, FaultyFileSystem files)
        {
            EmbeddedStore engine = EmbeddedStore.Open(
                DataFolder.Open(folder.Path, create: true), new EmbeddedOptions { MostRecentGroups = 1, WriterLanes = 1, ReaderLanes = 1, ReserveOctets = 64 * 1024, MarksDelay = TimeSpan.FromDays(1) }, new ManualTime(), files);
            await engine.Accounts.SaveAsync(new AccountRecord { Id = Id, Name = "ali" }, default);
            var store = new MailStore(engine, new StoreOptions { LargeAddMessages = 8, LargeCopyMessages = 1 }, TimeProvider.System);
            var running = new Running(engine, store, (await store.OpenAsync(Id, Principal.System, default))!);
            if (running.Account.Mailboxes.Find(To) is null)
            {
                Assert.True((await running.Account.CommitAsync(new Commit(new CreateMailbox(To)), default)).IsDone);
                Assert.True(await running.AddAsync());
            }

            return running;
        }

        internal async Task<bool> DoAsync(Large what)
        {
            UidSet even = UidSet.From(Enumerable.Range(1, Many / 2).Select(static half => new Uid((uint)half * 2)));
            Change change = what == Large.MoveEverySecond
                ? new CopyMessages(Inbox.Id, even, Account.Mailboxes.Find(To)!.Id, IsMove: true)
                : new ExpungeMessages(Inbox.Id, even, OnlyDeleted: false);
            return what == Large.Append ? await AddAsync() : (await Account.CommitAsync(new Commit(change), default)).IsDone;
        }

        /// <summary>Nothing is missing, and each UID shows what it should.</summary>
        internal async Task AssertSoundAsync()
        {
            await foreach (string finding in Store.CheckAsync(Id, repair: false, default))
            {
                Assert.Fail(finding);
            }

            await using Mailbox inbox = (await Account.OpenMailboxAsync(Inbox.Id, default))!;
            await using Mailbox to = (await Account.OpenMailboxAsync(Account.Mailboxes.Find(To)!.Id, default))!;
            foreach ((Mailbox mailbox, Func<Uid, uint> number) in new (Mailbox, Func<Uid, uint>)[] { (inbox, static uid => uid.Value), (to, static uid => uid.Value * 2) })
            {
                foreach (Uid uid in mailbox.Snapshot.AllUids())
                {
                    Assert.True(mailbox.Snapshot.TryFind(uid, out int chunk, out int index));
                    var bytes = new ArrayBufferWriter<byte>();
                    await mailbox.ReadBlobAsync(new EmailKey(mailbox.Snapshot.Chunks[chunk].Columns.Emails[index]), 0, 1 << 20, bytes, default);
                    Assert.Equal(Text(number(uid)), Encoding.ASCII.GetString(bytes.WrittenSpan));
                }
            }
        }

        internal async Task<int> EmailsAsync()
        {
            await using Mailbox inbox = (await Account.OpenMailboxAsync(Inbox.Id, default))!;
            using RowSet rows = await inbox.ReadEmailsAsync(Enumerable.Range(1, 500).Select(static key => new EmailKey(key)).ToArray(), default);
            return rows.Count;
        }

        public async ValueTask DisposeAsync()
        {
            await Account.DisposeAsync();
            await Store.DisposeAsync();
            await Engine.DisposeAsync();
        }

        private async Task<bool> AddAsync()
        {
            var staged = new List<StagedMessage>();
            try
            {
                for (uint i = 0; i < Many; i++)
                {
                    await using StagedMessageWriter writer = await Store.StageAsync(null, default);
                    await writer.WriteAsync(Encoding.ASCII.GetBytes(Text((uint)Inbox.UidNext + i)), default);
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

        private static string Text(uint number) => string.Create(CultureInfo.InvariantCulture, $"Subject: {number}\r\n\r\n{new string('x', 2000)}\r\n");
    }
}
