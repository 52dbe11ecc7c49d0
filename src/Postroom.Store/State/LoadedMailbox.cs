namespace Postroom.Store.State;

/// <summary>A mailbox that somebody reads: always its newest snapshot.</summary>
internal sealed class LoadedMailbox
{
    private MailboxSnapshot _snapshot;
    private PrincipalView? _view;

    internal LoadedMailbox(MailboxSnapshot snapshot) => _snapshot = snapshot;

    /// <summary>As one principal besides the owner sees it.</summary>
    /// <param name="shared">The mailbox, with a lease that goes with this.</param>
    /// <param name="principal">Who.</param>
    /// <param name="view">What they see now.</param>
    internal LoadedMailbox(LoadedMailbox shared, AccountId principal, PrincipalView view) =>
        (Shared, Principal, _view, _snapshot) = (shared, principal, view, view.Snapshot);

    /// <summary>The mailbox as the owner sees it; null for that itself.</summary>
    internal LoadedMailbox? Shared { get; }

    /// <summary>Who sees it so; null for the owner and the server.</summary>
    internal AccountId? Principal { get; }

    internal MailboxSnapshot Snapshot
    {
        get => Volatile.Read(ref _snapshot);
        set => Volatile.Write(ref _snapshot, value);
    }

    /// <summary>How many have it open; guarded by the account's gate.</summary>
    internal int Leases { get; set; }

    /// <summary>The writer's: what the principal sees from now on.</summary>
    internal void Show(MailboxSnapshot shared, MailboxPrincipal principal, Overlay overlay)
    {
        _view = new PrincipalView(shared, principal, overlay, _view);
        Snapshot = _view.Snapshot;
    }
}
