using System.Text;
using Postroom.Imap;
using Postroom.Store.Engine;

namespace Postroom.Store.Contract;

/// <summary>What every class of the contract stands on: one account in a store over the engine under test.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Reliability", "CA1001", Justification = "xunit calls DisposeAsync.")]
public abstract class StoreContract : IAsyncLifetime
{
    private IEngineFixture? _fixture;
    private MailStore? _store;
    private MailAccount? _account;

    /// <summary>A clock that tests move by hand.</summary>
    protected ManualClock Clock { get; } = new();

    /// <summary>The account's identity.</summary>
    protected AccountId Owner { get; } = AccountId.New();

    protected IEngineFixture Fixture => _fixture!;

    protected MailStore Store => _store!;

    /// <summary>The account, opened by its owner.</summary>
    protected MailAccount Account => _account!;

    /// <summary>INBOX's identity.</summary>
    protected MailboxId Inbox => Account.Mailboxes.Find(MailboxName.Inbox)!.Id;

    protected virtual StoreOptions Options => new() { MaxMailboxes = 200, MaxKeywords = 100 };

    protected abstract ValueTask<IEngineFixture> CreateAsync();

    public async Task InitializeAsync()
    {
        _fixture = await CreateAsync();
        Assert.True(await Fixture.Engine.Accounts.SaveAsync(new AccountRecord { Id = Owner, Name = "ali" }, default));
        await OpenAsync();
    }

    /// <summary>What a class has to put away before the store is closed.</summary>
    protected virtual Task EndAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await EndAsync();
        await CloseAsync();
        await Fixture.DisposeAsync();
    }

    /// <summary>Everything is closed in good order and opened again.</summary>
    protected Task ReopenAsync() => RestartAsync(Fixture.ReopenAsync);

    protected async Task RestartAsync(Func<ValueTask> restart)
    {
        await CloseAsync();
        await restart();
        await OpenAsync();
    }

    /// <summary>The engine goes away under the store, as in a crash; the store is thrown away and begins anew.</summary>
    protected async Task CrashAsync(Func<ValueTask> crash)
    {
        await crash();
        await CloseAsync();
        await OpenAsync();
    }

    protected async Task<MailAccount> OpenAsync(Principal actor) => (await Store.OpenAsync(Owner, actor, default))!;

    protected async Task<CommitResult> CommitAsync(params Change[] changes) => await Account.CommitAsync(new Commit(changes), default);

    /// <summary>Does one change that must succeed.</summary>
    protected async Task<T> DoAsync<T>(Change change) where T : Outcome
    {
        CommitResult result = await CommitAsync(change);
        Assert.True(result.IsDone, result.Refusal?.Text);
        return result.Only<T>();
    }

    protected async Task<RefusalReason> RefusalAsync(params Change[] changes)
    {
        CommitResult result = await CommitAsync(changes);
        Assert.False(result.IsDone);
        return result.Refusal.Reason;
    }

    protected async Task<MailboxId> CreateMailboxAsync(string name) => (await DoAsync<MailboxCreated>(new CreateMailbox(MailboxName.Parse(name)))).Mailbox;

    /// <summary>Messages with bodies that tell which they are.</summary>
    protected async Task<IReadOnlyList<MessageAdded>> AddAsync(MailboxId mailbox, int count, params Flag[] flags)
    {
        var messages = new List<StagedMessage>();
        try
        {
            for (int i = 0; i < count; i++)
            {
                messages.Add(await StageAsync($"Subject: {i}\r\n\r\nMessage {i}.\r\n"));
            }

            CommitResult result = await CommitAsync([.. messages.Select(message => new AddMessage(mailbox, message, flags, null))]);
            Assert.True(result.IsDone, result.Refusal?.Text);
            return [.. result.Outcomes.Cast<MessageAdded>()];
        }
        finally
        {
            foreach (StagedMessage message in messages)
            {
                await message.DisposeAsync();
            }
        }
    }

    /// <summary>A staged message with small rows of its own: the contract is about entries and rows, not about MIME.</summary>
    protected async Task<StagedMessage> StageAsync(string text, params ulong[] threadKeys)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        IBlobStage stage = await Fixture.Engine.StageAsync(bytes.Length, default);
        await stage.WriteAsync(bytes, default);
        await stage.CompleteAsync(default);
        return new StagedMessage(stage, bytes.AsMemory(0, Math.Min(16, bytes.Length)), bytes.AsMemory(0, Math.Min(8, bytes.Length)), threadKeys);
    }

    protected async Task<Mailbox> OpenMailboxAsync(MailboxId mailbox) => (await Account.OpenMailboxAsync(mailbox, default))!;

    protected async Task<MailboxSnapshot> SnapshotAsync(MailboxId mailbox)
    {
        await using Mailbox open = await OpenMailboxAsync(mailbox);
        return open.Snapshot;
    }

    protected MailboxInfo Info(MailboxId mailbox) => Account.Mailboxes.Find(mailbox)!;

    protected static UidSet Uids(string text) => UidSet.Parse(text);

    protected static MailboxName Name(string text) => MailboxName.Parse(text);

    /// <summary>Has something happen when the clock is asked for the <paramref name="nth"/> time: an account's writer asks once for each commit.</summary>
    protected void At(int nth, Action between)
    {
        int asked = 0;
        Clock.Asked = () =>
        {
            if (Interlocked.Increment(ref asked) == nth)
            {
                between();
            }
        };
    }

    private async Task OpenAsync()
    {
        _store = new MailStore(Fixture.Engine, Options, Clock);
        _account = await OpenAsync(new Principal(Owner));
    }

    private async Task CloseAsync()
    {
        await Account.DisposeAsync();
        await Store.DisposeAsync();
    }
}
