using System.Collections.Concurrent;
using System.Collections.Immutable;
using Postroom.Store.Embedded.Lanes;
using Postroom.Store.Embedded.Sqlite;
using Postroom.Store.Engine;

namespace Postroom.Store.Embedded.Directories;

/// <summary>The accounts, all in memory; server.db has them durably. Changes come one at a time.</summary>
internal sealed class AccountDirectory : IAccountDirectory
{
    private readonly ServerDatabase _database;
    private readonly SerialLane _lane;
    private readonly MarksWriter _marks;
    private readonly DiskReserve _reserve;
    private readonly ConcurrentDictionary<string, AccountRecord> _byName = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<AccountId, AccountRecord> _byId = new();
    private readonly ConcurrentDictionary<AccountId, ImmutableSortedSet<AccountId>> _shared = new(); // by principal

    internal AccountDirectory(
        ServerDatabase database, LanePool lanes, DiskReserve reserve, TimeSpan marksDelay, TimeProvider time, Action<AccountId, string> report)
    {
        (_database, _lane, _reserve) = (database, new SerialLane(lanes), reserve);
        _marks = new MarksWriter(database, _lane, marksDelay, time, report);
        foreach (AccountRecord account in database.Accounts())
        {
            Keep(account);
        }

        database.ReadShared((principal, owner) => _shared[principal] = (_shared.GetValueOrDefault(principal) ?? []).Add(owner));
    }

    public AccountRecord? Find(string name) => _byName.GetValueOrDefault(name);

    public AccountRecord? Find(AccountId id) => _byId.GetValueOrDefault(id);

    public IReadOnlyList<AccountRecord> All() => [.. _byId.Values.OrderBy(static account => account.Name, StringComparer.Ordinal)];

    public ValueTask<bool> SaveAsync(AccountRecord account, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        AccountName.Demand(account, Find(account.Id));
        return new ValueTask<bool>(_lane.RunAsync(() => TrySave(account)));
    }

    public ValueTask<bool> UpdateAsync(AccountId id, Func<AccountRecord, AccountRecord?> change, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<bool>(_lane.RunAsync(() =>
        {
            if (Find(id) is not { } account)
            {
                return false;
            }

            if (change(account) is not { } changed)
            {
                return true;
            }

            AccountName.Demand(changed, account);
            return TrySave(changed);
        }));
    }

    public ValueTask RemoveAsync(AccountId id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask(_lane.RunAsync(() =>
        {
            Write(() => _database.Remove(id), grows: false);
            Forget(id);
            ForgetShared(id);
            _marks.Forget(id);
            return true;
        }));
    }

    // Most have none: that takes no code which was not compiled yet.
    public IReadOnlyList<AccountId> SharedWith(AccountId principal) =>
        _shared.TryGetValue(principal, out ImmutableSortedSet<AccountId>? owners) ? owners : Array.Empty<AccountId>();

    public ValueTask NoteSharedAsync(AccountId owner, AccountId principal, bool isShared) => new(_lane.RunAsync(() =>
    {
        ImmutableSortedSet<AccountId> before = _shared.GetValueOrDefault(principal) ?? [];
        ImmutableSortedSet<AccountId> now = !isShared ? before.Remove(owner) : Find(owner) is null ? before : before.Add(owner);
        if (now != before)
        {
            Write(() => _database.NoteShared(principal, owner, isShared), grows: isShared);
            KeepShared(principal, now);
        }

        return true;
    }));

    public AccountMarks Marks(AccountId id) => _marks.Of(id);

    public ValueTask RaiseMarksAsync(AccountId id, AccountMarks marks)
    {
        RaiseMarksSoon(id, marks);
        return new ValueTask(_lane.RunAsync(() =>
        {
            Write(_marks.Write, grows: false);
            return true;
        }));
    }

    public void RaiseMarksSoon(AccountId id, AccountMarks marks)
    {
        if (Find(id) is not null)
        {
            _marks.Raise(id, marks);
        }
    }

    /// <summary>Writes what waits; the lanes are still there.</summary>
    internal Task CloseAsync() => _marks.CloseAsync();

    // On a full disk, too, accounts are disabled and removed and passwords changed and revoked: only new ones are refused (INVARIANTS 19).
    private void Write(Action write, bool grows)
    {
        try
        {
            if (_reserve.IsSpent)
            {
                if (grows)
                {
                    throw new StoreUnavailableException("The disk is full: nothing is added to server.db.") { IsFull = true };
                }

                _ = TryOnce(_database.WriteBack); // what is left of the reserve is not for a WAL that grows
            }

            if (grows)
            {
                write();
            }
            else if (!TryOnce(write) && !TryOverWal(write) && !(_reserve.Release() && TryOverWal(write)))
            {
                write();
            }
        }
        catch (SqliteException e)
        {
            throw new StoreUnavailableException($"server.db cannot be written: {e.Message}", e) { IsFull = e.IsFull };
        }
    }

    // Once server.db has all of the WAL, SQLite writes over its beginning: what changes pages that there are needs no more space.
    private bool TryOverWal(Action write) => TryOnce(_database.WriteBack) && TryOnce(write);

    private static bool TryOnce(Action write)
    {
        try
        {
            write();
            return true;
        }
        catch (SqliteException e) when (e.IsFull)
        {
            return false; // the caller tries it otherwise, and says so when nothing helps
        }
    }

    private bool TrySave(AccountRecord account)
    {
        if (AccountName.NamesOf(account).Any(name => Find(name) is { } other && other.Id != account.Id))
        {
            return false;
        }

        Write(() => _database.Save(account), grows: Find(account.Id) is null);
        Keep(account);
        return true;
    }

    // By id first when an account comes, and by name first when it goes: whoever finds a name finds its account.
    private void Keep(AccountRecord account)
    {
        AccountRecord? old = Find(account.Id);
        _byId[account.Id] = account;
        foreach (string name in AccountName.NamesOf(account))
        {
            _byName[name] = account;
        }

        foreach (string name in old is null ? [] : AccountName.NamesOf(old).Except(AccountName.NamesOf(account)))
        {
            _byName.TryRemove(name, out _);
        }
    }

    private void KeepShared(AccountId principal, ImmutableSortedSet<AccountId> owners)
    {
        if (owners.IsEmpty)
        {
            _shared.TryRemove(principal, out _);
        }
        else
        {
            _shared[principal] = owners;
        }
    }

    private void ForgetShared(AccountId id)
    {
        _shared.TryRemove(id, out _);
        foreach ((AccountId principal, ImmutableSortedSet<AccountId> owners) in _shared)
        {
            if (owners.Contains(id))
            {
                KeepShared(principal, owners.Remove(id));
            }
        }
    }

    private void Forget(AccountId id)
    {
        if (Find(id) is { } old)
        {
            foreach (string name in AccountName.NamesOf(old))
            {
                _byName.TryRemove(name, out _);
            }

            _byId.TryRemove(id, out _);
        }
    }
}
