using Postroom.Store.Engine;
using Postroom.Store.State;

namespace Postroom.Store.Writing;

/// <summary>What several commits make durable together.</summary>
internal sealed class WriteGroup
{
    private readonly List<RowWrite> _rows = [];
    private readonly List<BlobWrite> _blobs = [];
    private readonly List<EmailKey> _removed = [];
    private readonly HashSet<long> _touched = [];
    private readonly HashSet<MessageChunk> _stored = [];
    private readonly HashSet<RowKey> _kept = [];
    private Durability _durability = Durability.Written;
    private AccountState? _before;

    internal Dictionary<CommitWork, CommitResult> Results { get; } = [];

    /// <summary>The state once it is durable.</summary>
    internal AccountState? State { get; private set; }

    internal HashSet<long> Touched => _touched;

    internal bool NamesChanged { get; private set; }

    /// <summary>Octets of what was taken out of mailboxes.</summary>
    internal long ExpungedOctets { get; private set; }

    internal bool SubscriptionsChanged => !ReferenceEquals(_before!.Subscriptions, State!.Subscriptions);

    internal bool IsEmpty => _rows.Count == 0 && _blobs.Count == 0 && _removed.Count == 0;

    /// <summary>Takes a commit over; returns the state that the next one is applied to.</summary>
    internal AccountState Take(CommitDraft draft, PendingRows pending)
    {
        pending.Take(draft.Rows);
        _blobs.AddRange(draft.Blobs);
        _removed.AddRange(draft.RemovedBlobs);
        _touched.UnionWith(draft.Touched);
        _stored.UnionWith(draft.StoredChunks);
        _kept.UnionWith(draft.KeptRows);
        NamesChanged |= draft.NamesChanged;
        ExpungedOctets += draft.ExpungedOctets;
        if (draft.Durability == Durability.Synced)
        {
            _durability = Durability.Synced;
        }

        return draft.State;
    }

    internal void Complete(AccountState before, AccountState after, PendingRows pending)
    {
        // A MODSEQ above the ceiling may be given out only when the next ceiling is on disk (INVARIANTS 1).
        if (after.Counters.ModSeq > after.Counters.ModSeqCeiling)
        {
            after = after with { Counters = after.Counters with { ModSeqCeiling = after.Counters.ModSeq + AccountBeginning.ModSeqReserve } };
            _durability = Durability.Synced;
        }

        _before = WithLoaded(before, pending);
        State = WithLoaded(after, pending);
        StateRows.Between(_before, State, _touched, _rows, _stored, _kept);
        pending.AddTo(_rows);
    }

    internal CommitGroup ToCommitGroup(long sequence) => new()
    {
        Sequence = sequence,
        Durability = _durability,
        Rows = _rows,
        Blobs = _blobs,
        RemovedBlobs = _removed,
    };

    /// <summary>The highest UIDNEXT of the mailboxes that changed.</summary>
    internal long UidNext
    {
        get
        {
            long highest = 1;
            foreach (long key in _touched)
            {
                highest = Math.Max(highest, State!.Mailboxes.Find(new MailboxKey(key))?.UidNext ?? 1);
            }

            return highest;
        }
    }

    internal IReadOnlyList<MailboxId> Mailboxes() =>
        [.. _touched
            .SelectMany(key => (MailboxInfo?[])[_before!.Mailboxes.Find(new MailboxKey(key)), State!.Mailboxes.Find(new MailboxKey(key))])
            .Where(static info => info is not null).Select(static info => info!.Id).Distinct()];

    // What was loaded for this group stays in memory, under the row that the mailbox has by now.
    private static AccountState WithLoaded(AccountState state, PendingRows pending)
    {
        foreach ((long key, MailboxSnapshot snapshot) in pending.Loaded)
        {
            if (state.Loaded.Find(key) is null && state.Mailboxes.Find(new MailboxKey(key)) is { } info)
            {
                state = state with { Loaded = state.Loaded.With(key, ReferenceEquals(info, snapshot.Info) ? snapshot : snapshot.With(info)) };
            }
        }

        foreach (SharedMap<OverlayKey, Overlay>.Entry loaded in pending.Overlays.Entries())
        {
            if (state.Overlays.Find(loaded.Key) is null
                && state.Mailboxes.Find(new MailboxKey(loaded.Key.Mailbox)) is { } info && info.Principals.Any(principal => principal.Number == loaded.Key.Number))
            {
                state = state with { Overlays = state.Overlays.With(loaded.Key, loaded.Value) };
            }
        }

        return state;
    }
}
