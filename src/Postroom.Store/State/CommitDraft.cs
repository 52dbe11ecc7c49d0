using Postroom.Imap;
using Postroom.Store.Codecs;
using Postroom.Store.Engine;

namespace Postroom.Store.State;

/// <summary>One commit being applied to a state: nothing outside sees it until it is taken over whole; dropped, it never was.</summary>
internal sealed partial class CommitDraft
{
    private readonly AccountState _before;
    private readonly IRowSource _rows;
    private readonly StoreOptions _options;
    private readonly DateTimeOffset _time;
    private readonly Principal _actor;
    private readonly AccountId _owner;
    private readonly Right _rights; // on the whole account
    private readonly long _modSeq;
    private readonly Dictionary<long, MailboxDraft> _drafts = [];
    private readonly Dictionary<(StoreTable Table, RowKey Key), RowWrite> _writes = [];
    private AccountState _state;
    private StoreRefusal? _refusal;

    internal CommitDraft(AccountState state, IRowSource rows, StoreOptions options, DateTimeOffset time, Principal actor, AccountId owner)
    {
        (_before, _state, _rows, _options, _time, _actor, _owner) = (state, state, rows, options, time, actor, owner);
        _rights = Rights.Of(actor, owner);
        _modSeq = state.Counters.ModSeq + 1;
    }

    /// <summary>The state after it.</summary>
    internal AccountState State => _state;

    /// <summary>Rows beside the state: emails, threads, expunged messages, name history, idempotency keys.</summary>
    internal Dictionary<(StoreTable Table, RowKey Key), RowWrite> Rows => _writes;

    internal List<BlobWrite> Blobs { get; } = [];

    /// <summary>Keys of mailboxes that changed.</summary>
    internal HashSet<long> Touched { get; } = [];

    /// <summary>Emails that entries now name (a sweep must know of them).</summary>
    internal List<long> NamedEmails { get; } = [];

    internal bool NamesChanged { get; private set; }

    /// <summary>What must be reached before the answer.</summary>
    internal Durability Durability { get; private set; } = Durability.Written;

    private long Now => _time.ToUnixTimeSeconds();

    /// <summary>Does <paramref name="commit"/>, or tells why not; then this is to be dropped.</summary>
    internal async ValueTask<CommitResult> ApplyAsync(Commit commit)
    {
        RowKey idempotency = default;
        if (commit.IdempotencyKey is { } guid)
        {
            idempotency = IdempotencyCodec.KeyOf(guid);
            if (await _rows.FindAsync(StoreTable.Idempotency, idempotency).ConfigureAwait(false) is { } known
                && IdempotencyCodec.Read(known.Span) is var (time, result)
                && Now - time < (long)_options.KeepIdempotencyKeys.TotalSeconds)
            {
                return result;
            }
        }

        await PrepareThreadsAsync(commit).ConfigureAwait(false);
        var outcomes = new Outcome[commit.Changes.Count];
        for (int i = 0; i < outcomes.Length; i++)
        {
            if (await ApplyAsync(commit.Changes[i]).ConfigureAwait(false) is not { } outcome)
            {
                return new CommitResult(_refusal!);
            }

            outcomes[i] = outcome;
        }

        Finish();
        if (CommitLimits.Refusal(_before, _state, _options) is { } refusal)
        {
            return new CommitResult(refusal);
        }

        var done = new CommitResult(new ModSeq((ulong)_state.Counters.ModSeq), outcomes);
        if (commit.IdempotencyKey is not null)
        {
            Write(StoreTable.Idempotency, idempotency, IdempotencyCodec.Write(Now, done));
            Durability = Durability.Synced; // the answer must be as durable as what it stands for
        }

        return done;
    }

    private ValueTask<Outcome?> ApplyAsync(Change change) => change switch
    {
        AddMessage add => AddAsync(add, null),
        AddStored stored => AddAsync(stored.Add, stored.Kept),
        KeepEmails keep => KeepAsync(keep),
        AddKept add => AddKeptAsync(add),
        ChangeFlags flags => ChangeFlagsAsync(flags),
        CopyMessages copy => CopyAsync(copy),
        ExpungeMessages expunge => ExpungeAsync(expunge),
        UndeleteMessages undelete => UndeleteAsync(undelete),
        ClaimRecent claim => ClaimAsync(claim),
        CreateMailbox create => ValueTask.FromResult(Create(create)),
        DeleteMailbox delete => DeleteAsync(delete),
        RenameMailbox rename => RenameAsync(rename, null),
        ChangeSubscription subscription => ValueTask.FromResult(Subscribe(subscription)),
        SetQuota quota => ValueTask.FromResult(SetQuota(quota)),
        GiveRights give => GiveAsync(give),
        SetPrivateFlags policy => SetPrivateFlagsAsync(policy),
        DropNamelessKeywords drop => DropKeywordsAsync(drop),
        RemoveEmails remove => ValueTask.FromResult<Outcome?>(RemoveEmails(remove)),
        RemoveRows remove => ValueTask.FromResult<Outcome?>(RemoveRows(remove)),
        TrimHistory trim => TrimAsync(trim),
        ReplaceDerived replace => ReplaceAsync(replace),
        RenewMailboxes renew => ValueTask.FromResult<Outcome?>(Renew(renew)),
        ReserveRows => ValueTask.FromResult<Outcome?>(Reserve()),
        PrepareRows prepare => ValueTask.FromResult<Outcome?>(Prepare(prepare)),
        PublishCopy publish => PublishAsync(publish),
        PublishKept publish => PublishAsync(publish),
        PublishExpunge publish => PublishAsync(publish),
        PublishRename publish => RenameAsync(publish.Rename, publish),
        _ => throw new ArgumentException($"Nobody knows how to do {change.GetType().Name}.", nameof(change)),
    };

    // Takes every mailbox's draft over into the state, and writes what was expunged.
    private void Finish()
    {
        foreach ((long key, MailboxDraft draft) in _drafts)
        {
            MailboxSnapshot now = draft.Current();
            if (!ReferenceEquals(now.Info, _state.Mailboxes.Find(now.Info.Key)))
            {
                _state = _state.With(now);
                Touched.Add(key);
            }

            foreach ((int number, Overlay overlay) in draft.Overlays())
            {
                _state = _state with { Overlays = _state.Overlays.With(new(key, number), overlay) };
            }
        }

        WriteExpunged();

        if (_drafts.Values.Any(static draft => draft.IsChanged || draft.ArePrivateFlagsChanged) || NamesChanged || !ReferenceEquals(_state.Subscriptions, _before.Subscriptions))
        {
            _state = _state with { Counters = _state.Counters with { ModSeq = _modSeq } };
        }
    }

    private Outcome? Refuse(RefusalReason reason, string text)
    {
        _refusal = new StoreRefusal(reason, text);
        return null;
    }

    // A mailbox's draft; null, with a refusal, when there is none or the right is lacking.
    private async ValueTask<MailboxDraft?> OpenAsync(MailboxId id, Right right, RefusalReason missing = RefusalReason.NonExistent)
    {
        if (_state.Mailboxes.Find(id) is not { } info || Rights.Of(_actor, _owner, info) is var rights && (rights & Right.Lookup) == 0)
        {
            Refuse(missing, "There is no such mailbox."); // RFC 4314 §6: who may not look it up does not learn that it is there
            return null;
        }

        if (!info.IsSelectable)
        {
            Refuse(RefusalReason.NonExistent, "This name holds no messages.");
            return null;
        }

        if ((rights & right) != right)
        {
            RefuseRight();
            return null;
        }

        if (!_drafts.TryGetValue(info.Key.Value, out MailboxDraft? draft))
        {
            MailboxSnapshot snapshot = _state.Loaded.Find(info.Key.Value)?.Value ?? await _rows.LoadAsync(info).ConfigureAwait(false);
            draft = new MailboxDraft(ReferenceEquals(snapshot.Info, info) ? snapshot : snapshot.With(info), _modSeq, Now, _options.MaxKeywords);
            _drafts.Add(info.Key.Value, draft);
        }

        if (ActorIn(draft) is { } actor)
        {
            await LoadAsync(info, actor).ConfigureAwait(false);
        }

        return draft;
    }

    private bool Has(Right right)
    {
        if ((_rights & right) == right)
        {
            return true;
        }

        RefuseRight();
        return false;
    }

    private Outcome? RefuseRight() => Refuse(RefusalReason.NoPermission, "You do not have the right to do that.");

    private void Write(StoreTable table, RowKey key, ReadOnlyMemory<byte>? value) => _writes[(table, key)] = new RowWrite(table, key, value);

    private Outcome? SetQuota(SetQuota quota)
    {
        if (!Has(Right.Administer))
        {
            return null;
        }

        if (quota.StorageOctets < 0 || quota.Messages < 0)
        {
            return Refuse(RefusalReason.Cannot, "A quota is not negative.");
        }

        _state = _state with { Counters = _state.Counters with { StorageLimit = quota.StorageOctets, MessagesLimit = quota.Messages } };
        Durability = Durability.Synced;
        return new QuotaSet();
    }

    private Outcome? Subscribe(ChangeSubscription change)
    {
        if (!Has(Right.Lookup))
        {
            return null;
        }

        if (change.IsSubscribed && _state.Subscriptions.Count >= _options.MaxMailboxes && !_state.Subscriptions.Contains(change.Name))
        {
            return Refuse(RefusalReason.Limit, "There are too many subscriptions.");
        }

        _state = _state with { Subscriptions = change.IsSubscribed ? _state.Subscriptions.Add(change.Name) : _state.Subscriptions.Remove(change.Name) };
        Durability = Durability.Synced;
        return new SubscriptionChanged();
    }
}
