using Postroom.Imap;
using Postroom.Store.Engine;
using Postroom.Store.Memory;

namespace Postroom.Store.Tests.Writing;

/// <summary>The writer runs on the thread of whoever finds it at rest.</summary>
public sealed class WriterTurnTests
{
    /// <summary>On an engine that never waits, whoever came first would otherwise do everybody's work and never get its own answer.</summary>
    [Fact]
    public async Task Who_commits_first_is_not_kept_by_those_who_come_meanwhile()
    {
        await using var engine = new MemoryStoreEngine();
        await using var store = new MailStore(engine, new StoreOptions(), TimeProvider.System);
        var record = new AccountRecord { Id = AccountId.New(), Name = "u" };
        Assert.True(await engine.Accounts.SaveAsync(record, default));
        await using MailAccount account = await store.OpenAsync(record.Id, new Principal(record.Id), default) ?? throw new InvalidOperationException();
        using var isAnswered = new ManualResetEventSlim();
        var others = new List<Task<CommitResult>>();
        using (account.Subscribe(_ =>
        {
            if (!isAnswered.IsSet && others.Count < 10_000)
            {
                others.Add(account.CommitAsync(Create($"other {others.Count}"), default)); // somebody is always waiting
            }
        }))
        {
            int before = await Task.Run(() =>
            {
                Task<CommitResult> first = account.CommitAsync(Create("first"), default);
                isAnswered.Set();
                Assert.True(first.IsCompletedSuccessfully);
                return others.Count;
            });
            Assert.InRange(before, 1, 9_999);
        }

        while (others.Find(static other => !other.IsCompleted) is { } waiting)
        {
            await waiting;
        }
    }

    private static Commit Create(string name) => new(new CreateMailbox(MailboxName.Parse(name)));
}
