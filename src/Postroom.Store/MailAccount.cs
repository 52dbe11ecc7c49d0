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
    private VisibleMailboxes? _visible;
    private int _isDisposed;

    internal MailAccount(MailStore store, AccountSlot slot, AccountCore core, Principal actor) => (_store, _slot, Core, Actor) = (store, slot, core, actor);

    /// <summary>Whose mail it is.</summary>
    public AccountId Owner => Core.Id;

    /// <summary>Who acts.</summary>
    public Principal Actor { get; }

    /// <summary>The mailboxes now: those that the actor may look up, as the actor sees them.</summary>
    public MailboxList Mailboxes
    {
        get
        {
            MailboxList all = Core.State.Mailboxes;
            if (!IsForeign)
            {
                return all;
            }

            VisibleMailboxes? visible = Volatile.Read(ref _visible);
            if (visible?.All != all)
            {
                Volatile.Write(ref _visible, visible = VisibleMailboxes.Of(all, Actor.Account));
            }

            return visible.Mine;
        }
    }

    /// <summary>The names that the actor subscribed to here now, sorted; they need not exist. Another than the owner subscribes in an account of their own.</summary>
    public ImmutableSortedSet<MailboxName> Subscriptions => IsForeign ? [] : Core.State.Subscriptions;

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

    private bool IsForeign => Rights.IsForeign(Actor, Owner);

    /// <summary>What the actor may do with a mailbox; nothing where there is none (RFC 4314 §3.5: MYRIGHTS).</summary>
    public Right RightsOn(MailboxId mailbox) => Core.State.Mailboxes.Find(mailbox) is { } info ? RightsOn(info) : Right.None;

    /// <summary>What the actor might do with a mailbox when its row was <paramref name="mailbox"/>, one that <see cref="Mailboxes"/> had.</summary>
    public Right RightsOn(MailboxInfo mailbox) => Rights.Of(Actor, Owner, mailbox) & Right.Owner;

    /// <summary>Who besides the owner has which rights on a mailbox; empty for those who may not share it (RFC 4314 §3.3: GETACL).</summary>
    public IReadOnlyList<(AccountId Principal, Right Rights)> RightsGivenOn(MailboxId mailbox) =>
        Core.State.Mailboxes.Find(mailbox) is { } info && (Rights.Of(Actor, Owner, info) & Right.Share) != 0
            ? [.. info.Principals.Select(static one => (one.Account, one.Rights))]
            : [];

    /// <summary>Does all of <paramref name="commit"/> or nothing; done means durable and visible.</summary>
    /// <param name="commit">What to do.</param>
    /// <param name="cancellationToken">Gives up while it waits for its turn; afterwards it is ignored: the answer is the truth.</param>
    /// <exception cref="OperationCanceledException">Given up in time: nothing happened.</exception>
    public Task<CommitResult> CommitAsync(Commit commit, CancellationToken cancellationToken) =>
        GivesRights(commit) ? _store.GiveAsync(Core, commit, Actor, cancellationToken) : Core.CommitAsync(commit, Actor, cancellationToken);

    /// <summary>Opens a mailbox for reading. It goes on after a RENAME, and after a DELETE shows itself empty.</summary>
    /// <returns>Null when there is none with this identity, it holds no messages, or the actor may not read it.</returns>
    /// <exception cref="Engine.StoreUnavailableException">It cannot be read now.</exception>
    public async ValueTask<Mailbox?> OpenMailboxAsync(MailboxId mailbox, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if ((RightsOn(mailbox) & Right.Read) == 0)
        {
            return null;
        }

        LoadedMailbox? loaded = await Core.OpenMailboxAsync(mailbox, IsForeign ? Actor.Account : null).ConfigureAwait(false);
        return loaded is null ? null : new Mailbox(Core, loaded);
    }

    /// <summary>Has <paramref name="listener"/> called after each group of commits that changed something, when it is visible.</summary>
    /// <param name="listener">Called on the writer's thread: it returns at once, takes no long-held lock and throws nothing.</param>
    /// <returns>Dispose it to hear no more.</returns>
    public IDisposable Subscribe(Action<AccountPublication> listener) => new Subscription(Core, listener);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Interlocked.Exchange(ref _isDisposed, 1) == 0 ? _store.ReleaseAsync(_slot) : ValueTask.CompletedTask;

    private static bool GivesRights(Commit commit)
    {
        for (int i = 0; i < commit.Changes.Count; i++)
        {
            if (commit.Changes[i] is GiveRights)
            {
                return true;
            }
        }

        return false;
    }

    private sealed class Subscription : IDisposable
    {
        private readonly AccountCore _core;
        private Action<AccountPublication>? _listener;

        internal Subscription(AccountCore core, Action<AccountPublication> listener)
        {
            (_core, _listener) = (core, listener);
            core.Subscribe(listener);
        }

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _listener, null) is { } listener)
            {
                _core.Unsubscribe(listener);
            }
        }
    }
}
