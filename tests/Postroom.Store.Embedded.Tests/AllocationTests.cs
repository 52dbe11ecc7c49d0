using System.Text;
using Postroom.Imap;
using Postroom.Store.Engine;

namespace Postroom.Store.Embedded.Tests;

/// <summary>What APPEND, MULTIAPPEND and STORE allocate, from the staged octets to the answer: a hot path that grows unseen is a slow server.</summary>
public sealed class AllocationTests : IDisposable
{
    private const int Times = 200;
    private const int Many = 20;

    private readonly TestFolder _folder = new();

    /// <summary>On one thread of the pool, whose work completes at once: so what is counted is all of it and nobody else's.</summary>
    [Fact]
    public async Task Appends_of_4_KB_and_a_store_of_one_flag_allocate_no_more_than_they_did()
    {
        TimeSpan never = TimeSpan.FromDays(1);
        var options = new EmbeddedOptions
        {
            WriterLanes = 1, ReaderLanes = 1, MaxCallersCommitting = 1, MaxCallersReading = 1, ReserveOctets = 64 * 1024,
            MoveDelay = never, MarksDelay = never, WrittenSyncDelay = never, MostRecentGroups = int.MaxValue, MostRecentOctets = long.MaxValue,
        };
        await using EmbeddedStore engine = EmbeddedStore.Open(DataFolder.Open(_folder.Path, create: true), options, TimeProvider.System);
        var record = new AccountRecord { Id = AccountId.New(), Name = "ali" };
        await engine.Accounts.SaveAsync(record, default);
        await using var store = new MailStore(engine, new StoreOptions(), TimeProvider.System);
        await using MailAccount account = (await store.OpenAsync(record.Id, Principal.System, default))!;
        MailboxId inbox = account.Mailboxes[0].Id;
        byte[] letter = Encoding.ASCII.GetBytes($"From: a@example.org\r\nTo: b@example.org\r\nSubject: hello\r\nMessage-ID: <1@example.org>\r\n\r\n{new string('x', 4_000)}\r\n");
        Assert.True((await account.CommitAsync(new Commit(new CreateMailbox(MailboxName.Parse("a"))), default)).IsDone); // reserves numbers, which waits for server.db
        (long append, long many, long storing) = await Task.Run(() =>
        {
            for (int i = 0; i < Times; i++)
            {
                Append(store, account, inbox, letter);
                Mark(account, inbox, 1, i);
            }

            return (
                Count(_ => Append(store, account, inbox, letter)),
                Count(_ => AppendMany(store, account, inbox, letter), Times / Many) / Many,
                Count(i => Mark(account, inbox, (uint)i + 1, 0)));
        });
        Assert.InRange(many, 1, 14_000); // 11,200 for each of twenty in one commit
        Assert.InRange(append, 1, 38_000); // 30,100, the rows and their group in memory included
        Assert.InRange(storing, 1, 20_000); // 14,800, mostly the chunk's row
    }

    public void Dispose() => _folder.Dispose();

    private static long Count(Action<int> work, int times = Times)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < times; i++)
        {
            work(i);
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / times;
    }

    private static void Append(MailStore store, MailAccount account, MailboxId inbox, byte[] letter)
    {
        StagedMessage message = Stage(store, letter);
        Assert.True(Now(account.CommitAsync(new Commit(new AddMessage(inbox, message, [], null)), default)).IsDone);
        Now(message.DisposeAsync());
    }

    private static void AppendMany(MailStore store, MailAccount account, MailboxId inbox, byte[] letter)
    {
        var changes = new Change[Many];
        for (int i = 0; i < Many; i++)
        {
            changes[i] = new AddMessage(inbox, Stage(store, letter), [], null);
        }

        Assert.True(Now(account.CommitAsync(new Commit(changes), default)).IsDone);
        foreach (Change change in changes)
        {
            Now(((AddMessage)change).Message.DisposeAsync());
        }
    }

    private static StagedMessage Stage(MailStore store, byte[] letter)
    {
        StagedMessageWriter writer = Now(store.StageAsync(letter.Length, default));
        Now(writer.WriteAsync(letter, default));
        return Now(writer.CompleteAsync(default));
    }

    private static void Mark(MailAccount account, MailboxId inbox, uint uid, int round) => Assert.True(Now(account.CommitAsync(
        new Commit(new ChangeFlags(inbox, UidSet.Of(new Uid(uid)), round % 2 == 0 ? FlagChangeKind.Add : FlagChangeKind.Remove, [Flag.Flagged])), default)).IsDone);

    private static T Now<T>(Task<T> task) => Now(new ValueTask<T>(task));

    private static T Now<T>(ValueTask<T> task)
    {
        Assert.True(task.IsCompletedSuccessfully);
        return task.Result;
    }

    private static void Now(ValueTask task) => Assert.True(task.IsCompletedSuccessfully);
}
