using Postroom.Store.Engine;

namespace Postroom.Store.Memory;

/// <summary>The accounts of an engine in memory.</summary>
internal sealed class MemoryAccountDirectory : IAccountDirectory
{
    private readonly Lock _gate = new();
    private readonly Dictionary<AccountId, AccountRecord> _byId = [];
    private readonly Dictionary<AccountId, AccountMarks> _marks = [];
    private readonly HashSet<(AccountId Owner, AccountId Principal)> _shared = [];

    public AccountRecord? Find(string name)
    {
        lock (_gate)
        {
            return _byId.Values.FirstOrDefault(account => AccountName.NamesOf(account).Contains(name));
        }
    }

    public AccountRecord? Find(AccountId id)
    {
        lock (_gate)
        {
            return _byId.GetValueOrDefault(id);
        }
    }

    public IReadOnlyList<AccountRecord> All()
    {
        lock (_gate)
        {
            return [.. _byId.Values.OrderBy(static account => account.Name, StringComparer.Ordinal)];
        }
    }

    public ValueTask<bool> SaveAsync(AccountRecord account, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return ValueTask.FromResult(TrySave(account));
        }
    }

    public ValueTask<bool> UpdateAsync(AccountId id, Func<AccountRecord, AccountRecord?> change, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return ValueTask.FromResult(_byId.TryGetValue(id, out AccountRecord? account) && (change(account) is not { } changed || TrySave(changed)));
        }
    }

    public ValueTask RemoveAsync(AccountId id, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _byId.Remove(id);
            _marks.Remove(id);
            _shared.RemoveWhere(shared => shared.Owner == id || shared.Principal == id);
        }

        return ValueTask.CompletedTask;
    }

    public IReadOnlyList<AccountId> SharedWith(AccountId principal)
    {
        lock (_gate)
        {
            return _shared.Count == 0 ? [] : [.. _shared.Where(shared => shared.Principal == principal).Select(static shared => shared.Owner).Order()];
        }
    }

    public ValueTask NoteSharedAsync(AccountId owner, AccountId principal, bool isShared)
    {
        lock (_gate)
        {
            if (!isShared)
            {
                _shared.Remove((owner, principal));
            }
            else if (_byId.ContainsKey(owner))
            {
                _shared.Add((owner, principal));
            }
        }

        return ValueTask.CompletedTask;
    }

    public AccountMarks Marks(AccountId id)
    {
        lock (_gate)
        {
            return _marks.GetValueOrDefault(id);
        }
    }

    public ValueTask RaiseMarksAsync(AccountId id, AccountMarks marks)
    {
        RaiseMarksSoon(id, marks);
        return ValueTask.CompletedTask;
    }

    private bool TrySave(AccountRecord account)
    {
        AccountName.Demand(account, _byId.GetValueOrDefault(account.Id));
        HashSet<string> names = [.. AccountName.NamesOf(account)];
        bool taken = _byId.Values.Any(other => other.Id != account.Id && AccountName.NamesOf(other).Any(names.Contains));
        if (!taken)
        {
            _byId[account.Id] = account;
        }

        return !taken;
    }

    public void RaiseMarksSoon(AccountId id, AccountMarks marks)
    {
        lock (_gate)
        {
            if (_byId.ContainsKey(id))
            {
                _marks[id] = _marks.GetValueOrDefault(id).Or(marks);
            }
        }
    }
}
