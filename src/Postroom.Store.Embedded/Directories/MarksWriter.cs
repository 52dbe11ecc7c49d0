using Postroom.Store.Embedded.Lanes;
using Postroom.Store.Embedded.Sqlite;
using Postroom.Store.Engine;

namespace Postroom.Store.Embedded.Directories;

/// <summary>The accounts' marks: server.db gets them at once where somebody waits, else those of all accounts together, some time later.</summary>
internal sealed class MarksWriter
{
    private readonly Lock _gate = new();
    private readonly ServerDatabase _database;
    private readonly SerialLane _lane;
    private readonly TimeSpan _delay;
    private readonly Action<AccountId, string> _report;
    private readonly ITimer _timer;
    private readonly Dictionary<AccountId, AccountMarks> _written;
    private Dictionary<AccountId, AccountMarks> _waiting = [];
    private bool _isArmed;

    internal MarksWriter(ServerDatabase database, SerialLane lane, TimeSpan delay, TimeProvider time, Action<AccountId, string> report)
    {
        (_database, _lane, _delay, _report) = (database, lane, delay, report);
        _written = database.Marks();
        _timer = time.CreateTimer(static state => ((MarksWriter)state!).WriteInBackground(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>What server.db has: a number reserved above it must not be used yet.</summary>
    internal AccountMarks Of(AccountId id)
    {
        lock (_gate)
        {
            return _written.GetValueOrDefault(id);
        }
    }

    internal void Raise(AccountId id, AccountMarks marks)
    {
        lock (_gate)
        {
            _waiting[id] = _waiting.GetValueOrDefault(id).Or(marks);
            _isArmed = _isArmed || _timer.Change(_delay, Timeout.InfiniteTimeSpan);
        }
    }

    internal void Forget(AccountId id)
    {
        lock (_gate)
        {
            _written.Remove(id);
            _waiting.Remove(id);
        }
    }

    /// <summary>On the directory's lane: all that waits, by one sync.</summary>
    /// <exception cref="SqliteException">Nothing was written; it waits for the next call.</exception>
    internal void Write()
    {
        Dictionary<AccountId, AccountMarks> rows;
        lock (_gate)
        {
            rows = _waiting.ToDictionary(static row => row.Key, row => _written.GetValueOrDefault(row.Key).Or(row.Value));
            _waiting = [];
        }

        if (rows.Count == 0)
        {
            return;
        }

        try
        {
            _database.Save(rows);
        }
        catch (SqliteException)
        {
            lock (_gate)
            {
                foreach ((AccountId id, AccountMarks marks) in rows)
                {
                    _waiting[id] = _waiting.GetValueOrDefault(id).Or(marks);
                }
            }

            throw;
        }

        lock (_gate)
        {
            foreach ((AccountId id, AccountMarks marks) in rows)
            {
                _written[id] = marks;
            }
        }
    }

    /// <summary>Ends the timer, and writes what is left.</summary>
    internal async Task CloseAsync()
    {
        await _timer.DisposeAsync().ConfigureAwait(false);
        await _lane.RunAsync(WriteOrReport).ConfigureAwait(false);
    }

    private void WriteInBackground()
    {
        lock (_gate)
        {
            _isArmed = false;
        }

        _lane.Post(new LaneCall<bool>(WriteOrReport, TaskCreationOptions.None));
    }

    // Nobody waits for these: until the next ones are in, a copied-back account is noticed by older marks.
    private bool WriteOrReport()
    {
        try
        {
            Write();
            return true;
        }
        catch (SqliteException e)
        {
            AccountId one;
            lock (_gate)
            {
                one = _waiting.Keys.FirstOrDefault();
            }

            _report(one, $"The marks of accounts cannot be written to server.db: {e.Message}");
            return false;
        }
    }
}
