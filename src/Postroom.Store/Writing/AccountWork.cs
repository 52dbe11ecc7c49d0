using Postroom.Store.State;

namespace Postroom.Store.Writing;

/// <summary>Something that waits for an account's writer.</summary>
internal abstract class AccountWork
{
    /// <summary>Goes after what people wait for.</summary>
    internal virtual bool IsBackground => false;

    /// <summary>Is made durable by itself, with nothing else in its group.</summary>
    internal virtual bool StandsAlone => false;

    /// <summary>False when the caller gave up while it waited; it was told.</summary>
    internal virtual bool TryStart() => true;

    internal abstract void Fail(Exception exception);
}

/// <summary>A commit that waits.</summary>
internal sealed class CommitWork(Commit commit, Principal actor, CancellationToken cancellationToken) : AccountWork
{
    private readonly TaskCompletionSource<CommitResult> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal Commit Commit => commit;

    internal Principal Actor => actor;

    internal Task<CommitResult> Answer => _answer.Task;

    internal override bool IsBackground => commit.IsBackground;

    internal override bool StandsAlone => commit.Changes is [PublishCopy or PublishRename or PublishExpunge or PublishKept];

    internal override bool TryStart() => !cancellationToken.IsCancellationRequested || !_answer.TrySetCanceled(cancellationToken);

    internal void Complete(CommitResult result) => _answer.TrySetResult(result);

    internal override void Fail(Exception exception) => _answer.TrySetException(exception);
}

/// <summary>Somebody wants to read a mailbox that is not in memory.</summary>
/// <param name="mailbox">Its key.</param>
/// <param name="principal">As whom, when it is one with private flags; null for the owner and the server.</param>
internal sealed class LoadWork(MailboxKey mailbox, AccountId? principal) : AccountWork
{
    private readonly TaskCompletionSource<LoadedMailbox?> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal MailboxKey Mailbox => mailbox;

    internal AccountId? Principal => principal;

    /// <summary>With a lease taken; null when the mailbox is gone.</summary>
    internal Task<LoadedMailbox?> Answer => _answer.Task;

    internal void Complete(LoadedMailbox? loaded) => _answer.TrySetResult(loaded);

    internal override void Fail(Exception exception) => _answer.TrySetException(exception);
}

/// <summary>Something for the writer to do: answered when every commit before it is durable.</summary>
internal sealed class BetweenWork(Action action) : AccountWork
{
    private readonly TaskCompletionSource _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal Task Answer => _answer.Task;

    internal void Run() => action();

    internal void Complete() => _answer.TrySetResult();

    internal override void Fail(Exception exception) => _answer.TrySetException(exception);
}
