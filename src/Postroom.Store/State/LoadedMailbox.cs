namespace Postroom.Store.State;

/// <summary>A mailbox that somebody reads: always its newest snapshot.</summary>
internal sealed class LoadedMailbox(MailboxSnapshot snapshot)
{
    private MailboxSnapshot _snapshot = snapshot;

    internal MailboxSnapshot Snapshot
    {
        get => Volatile.Read(ref _snapshot);
        set => Volatile.Write(ref _snapshot, value);
    }

    /// <summary>How many have it open; guarded by the account's gate.</summary>
    internal int Leases { get; set; }
}
