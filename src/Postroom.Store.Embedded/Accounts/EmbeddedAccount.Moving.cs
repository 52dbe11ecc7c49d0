using Postroom.Store.Embedded.Files;
using Postroom.Store.Embedded.Lanes;
using Postroom.Store.Embedded.Packs;
using Postroom.Store.Embedded.Sqlite;
using Postroom.Store.Engine;

namespace Postroom.Store.Embedded.Accounts;

/// <content>
/// Moving what commits left in memory to mail.db, on the account's lane: many groups in one transaction, within <see cref="EmbeddedOptions.MoveDelay"/> of the
/// first, or when they are many. The log has them: nothing here is about whether a commit holds.
/// </content>
internal sealed partial class EmbeddedAccount
{
    private bool _moveFailed;
    private bool _movesAgain;
    private bool _movesNext;
    private bool _isWritingBack;
    private Task _writingBack = Task.CompletedTask;

    /// <summary>The timer's call.</summary>
    internal void MoveInBackground() => _lane.Post(new LaneCall<bool>(TryMoveRecent, TaskCreationOptions.None));

    /// <summary>The call of the timer for those that found no room.</summary>
    internal void MoveAgainInBackground() => _lane.Post(new LaneCall<bool>(
        () =>
        {
            _movesAgain = false;
            return TryMoveRecent();
        },
        TaskCreationOptions.None));

    private bool TryMoveRecent()
    {
        bool isNews = !_moveFailed;
        try
        {
            if (!_closed)
            {
                MoveRecent();
            }

            return true;
        }
        catch (StoreUnavailableException e)
        {
            // They stay in memory. The next commit that grows, or closing, or the timer tries again.
            if (isNews)
            {
                _store.Report(_id, e.Message);
            }

            if (e.IsFull)
            {
                MoveAgainLater();
            }

            return false;
        }
    }

    private void MoveAgainLater()
    {
        if (!_movesAgain)
        {
            _movesAgain = true;
            _store.MoveAgain(this);
        }
    }

    private void AddRecent(LoggedGroup group, ReadOnlyMemory<byte> body, LogPosition position)
    {
        RecentRows rows = _recent.Rows;
        bool isFirst = rows.Groups == 0;
        long before = rows.Octets;
        rows.Add(group, body, position);
        _store.AddRecentOctets(rows.Octets - before);
        if (isFirst)
        {
            _store.MoveSoon(this);
        }

        if (!_movesNext && !_moveFailed && (rows.Groups >= _store.Options.MostRecentGroups / 2 || rows.Octets >= _store.Options.MostRecentOctets / 2))
        {
            MoveNext();
        }
    }

    // While whoever was answered sends what comes next, on another core: not in the next commit, which somebody waits for.
    private void MoveNext()
    {
        _movesNext = true;
        _lane.Post(new LaneCall<bool>(
            () =>
            {
                _movesNext = false;
                return TryMoveRecent();
            },
            TaskCreationOptions.None));
    }

    /// <summary>Before a commit: what is too much goes to mail.db first, and where mail.db has no room nothing that grows is taken on top.</summary>
    private void MakeRoomInMemory(bool grows)
    {
        RecentRows rows = _recent.Rows;
        if (rows.Groups >= _store.Options.MostRecentGroups || rows.Octets >= _store.Options.MostRecentOctets
            || _store.RecentOctets >= _store.Options.MostRecentOctetsOfAll || (_moveFailed && grows))
        {
            MoveRecent();
        }
    }

    /// <exception cref="StoreUnavailableException">mail.db cannot be written: the groups stay in memory and in the log, and go on being read.</exception>
    private void MoveRecent()
    {
        RecentRows rows = _recent.Rows;
        if (rows.Groups == 0)
        {
            return;
        }

        _recent.BeginMove();
        try
        {
            Apply(rows);
        }
        catch (SqliteException e) when (e.IsFull)
        {
            _moveFailed = true;
            throw new StoreUnavailableException($"The disk is full: {e.Message}", e) { IsFull = true };
        }
        catch (SqliteException e)
        {
            _moveFailed = true;
            throw Fail($"mail.db cannot be written ({e.Message})", e);
        }

        _moveFailed = false;
        _recent.EndMove();
        _store.AddRecentOctets(-rows.Octets);
        if (_database.WantsCheckpoint && !_closed)
        {
            WriteBack();
        }
    }

    /// <summary>When the account is closed: what mail.db does not take the log has, for the next open.</summary>
    private void MoveLast()
    {
        if (!TryMoveRecent())
        {
            _store.AddRecentOctets(-_recent.Rows.Octets);
        }
    }

    private void Apply(RecentRows rows)
    {
        try
        {
            _database.Apply(rows);
        }
        catch (SqliteException e) when (e.IsFull)
        {
            if (!Checkpoint()) // then SQLite writes over the WAL's beginning
            {
                throw;
            }

            _database.Apply(rows);
        }
    }

    // Behind the answer of whoever waits for this, and beside the lane: its two syncs take as long as several commits.
    private void WriteBack()
    {
        if (_database.WantsCheckpointAlone)
        {
            _lane.Post(new LaneCall<bool>(CheckpointInBackground, TaskCreationOptions.None));
        }
        else if (!_isWritingBack)
        {
            _isWritingBack = true;
            AccountDatabase database = _database;
            _writingBack = _store.Writers.RunAsync(() => WriteBack(database));
        }
    }

    private bool WriteBack(AccountDatabase database)
    {
        int frames = 0;
        Exception? failure = null;
        try
        {
            frames = database.CheckpointBeside();
        }
        catch (Exception e) when (e is SqliteException or IOException)
        {
            failure = e;
        }

        _lane.Post(new LaneCall<bool>(
            () =>
            {
                _isWritingBack = false;
                database.NoteWrittenBack(frames);
                if (failure is TooManyFilesException)
                {
                    return CheckpointInBackground(); // over the connection that there is
                }

                if (failure is not null)
                {
                    ReportWriteBack(failure);
                }

                return failure is null;
            },
            TaskCreationOptions.None));
        return failure is null;
    }

    private bool CheckpointInBackground() => !_closed && Checkpoint();

    private bool Checkpoint()
    {
        try
        {
            return _database.Checkpoint(CheckpointMode.Passive);
        }
        catch (SqliteException e)
        {
            ReportWriteBack(e);
            return false;
        }
    }

    // The WAL keeps what could not be written back; a commit that finds no room says so itself.
    private void ReportWriteBack(Exception e)
    {
        if (!_moveFailed)
        {
            _store.Report(_id, $"Account {_id}: mail.db could not be written back: {e.Message}");
        }
    }
}
