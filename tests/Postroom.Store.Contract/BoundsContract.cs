using Postroom.Imap;
using Postroom.Store.Codecs;
using Postroom.Store.Engine;
using Postroom.Store.State;

namespace Postroom.Store.Contract;

/// <summary>What happens at the bounds: accounts that must be closed to open others, MODSEQs beyond what was reserved, history that is too long, people beside bulk work.</summary>
public abstract class BoundsContract : StoreContract
{
    protected override StoreOptions Options => base.Options with { MaxIdleAccounts = 1, MaxIdleEngines = 1, MaxHistoryRanges = 10 };

    [Fact]
    public async Task Accounts_are_closed_and_opened_again_under_many_users_and_lose_nothing()
    {
        AccountId[] owners = [.. Enumerable.Range(0, 6).Select(static _ => AccountId.New())];
        for (int i = 0; i < owners.Length; i++)
        {
            Assert.True(await Fixture.Engine.Accounts.SaveAsync(new AccountRecord { Id = owners[i], Name = $"user{i}" }, default));
        }

        int[] added = new int[owners.Length];
        await Task.WhenAll(Enumerable.Range(0, 4).Select(user => Task.Run(async () =>
        {
            var random = new Random(user);
            for (int turn = 0; turn < 25; turn++)
            {
                int which = random.Next(owners.Length);
                await using MailAccount account = (await Store.OpenAsync(owners[which], new Principal(owners[which]), default))!;
                MailboxId inbox = account.Mailboxes[0].Id;
                await using StagedMessage message = await StageAsync($"Subject: {user} {turn}\r\n\r\nText.\r\n");
                CommitResult result = await account.CommitAsync(new Commit(new AddMessage(inbox, message, [], null)), default);
                Assert.True(result.IsDone, result.Refusal?.Text);
                int sofar = Interlocked.Increment(ref added[which]);
                await using Mailbox open = (await account.OpenMailboxAsync(inbox, default))!;
                Assert.True(open.Snapshot.Count >= sofar);
                using RowSet rows = await open.ReadEmailsAsync(new[] { new EmailKey(1) }, default);
                Assert.Equal(1, rows.Count);
            }
        })));
        await ReopenAsync();
        for (int i = 0; i < owners.Length; i++)
        {
            await using MailAccount account = (await Store.OpenAsync(owners[i], new Principal(owners[i]), default))!;
            await using Mailbox open = (await account.OpenMailboxAsync(account.Mailboxes[0].Id, default))!;
            Assert.Equal(added[i], open.Snapshot.Count);
            Assert.Equal(Enumerable.Range(1, added[i]).Select(static uid => (uint)uid), open.Snapshot.Chunks.SelectMany(static chunk => chunk.Columns.Uids.ToArray()));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_modseq_beyond_what_was_reserved_is_reserved_first(bool machineStops)
    {
        await AddAsync(Inbox, 1);
        await RestartAsync(async () =>
        {
            await MoveNearCeilingAsync(3);
            await Fixture.ReopenAsync();
        });
        var told = new List<ulong>();
        for (int i = 0; i < 8; i++)
        {
            CommitResult result = await CommitAsync(new ChangeFlags(Inbox, Uids("1"), i % 2 == 0 ? FlagChangeKind.Add : FlagChangeKind.Remove, [Flag.Seen]));
            told.Add(result.ModSeq.Value);
        }

        Assert.Equal(Enumerable.Range(0, 8).Select(i => told[0] + (ulong)i), told);
        await (machineStops ? CrashAsync(Fixture.StopMachineAsync) : ReopenAsync());
        CommitResult next = await CommitAsync(new ChangeFlags(Inbox, Uids("1"), FlagChangeKind.Add, [Flag.Flagged]));
        Assert.True(next.ModSeq.Value > told[^1]); // also where the last of them were lost
        Assert.Equal(next.ModSeq.Value == told[^1] + 1, !machineStops);
    }

    [Fact]
    public async Task Of_too_long_a_history_the_oldest_is_forgotten_and_then_everything_missing_has_vanished()
    {
        await AddAsync(Inbox, 40);
        await using Mailbox inbox = await OpenMailboxAsync(Inbox);
        var modSeqs = new List<ModSeq>();
        for (int i = 0; i < 15; i++)
        {
            CommitResult result = await CommitAsync(new ExpungeMessages(Inbox, Uids($"{(2 * i) + 1}"), OnlyDeleted: false));
            modSeqs.Add(result.ModSeq);
        }

        Clock.Advance(TimeSpan.FromDays(15)); // the messages' time is over, their UIDs' is not
        await using MailAccount system = await OpenAsync(Principal.System);
        Assert.Equal(5, (await system.SweepAsync(default)).Forgotten);
        Assert.Equal("21,23,25,27,29", (await inbox.VanishedSinceAsync(modSeqs[9], Uids("1:40"), default)).ToString());
        Assert.Equal(10, (await inbox.VanishedSinceAsync(modSeqs[4], Uids("1:40"), default)).Count);
        UidSet all = await inbox.VanishedSinceAsync(modSeqs[3], Uids("1:99"), default);
        Assert.Equal("1,3,5,7,9,11,13,15,17,19,21,23,25,27,29", all.ToString());
        await ReopenAsync();
        await using Mailbox again = await OpenMailboxAsync(Inbox);
        Assert.Equal(all, await again.VanishedSinceAsync(new ModSeq(1), Uids("1:99"), default));
    }

    [Fact]
    public async Task What_people_wait_for_goes_before_bulk_work_that_came_earlier()
    {
        await AddAsync(Inbox, 2);
        var bulk = new List<Task<CommitResult>>();
        var people = new List<Task<CommitResult>>();
        bool isFirst = true;
        using IDisposable subscription = Account.Subscribe(_ =>
        {
            if (!isFirst)
            {
                return;
            }

            // The writer is here, so all of this waits for its next turn.
            isFirst = false;
            for (int i = 0; i < 10; i++)
            {
                bulk.Add(Account.CommitAsync(new Commit(new ChangeFlags(Inbox, Uids("1"), FlagChangeKind.Replace, [Flag.Parse($"bulk{i}")])) { IsBackground = true }, default));
            }

            for (int i = 0; i < 10; i++)
            {
                people.Add(Account.CommitAsync(new Commit(new ChangeFlags(Inbox, Uids("2"), FlagChangeKind.Replace, [Flag.Parse($"people{i}")])), default));
            }
        });
        await DoAsync<FlagsChanged>(new ChangeFlags(Inbox, Uids("1"), FlagChangeKind.Add, [Flag.Seen]));
        CommitResult[] first = await Task.WhenAll(people), last = await Task.WhenAll(bulk);
        Assert.Equal(10, first.Length);
        Assert.All(last, result => Assert.True(result.ModSeq.Value > first.Max(static done => done.ModSeq.Value)));
    }

    // As if so many flags had been changed that only a few of the reserved numbers are left.
    private async Task MoveNearCeilingAsync(long left)
    {
        await using IAccountEngine raw = await Fixture.Engine.OpenAsync(Owner, default);
        using RowSet account = await raw.ReadAsync(StoreTable.Account, new[] { default(RowKey) }, default);
        AccountCounters counters = AccountCodec.Read(account.Value(0).Span);
        counters = counters with { ModSeq = counters.ModSeqCeiling - left };
        await raw.CommitAsync(new CommitGroup
        {
            Sequence = raw.LastSequence + 1,
            Durability = Durability.Synced,
            Rows = [new RowWrite(StoreTable.Account, default, AccountCodec.Write(counters))],
        });
    }
}
