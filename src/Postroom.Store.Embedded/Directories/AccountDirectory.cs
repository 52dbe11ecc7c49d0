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
    private volatile View _view;

    internal AccountDirectory(ServerDatabase database, LanePool lanes, TimeSpan marksDelay, TimeProvider time, Action<AccountId, string> report)
    {
        (_database, _lane) = (database, new SerialLane(lanes));
        _marks = new MarksWriter(database, _lane, marksDelay, time, report);
        _view = View.Of(database.Accounts());
    }

    public AccountRecord? Find(string name) => _view.ByName.GetValueOrDefault(name);

    public AccountRecord? Find(AccountId id) => _view.ById.GetValueOrDefault(id);

    public IReadOnlyList<AccountRecord> All() => _view.Sorted;

    public ValueTask<bool> SaveAsync(AccountRecord account, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        AccountName.Demand(account, Find(account.Id));
        return new ValueTask<bool>(_lane.RunAsync(() =>
        {
            if (Find(account.Name) is { } other && other.Id != account.Id)
            {
                return false;
            }

            Write(() => _database.Save(account));
            _view = _view.With(account);
            return true;
        }));
    }

    public ValueTask RemoveAsync(AccountId id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask(_lane.RunAsync(() =>
        {
            Write(() => _database.Remove(id));
            _view = _view.Without(id);
            _marks.Forget(id);
            return true;
        }));
    }

    public AccountMarks Marks(AccountId id) => _marks.Of(id);

    public ValueTask RaiseMarksAsync(AccountId id, AccountMarks marks)
    {
        RaiseMarksSoon(id, marks);
        return new ValueTask(_lane.RunAsync(() =>
        {
            Write(_marks.Write);
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

    private static void Write(Action write)
    {
        try
        {
            write();
        }
        catch (SqliteException e)
        {
            throw new StoreUnavailableException($"server.db cannot be written: {e.Message}", e) { IsFull = e.IsFull };
        }
    }

    /// <summary>One state of the directory, never changed: the next shares most of it.</summary>
    private sealed record View(ImmutableSortedDictionary<string, AccountRecord> ByName, ImmutableDictionary<AccountId, AccountRecord> ById)
    {
        private IReadOnlyList<AccountRecord>? _sorted;

        internal IReadOnlyList<AccountRecord> Sorted => _sorted ??= [.. ByName.Values];

        internal static View Of(List<AccountRecord> accounts) => new(
            accounts.ToImmutableSortedDictionary(static account => account.Name, static account => account, StringComparer.Ordinal),
            accounts.ToImmutableDictionary(static account => account.Id));

        internal View Without(AccountId id) => ById.TryGetValue(id, out AccountRecord? old)
            ? new View(ByName.Remove(old.Name), ById.Remove(id))
            : this;

        internal View With(AccountRecord account)
        {
            View rest = Without(account.Id);
            return new View(rest.ByName.Add(account.Name, account), rest.ById.Add(account.Id, account));
        }
    }
}
