using System.Collections;
using Postroom.Imap;
using Postroom.Store.State;

namespace Postroom.Store;

/// <summary>An account's mailboxes at one moment, by name: INBOX first, then in ordinal order. Immutable.</summary>
/// <remarks>A parent that was never made has no row: it is a name for which <see cref="HasChildren"/> holds (\NonExistent).</remarks>
public sealed class MailboxList : IReadOnlyList<MailboxInfo>
{
    private const int Few = 16;

    private readonly MailboxName[] _names;
    private readonly long[] _keys;
    private readonly SharedMap<MailboxId, long>? _byId; // null while there are few
    private readonly SharedMap<long, MailboxInfo> _rows;

    private MailboxList(MailboxName[] names, long[] keys, SharedMap<MailboxId, long>? byId, SharedMap<long, MailboxInfo> rows) =>
        (_names, _keys, _byId, _rows) = (names, keys, byId, rows);

    /// <summary>No mailbox.</summary>
    public static MailboxList None { get; } = new([], [], null, new());

    /// <inheritdoc/>
    public MailboxInfo this[int index] => _rows[_keys[index]];

    /// <inheritdoc/>
    public int Count => _names.Length;

    /// <summary>The highest UIDNEXT of all; 0 where there is no mailbox.</summary>
    internal long HighestUidNext
    {
        get
        {
            long highest = 0;
            foreach (long key in _keys)
            {
                highest = Math.Max(highest, _rows[key].UidNext);
            }

            return highest;
        }
    }

    internal static MailboxList From(IReadOnlyCollection<MailboxInfo> rows)
    {
        MailboxInfo[] sorted = [.. rows];
        Array.Sort(sorted, static (left, right) => left.Name.CompareTo(right.Name));
        var names = new MailboxName[sorted.Length];
        var keys = new long[sorted.Length];
        var byKey = new SharedMap<long, MailboxInfo>();
        for (int i = 0; i < sorted.Length; i++)
        {
            (names[i], keys[i]) = (sorted[i].Name, sorted[i].Key.Value);
            byKey = byKey.With(keys[i], sorted[i]);
        }

        return new(names, keys, ById(byKey), byKey);
    }

    /// <summary>The row with this name, selectable or not; null when there is none.</summary>
    public MailboxInfo? Find(MailboxName name) => Array.BinarySearch(_names, name) is var at and >= 0 ? _rows[_keys[at]] : null;

    /// <summary>The mailbox with this identity, or null.</summary>
    public MailboxInfo? Find(MailboxId id)
    {
        if (_byId is not null)
        {
            return _byId.Find(id) is { Value: var key } ? _rows[key] : null;
        }

        foreach (long key in _keys)
        {
            if (_rows[key] is var row && row.Id == id)
            {
                return row;
            }
        }

        return null;
    }

    /// <summary>The mailbox with this key, or null.</summary>
    public MailboxInfo? Find(MailboxKey key) => _rows.Find(key.Value)?.Value;

    /// <summary>True if mailboxes lie below <paramref name="name"/>, which need not exist itself.</summary>
    public bool HasChildren(MailboxName name) => FirstBelow(name) is var at && at < _names.Length && _names[at].IsBelow(name);

    /// <summary>All rows below <paramref name="name"/>, at any depth, in order.</summary>
    public IEnumerable<MailboxInfo> Below(MailboxName name)
    {
        for (int at = FirstBelow(name); at < _names.Length && _names[at].IsBelow(name); at++)
        {
            yield return _rows[_keys[at]];
        }
    }

    /// <inheritdoc/>
    public IEnumerator<MailboxInfo> GetEnumerator()
    {
        foreach (long key in _keys)
        {
            yield return _rows[key];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>With <paramref name="row"/> in place of the one with its key. Only a new or other name costs work in the number of mailboxes.</summary>
    internal MailboxList With(MailboxInfo row)
    {
        SharedMap<long, MailboxInfo> rows = _rows.With(row.Key.Value, row);
        if (Find(row.Key) is { } old)
        {
            if (old.Name == row.Name && old.Id == row.Id)
            {
                return new(_names, _keys, _byId, rows);
            }

            return Without(old.Key).With(row);
        }

        int at = ~Array.BinarySearch(_names, row.Name);
        return new([.. _names[..at], row.Name, .. _names[at..]], [.. _keys[..at], row.Key.Value, .. _keys[at..]], _byId?.With(row.Id, row.Key.Value) ?? ById(rows), rows);
    }

    internal MailboxList Without(MailboxKey key)
    {
        if (Find(key) is not { } row)
        {
            return this;
        }

        int at = Array.BinarySearch(_names, row.Name);
        return new([.. _names[..at], .. _names[(at + 1)..]], [.. _keys[..at], .. _keys[(at + 1)..]], _byId?.Without(row.Id), _rows.Without(key.Value));
    }

    // Of a few, as most accounts have, each can be looked at: that is as fast and takes no memory.
    private static SharedMap<MailboxId, long>? ById(SharedMap<long, MailboxInfo> rows)
    {
        if (rows.Count <= Few)
        {
            return null;
        }

        var byId = new SharedMap<MailboxId, long>();
        foreach (SharedMap<long, MailboxInfo>.Entry row in rows.Entries())
        {
            byId = byId.With(row.Value.Id, row.Key);
        }

        return byId;
    }

    // "foo/" sorts behind "foo" and "foo-x": what is below "foo" stands together there.
    private int FirstBelow(MailboxName name)
    {
        string prefix = name.Value + MailboxName.Separator;
        int low = 0, high = _names.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_names[middle].IsInbox || string.CompareOrdinal(_names[middle].Value, prefix) < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
