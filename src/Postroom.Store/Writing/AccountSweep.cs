using Postroom.Store.Codecs;
using Postroom.Store.Engine;
using Postroom.Store.State;

namespace Postroom.Store.Writing;

/// <summary>Frees what nobody needs any more, by mark and sweep, while people go on working: in small commits behind theirs.</summary>
/// <param name="core">The account.</param>
/// <param name="directory">Who is there.</param>
/// <param name="options">How long what is kept.</param>
/// <param name="now">The time.</param>
/// <param name="purges">Nothing that was expunged is kept but what a view still shows, and no file holds it.</param>
internal sealed class AccountSweep(AccountCore core, IAccountDirectory directory, StoreOptions options, DateTimeOffset now, bool purges)
{
    private const int Batch = 100; // whoever commits meanwhile waits for one of these, whose rows may have to come from the disk

    private readonly HashSet<long> _named = [];
    private readonly List<Change> _trims = [];
    private readonly Dictionary<long, int> _ranges = [];
    private long _purged;
    private long _forgotten;
    private long _kept;

    internal async ValueTask<SweepResult> RunAsync(CancellationToken cancellationToken)
    {
        await core.Sweeping.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await RunAloneAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            core.Sweeping.Release();
        }
    }

    private async ValueTask<SweepResult> RunAloneAsync(CancellationToken cancellationToken)
    {
        // From here on the writer notes which emails get a new entry: the marking below reads row by row, and a MOVE could slip through.
        HashSet<long> since = [];
        await core.BetweenAsync(() => core.Named.Add(since)).ConfigureAwait(false);
        try
        {
            long last = core.State.Counters.Email;
            last = Math.Min(last, core.BeforePreparations.Email); // emails that wait for their mailbox have no entry yet: the next sweep looks at them
            using EngineUse use = await core.Engine.UseAsync(cancellationToken).ConfigureAwait(false);
            await TrimAsync(use.Engine, cancellationToken).ConfigureAwait(false);
            await TrimExcessAsync(use.Engine, cancellationToken).ConfigureAwait(false);
            await MarkAsync(use.Engine, cancellationToken).ConfigureAwait(false);
            long removed = await RemoveAsync(use.Engine, last, since, cancellationToken).ConfigureAwait(false);
            await ForgetKeysAsync(use.Engine, cancellationToken).ConfigureAwait(false);
            await ForgetPrincipalsAsync(use.Engine, cancellationToken).ConfigureAwait(false);
            long octets = await use.Engine.CompactAsync(everything: purges, cancellationToken).ConfigureAwait(false);
            return new SweepResult(removed, _purged, _forgotten, octets, _kept);
        }
        finally
        {
            await core.BetweenAsync(() => core.Named.Remove(since)).ConfigureAwait(false);
        }
    }

    // Newest first, so that the limit of ranges takes the oldest.
    private async ValueTask TrimAsync(IAccountEngine engine, CancellationToken cancellationToken)
    {
        var rows = new List<(RowKey Key, long Time, int Ranges, bool IsWhole, int Trims)>();
        await foreach ((RowKey key, ReadOnlyMemory<byte> value) in Scan(engine, StoreTable.Expunged, cancellationToken).ConfigureAwait(false))
        {
            ExpungedRow row = ExpungedCodec.Read(key.Minor, value.Span);
            rows.Add((key, row.Time, row.Uids.Ranges.Length, row.IsWhole, CommitDraft.TrimsOf(row)));
        }

        for (int i = rows.Count - 1; i >= 0; i--)
        {
            (RowKey key, long time, int ranges, bool isWhole, int trims) = rows[i];
            int sum = _ranges[key.Major] = _ranges.GetValueOrDefault(key.Major) + ranges;
            long age = now.ToUnixTimeSeconds() - time;
            bool isPurged = age >= (long)options.KeepExpunged.TotalSeconds;
            bool isForgotten = isPurged
                && (age >= (long)options.KeepHistory.TotalSeconds || sum > options.MaxHistoryRanges || core.State.Mailboxes.Find(new MailboxKey(key.Major)) is null);
            if (isForgotten || (isPurged && isWhole))
            {
                await TrimAsync(key, trims, keepUids: !isForgotten, cancellationToken).ConfigureAwait(false);
                _purged += isWhole ? 1 : 0;
                _forgotten += isForgotten ? 1 : 0;
            }
        }

        await CommitTrimsAsync(cancellationToken).ConfigureAwait(false);
    }

    // What is kept beyond the limit of octets: the oldest goes before its time. Below no octets is what other mailboxes still have.
    private async ValueTask TrimExcessAsync(IAccountEngine engine, CancellationToken cancellationToken)
    {
        core.BeginsToCount();
        var budget = new ExpungedBudget(core, engine);
        foreach ((RowKey key, int trims) in await budget.FindExcessAsync(purges ? -1 : core.KeepExpungedOctets, cancellationToken).ConfigureAwait(false))
        {
            await TrimAsync(key, trims, keepUids: true, cancellationToken).ConfigureAwait(false);
            _purged++;
        }

        await CommitTrimsAsync(cancellationToken).ConfigureAwait(false);
        core.Counted(_kept = budget.Kept);
    }

    private async ValueTask TrimAsync(RowKey key, int trims, bool keepUids, CancellationToken cancellationToken)
    {
        var trim = new TrimHistory(new MailboxKey(key.Major), key.Minor, keepUids);
        for (int step = 1; step < trims; step++)
        {
            await CommitAsync([trim], cancellationToken).ConfigureAwait(false); // some of very many rows at a time
        }

        _trims.Add(trim);
    }

    private async ValueTask CommitTrimsAsync(CancellationToken cancellationToken)
    {
        foreach (Change[] some in _trims.Chunk(Batch))
        {
            await CommitAsync(some, cancellationToken).ConfigureAwait(false);
        }

        _trims.Clear();
    }

    private async ValueTask MarkAsync(IAccountEngine engine, CancellationToken cancellationToken)
    {
        Func<long, bool> isLeft = await LeftBehindAsync(engine, cancellationToken).ConfigureAwait(false);
        var left = new List<RowKey>();
        await foreach ((RowKey key, ReadOnlyMemory<byte> value) in Scan(engine, StoreTable.ChunkFixed, cancellationToken).ConfigureAwait(false))
        {
            if (isLeft(key.Major))
            {
                left.Add(key);
                continue;
            }

            foreach (long email in ChunkCodec.ReadFixed(value.Span, 0).Emails)
            {
                _named.Add(email);
            }
        }

        foreach (RowKey[] some in left.Chunk(Batch))
        {
            await CommitAsync([new RemoveRows(StoreTable.ChunkFixed, some), new RemoveRows(StoreTable.ChunkState, some)], cancellationToken).ConfigureAwait(false);
        }

        await foreach ((RowKey key, ReadOnlyMemory<byte> value) in Scan(engine, StoreTable.Expunged, cancellationToken).ConfigureAwait(false))
        {
            _named.UnionWith(ExpungedCodec.Read(key.Minor, value.Span).Messages.Select(static message => message.Email.Value));
        }
    }

    // Rows of a large commit that was never shown: it was refused, or the process ended. Read in this order: the numbers given out, those
    // of what is being prepared now, what mailboxes name, what is kept of those that are gone by then. So what is prepared, shown or
    // deleted meanwhile is not taken for left behind.
    private async ValueTask<Func<long, bool>> LeftBehindAsync(IAccountEngine engine, CancellationToken cancellationToken)
    {
        long last = core.State.Counters.Mailbox;
        last = Math.Min(last, core.BeforePreparations.Rows);
        HashSet<long> named = [.. core.State.Mailboxes.SelectMany(static mailbox => mailbox.Stretches()).Select(static part => part.Stretch.Rows)];
        await foreach ((RowKey key, ReadOnlyMemory<byte> value) in Scan(engine, StoreTable.Expunged, cancellationToken).ConfigureAwait(false))
        {
            named.UnionWith(ExpungedCodec.Read(key.Minor, value.Span).Kept?.Runs.Select(static run => run.Rows) ?? []);
        }

        return rows => rows <= last && !named.Contains(rows);
    }

    private async ValueTask<long> RemoveAsync(IAccountEngine engine, long last, HashSet<long> since, CancellationToken cancellationToken)
    {
        var unnamed = new List<EmailKey>();
        await foreach ((RowKey key, _) in Scan(engine, StoreTable.Email, cancellationToken).ConfigureAwait(false))
        {
            if (key.Major <= last && !_named.Contains(key.Major))
            {
                unnamed.Add(new EmailKey(key.Major));
            }
        }

        long removed = 0;
        foreach (EmailKey[] some in unnamed.Chunk(Batch))
        {
            CommitResult result = await CommitAsync([new RemoveEmails(some, since.Contains)], cancellationToken).ConfigureAwait(false);
            removed += result.Only<EmailsRemoved>().Count;
        }

        return removed;
    }

    private async ValueTask ForgetKeysAsync(IAccountEngine engine, CancellationToken cancellationToken)
    {
        var old = new List<RowKey>();
        await foreach ((RowKey key, ReadOnlyMemory<byte> value) in Scan(engine, StoreTable.Idempotency, cancellationToken).ConfigureAwait(false))
        {
            if (now.ToUnixTimeSeconds() - IdempotencyCodec.ReadTime(value.Span) >= (long)options.KeepIdempotencyKeys.TotalSeconds)
            {
                old.Add(key);
            }
        }

        foreach (RowKey[] some in old.Chunk(Batch))
        {
            await CommitAsync([new RemoveRows(StoreTable.Idempotency, some)], cancellationToken).ConfigureAwait(false);
        }
    }

    // Accounts that are gone lose their rights; what was private to somebody who has none left goes, as do private flags of deleted mailboxes.
    private async ValueTask ForgetPrincipalsAsync(IAccountEngine engine, CancellationToken cancellationToken)
    {
        Change[] gone =
        [
            .. core.State.Mailboxes.SelectMany(mailbox => mailbox.Principals
                .Where(principal => principal.Account != AccountId.Anonymous && directory.Find(principal.Account) is null)
                .Select(principal => new GiveRights(mailbox.Id, principal.Account, Right.None))),
        ];
        foreach (Change change in gone)
        {
            // By itself: a mailbox that somebody deletes meanwhile refuses it.
            await core.CommitAsync(new Commit(change) { IsBackground = true }, Principal.System, cancellationToken).ConfigureAwait(false);
        }

        var orphans = new List<RowKey>();
        await foreach ((RowKey key, _) in Scan(engine, StoreTable.Overlay, cancellationToken).ConfigureAwait(false))
        {
            // The state is newer than the row: who is not in it had the row before, and numbers never come again.
            if (core.State.Mailboxes.Find(new MailboxKey(key.Major)) is not { } info || !info.Principals.Any(one => one.Number == OverlayCodec.NumberOf(key)))
            {
                orphans.Add(key);
            }
        }

        foreach (RowKey[] some in orphans.Chunk(Batch))
        {
            await CommitAsync([new RemoveRows(StoreTable.Overlay, some)], cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<CommitResult> CommitAsync(Change[] changes, CancellationToken cancellationToken)
    {
        CommitResult result = await core
            .CommitAsync(new Commit(changes) { IsBackground = true }, Principal.System, cancellationToken).ConfigureAwait(false);
        return result.IsDone ? result : throw new StoreUnavailableException(result.Refusal.Text);
    }

    private static IAsyncEnumerable<(RowKey Key, ReadOnlyMemory<byte> Value)> Scan(IAccountEngine engine, StoreTable table, CancellationToken cancellationToken) =>
        AccountLoading.ScanAsync(engine, table, AccountLoading.Lowest, AccountLoading.Highest, cancellationToken);
}
