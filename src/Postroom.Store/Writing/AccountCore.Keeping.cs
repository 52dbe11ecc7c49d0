namespace Postroom.Store.Writing;

// What a sweep must leave alone, and when one is due before the day's: expunged messages are kept, but not without bound.
internal sealed partial class AccountCore
{
    private const int SweepsInLimit = 8; // at least this part of the limit is expunged between two that are due by it

    private readonly List<Preparation> _preparations = [];
    private readonly List<Mailbox> _open = [];
    private readonly CancellationTokenSource _closing = new();
    private long _keptOctets = long.MaxValue / 2; // as the last sweep counted them; before the first it is not known
    private long _expungedOctets; // since it began
    private SemaphoreSlim? _sweeping;
    private Task _sweep = Task.CompletedTask;

    /// <summary>Sweeps the account; called when too much is kept.</summary>
    internal Func<AccountCore, CancellationToken, Task> SweepAsync { get; set; } = static (_, _) => Task.CompletedTask;

    /// <summary>The last sweep that began because too much was kept.</summary>
    internal Task EarlySweep
    {
        get
        {
            lock (_gate)
            {
                return _sweep;
            }
        }
    }

    /// <summary>One sweep at a time.</summary>
    internal SemaphoreSlim Sweeping => LazyInitializer.EnsureInitialized(ref _sweeping, static () => new SemaphoreSlim(1, 1));

    /// <summary>Octets of expunged messages that may be kept.</summary>
    internal long KeepExpungedOctets => _options.KeepExpungedOctets ?? Math.Max(StoreOptions.LeastKeptOctets, State.Counters.StorageLimit ?? 0);

    /// <summary>Keys above these may be of what is being prepared now.</summary>
    internal Preparation BeforePreparations
    {
        get
        {
            lock (_gate)
            {
                Preparation before = Preparation.None;
                foreach (Preparation one in _preparations)
                {
                    before = new Preparation(Math.Min(before.Email, one.Email), Math.Min(before.Rows, one.Rows));
                }

                return before;
            }
        }
    }

    internal Preparation BeginPreparation()
    {
        lock (_gate)
        {
            var preparation = new Preparation(_state.Counters.Email, _state.Counters.Mailbox);
            _preparations.Add(preparation);
            return preparation;
        }
    }

    internal void EndPreparation(Preparation preparation)
    {
        lock (_gate)
        {
            _preparations.RemoveAt(_preparations.FindIndex(one => ReferenceEquals(one, preparation)));
        }
    }

    internal void Opened(Mailbox mailbox)
    {
        lock (_gate)
        {
            _open.Add(mailbox);
        }
    }

    internal void Closed(Mailbox mailbox)
    {
        lock (_gate)
        {
            _open.Remove(mailbox);
        }
    }

    /// <summary>Expunges of a mailbox up to this MODSEQ are known to everybody who has it open: no view shows those messages any more (INVARIANTS 9).</summary>
    internal long ExpungesTold(long mailbox)
    {
        lock (_gate)
        {
            long told = long.MaxValue;
            foreach (Mailbox open in _open)
            {
                told = open.Info.Key.Value == mailbox ? Math.Min(told, open.ExpungesTold) : told;
            }

            return told;
        }
    }

    /// <summary>The sweep's: it begins to count; what is expunged from now on is not in it.</summary>
    internal void BeginsToCount() => Interlocked.Exchange(ref _expungedOctets, 0);

    /// <summary>The sweep's: so much is kept.</summary>
    internal void Counted(long kept) => Volatile.Write(ref _keptOctets, kept);

    // The writer's. A MOVE counts until the sweep finds that the messages are in another mailbox.
    private void Expunged(long octets)
    {
        if (octets == 0)
        {
            return;
        }

        long since = Interlocked.Add(ref _expungedOctets, octets);
        long limit = KeepExpungedOctets;
        lock (_gate)
        {
            if (!_isClosed && _sweep.IsCompleted && since > limit / SweepsInLimit && since + Volatile.Read(ref _keptOctets) > limit)
            {
                _sweep = Task.Run(SweepEarlyAsync);
            }
        }
    }

    private async Task SweepEarlyAsync()
    {
        try
        {
            await SweepAsync(this, _closing.Token).ConfigureAwait(false);
        }
        catch (Exception) when (_closing.IsCancellationRequested)
        {
            // The account is being closed, and refuses its commits.
        }
        catch (Exception e)
        {
            _options.Report(e); // the next expunge, or the day's sweep, tries again
        }
    }
}
