using Postroom.Imap;
using Postroom.Store.Engine;
using Postroom.Store.State;

namespace Postroom.Store.Contract;

/// <summary>What tests of large commits stand on: a store to which 600 messages are many.</summary>
public abstract class LargeContract : StoreContract
{
    protected override StoreOptions Options => base.Options with { LargeCopyMessages = 600, LargeAddMessages = 200 };

    protected static UidSet All { get; } = Uids("1:4294967295");

    protected async Task<(MailboxId From, MailboxId To)> FillAsync(int messages)
    {
        (MailboxId from, MailboxId to) = (await CreateMailboxAsync("from"), await CreateMailboxAsync("to"));
        await AddAsync(from, Math.Min(messages, 1000));
        for (int have = 1000; have < messages; have *= 2)
        {
            var some = new CopyMessages(from, UidSet.Range(new Uid(1), new Uid((uint)Math.Min(have, messages - have))), from);
            Assert.True((await CommitAsync(some, new ChangeSubscription(Name("from"), true))).IsDone);
        }

        return (from, to);
    }

    protected async Task<IReadOnlyList<RowKey>> ChunkRowsAsync()
    {
        using EngineUse use = await Account.Core.Engine.UseAsync(default);
        var keys = new List<RowKey>();
        foreach (StoreTable table in new[] { StoreTable.ChunkFixed, StoreTable.ChunkState })
        {
            await foreach ((RowKey key, _) in AccountLoading.ScanAsync(use.Engine, table, AccountLoading.Lowest, AccountLoading.Highest, default))
            {
                keys.Add(key);
            }
        }

        return keys;
    }

    protected async Task SameAsync(MailboxSnapshot before)
    {
        MailboxSnapshot now = await SnapshotAsync(before.Info.Id);
        Assert.Equal(before.AllUids(), now.AllUids());
        foreach ((MessageChunk a, MessageChunk b) in before.Chunks.Zip(now.Chunks))
        {
            Assert.Equal(a.Flags.ToArray(), b.Flags.ToArray());
            Assert.Equal(a.ModSeqs.ToArray(), b.ModSeqs.ToArray());
            Assert.Equal(a.Columns.Emails.ToArray(), b.Columns.Emails.ToArray());
            Assert.Equal(a.Columns.SaveDates.ToArray(), b.Columns.SaveDates.ToArray());
        }

        await CheckAsync();
    }

    protected async Task CheckAsync()
    {
        await foreach (string finding in Store.CheckAsync(Owner, repair: false, default))
        {
            Assert.Fail(finding);
        }
    }

    protected async Task<SweepResult> SweepAsync()
    {
        await using MailAccount system = await OpenAsync(Principal.System);
        return await system.SweepAsync(default);
    }
}
