using Postroom.Imap;
using Postroom.Store.Contract;
using Postroom.Store.Engine;
using Postroom.Store.Memory;

namespace Postroom.Store.Tests.Mailboxes;

/// <summary>Messages of a mailbox that somebody has open and nobody looks at stand packed, and nobody notices but for the memory.</summary>
public sealed class RestingTests : IAsyncLifetime
{
    private const int Messages = 1_000;

    private readonly MemoryStoreEngine _engine = new();
    private readonly AccountId _owner = AccountId.New();
    private MailStore _store = null!;
    private MailAccount _account = null!;
    private Mailbox _inbox = null!;

    public async Task InitializeAsync()
    {
        await _engine.Accounts.SaveAsync(new AccountRecord { Id = _owner, Name = "ali" }, default);
        _store = new MailStore(_engine, new StoreOptions { MaxIdleEngines = 0 }, new ManualClock()); // a storage rests as soon as nobody uses it
        _account = (await _store.OpenAsync(_owner, new Principal(_owner), default))!;
        _inbox = (await _account.OpenMailboxAsync(_account.Mailboxes[0].Id, default))!;
        IBlobStage stage = await _engine.StageAsync(1, default);
        await stage.CompleteAsync(default);
        await using var message = new StagedMessage(stage, default, default, []);
        Assert.True((await _account.CommitAsync(new Commit([.. Enumerable.Repeat(new AddMessage(_inbox.Info.Id, message, [], null), Messages)]), default)).IsDone);
    }

    public async Task DisposeAsync()
    {
        await _inbox.DisposeAsync();
        await _account.DisposeAsync();
        await _store.DisposeAsync();
        await _engine.DisposeAsync();
    }

    [Fact]
    public async Task A_message_that_rested_is_the_same()
    {
        await RestAsync();
        MailboxSnapshot snapshot = _inbox.Snapshot;
        (uint[] uids, long[] modSeqs, ulong[] flags) = Read(snapshot);
        Assert.DoesNotContain(snapshot.Chunks, static chunk => chunk.Columns.IsAtRest); // they were looked at
        long[] sizes = [.. snapshot.Chunks.SelectMany(static chunk => chunk.Columns.Sizes.ToArray())];

        await RestAsync();

        (uint[] uidsAgain, long[] modSeqsAgain, ulong[] flagsAgain) = Read(snapshot);
        Assert.Equal(uids, uidsAgain);
        Assert.Equal(modSeqs, modSeqsAgain);
        Assert.Equal(flags, flagsAgain);
        Assert.Equal(sizes, snapshot.Chunks.SelectMany(static chunk => chunk.Columns.Sizes.ToArray()));
    }

    /// <summary>A session compares by object: what rests must not look like something else.</summary>
    [Fact]
    public async Task A_change_wakes_its_own_chunk_and_leaves_the_others_at_rest()
    {
        await RestAsync();
        MailboxSnapshot before = _inbox.Snapshot;
        Assert.True((await _account.CommitAsync(
            new Commit(new ChangeFlags(before.Info.Id, UidSet.Parse("300"), FlagChangeKind.Add, [Flag.Seen])), default)).IsDone);
        MailboxSnapshot after = _inbox.Snapshot;

        Assert.NotSame(before, after);
        Assert.Equal([true, false, true, true], before.Chunks.Zip(after.Chunks, static (old, now) => ReferenceEquals(old, now)));
        Assert.All(before.Chunks.Zip(after.Chunks), static pair => Assert.Same(pair.First.Columns, pair.Second.Columns));
        Assert.Equal((ulong)FlagBits.Seen, after.Chunks[1].Flags[300 - 257]);
        Assert.Equal(0UL, before.Chunks[1].Flags[300 - 257]);
        await RestAsync();
        Assert.Equal((ulong)FlagBits.Seen, after.Chunks[1].Flags[300 - 257]);
        Assert.Equal(0UL, before.Chunks[1].Flags[300 - 257]);
    }

    [Fact]
    public async Task Who_reads_while_it_goes_to_rest_reads_what_was_there()
    {
        await RestAsync();
        MailboxSnapshot snapshot = _inbox.Snapshot;
        uint[] uids = Read(snapshot).Uids;
        Task[] readers = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
        {
            for (int i = 0; i < 500; i++)
            {
                Assert.Equal(uids, Read(snapshot).Uids);
            }
        }))];
        while (!Task.WhenAll(readers).IsCompleted)
        {
            snapshot.Rest();
        }

        await Task.WhenAll(readers);
    }

    private static (uint[] Uids, long[] ModSeqs, ulong[] Flags) Read(MailboxSnapshot snapshot) => (
        [.. snapshot.Chunks.SelectMany(static chunk => chunk.Columns.Uids.ToArray())],
        [.. snapshot.Chunks.SelectMany(static chunk => chunk.ModSeqs.ToArray())],
        [.. snapshot.Chunks.SelectMany(static chunk => chunk.Flags.ToArray())]);

    // The storage is used once more, and closed after it.
    private async Task RestAsync()
    {
        using (await _inbox.ReadEmailsAsync(Array.Empty<EmailKey>(), default))
        {
        }

        await _store.WhenIdleAsync();
        Assert.All(_inbox.Snapshot.Chunks, static chunk => Assert.True(chunk.Columns.IsAtRest));
    }
}
