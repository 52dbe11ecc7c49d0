using System.Collections.Immutable;
using Postroom.Imap;
using Postroom.Store.State;
using Postroom.Store.Writing;

namespace Postroom.Store;

/// <summary>One owner's mail, opened by one principal: a lease on what all share. Safe for several threads.</summary>
/// <remarks>Dispose it, after the mailboxes opened through it. What it shows is always the newest that is durable.</remarks>
public sealed partial class MailAccount : IAsyncDisposable
{
    private readonly MailStore _store;
    private readonly AccountSlot _slot;
    private int _isDisposed;

    internal MailAccount(MailStore store, AccountSlot slot, AccountCore core, Principal actor) => (_store, _slot, Core, Actor) = (store, slot, core, actor);

    /// <summary>Whose mail it is.</summary>
    public AccountId Owner => Core.Id;

    /// <summary>Who acts.</summary>
    public Principal Actor { get; }

    /// <summary>The mailboxes now.</summary>
    public MailboxList Mailboxes => Core.State.Mailboxes;

    /// <summary>The subscribed names now, sorted; they need not exist.</summary>
    public ImmutableSortedSet<MailboxName> Subscriptions => Core.State.Subscriptions;

    /// <summary>Limits and use now.</summary>
    public AccountQuota Quota
    {
        get
        {
            AccountState state = Core.State;
            return new AccountQuota(state.Counters.StorageLimit, state.Counters.MessagesLimit, state.UsedOctets, state.UsedMessages);
        }
    }

    /// <summary>The highest MODSEQ given out in the account.</summary>
    public ModSeq ModSeq => new((ulong)Core.State.Counters.ModSeq);

    internal AccountCore Core { get; }

    /// <summary>Does all of <paramref name="commit"/> or nothing; done means durable and visible.</summary>
    /// <param name="commit">What to do.</param>
    /// <param name="cancellationToken">Gives up while it waits for its turn; afterwards it is ignored: the answer is the truth.</param>
    /// <exception cref="OperationCanceledException">Given up in time: nothing happened.</exception>
    public Task<CommitResult> CommitAsync(Commit commit, CancellationToken cancellationToken) =>
        Core.CommitAsync(commit, Rights.Of(Actor, Owner), cancellationToken);

    /// <summary>Opens a mailbox for reading. It goes on after a RENAME, and after a DELETE shows itself empty.</summary>
    /// <returns>Null when there is none with this identity, it holds no messages, or the actor may not read it.</returns>
    /// <exception cref="Engine.StoreUnavailableException">It cannot be read now.</exception>
    public async ValueTask<Mailbox?> OpenMailboxAsync(MailboxId mailbox, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!Rights.Allow(Actor, Owner, Right.Read))
        {
            return null;
        }

        return await Core.OpenMailboxAsync(mailbox).ConfigureAwait(false) is { } loaded ? new Mailbox(Core, loaded) : null;
    }

    /// <summary>Has <paramref name="listener"/> called after each group of commits that changed something, when it is visible.</summary>
    /// <param name="listener">Called on the writer's thread: it returns at once, takes no long-held lock and throws nothing.</param>
    /// <returns>Dispose it to hear no more.</returns>
    public IDisposable Subscribe(Action<AccountPublication> listener) => new Subscription(Core.Subscribe(listener));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Interlocked.Exchange(ref _isDisposed, 1) == 0 ? _store.ReleaseAsync(_slot) : ValueTask.CompletedTask;

    private sealed class Subscription(Action end) : IDisposable
    {
        private Action? _end = end;

        public void Dispose() => Interlocked.Exchange(ref _end, null)?.Invoke();
    }
}
